import type { Locale } from '../../domain/university/profile.ts';
import type { LanguageLink } from './layout-model.ts';

/**
 * Links that show the same page in another language. After a failed POST they lead to the page's GET, which has the
 * same path; what the address says besides is kept.
 * @param originalUrl path with query, as the browser asked
 */
export function languageLinks(
  languages: readonly Locale[],
  current: Locale,
  request: { originalUrl: string; method: string },
): LanguageLink[] {
  const { pathname, searchParams } = asPath(request.originalUrl);
  // `/a/..//host` is read as `//host`, which would name a host.
  const path = pathname.replace(/^\/+/, '/');
  const query = request.method === 'GET' ? searchParams : new URLSearchParams();
  return languages.map((locale) => {
    const asked = new URLSearchParams(query);
    asked.set('lang', locale);
    return { locale, href: `${path}?${asked.toString()}`, isCurrent: locale === current };
  });
}

/** Leading slashes would name a host, and an unusable one would be an error on the very page that says so. */
function asPath(originalUrl: string): URL {
  return new URL(`http://page.invalid/${originalUrl.replace(/^[/\\]+/, '')}`);
}
