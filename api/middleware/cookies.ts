import type { CookieOptions, RequestHandler } from 'express';
import type { Environment } from '../../platform/env.ts';

/** The first value counts, as browsers send the most specific cookie first. */
export function parseCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of header?.split(';') ?? []) {
    const separator = pair.indexOf('=');
    if (separator < 1) continue;
    const name = pair.slice(0, separator).trim();
    cookies[name] ??= pair.slice(separator + 1).trim();
  }
  return cookies;
}

/** Puts the cookies where csrf-csrf and the choice of language look for them. */
export const readCookies: RequestHandler = (req, _res, next) => {
  req.cookies = parseCookies(req.get('cookie'));
  next();
};

/**
 * Name and settings of a cookie. Where the site is reached by https it is Secure and bound to this very host
 * (`__Host-`), so that no neighbouring host can plant one; on a machine of one's own there is no https.
 */
export function ownCookie(
  environment: Environment,
  name: string,
): { name: string; options: CookieOptions & { path: string; httpOnly: true; sameSite: 'lax' } } {
  const secure = environment.PUBLIC_ORIGIN?.startsWith('https:') ?? false;
  return {
    name: secure ? `__Host-${name}` : name,
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  };
}
