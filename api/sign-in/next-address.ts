import { paths } from '../paths.ts';

/**
 * Where a person wanted to go before the sign-in, if that is a page of this university on this site.
 * @param asked `next` as the browser sent it
 * @returns path and query, or null for anything else: another site, another university, the sign-in itself
 */
export function nextAddress(asked: unknown, university: string): string | null {
  if (typeof asked !== 'string' || !asked.startsWith('/')) return null;
  const { origin, pathname, search } = parse(asked) ?? { origin: '', pathname: '', search: '' };
  const isOurs =
    origin === 'http://site.invalid' && pathname.startsWith(`${paths.landing(university)}/`);
  const isDoor = [paths.signIn, paths.signOut].some((door) =>
    pathname.startsWith(door(university)),
  );
  return isOurs && !isDoor ? pathname + search : null;
}

/** As a browser would read it against our origin: backslashes, tabs and `//host` included. */
function parse(asked: string): URL | null {
  try {
    return new URL(asked, 'http://site.invalid');
  } catch {
    return null;
  }
}
