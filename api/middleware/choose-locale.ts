import type { Request, RequestHandler } from 'express';
import type { Pool } from 'pg';
import type { Locale } from '../../domain/university/profile.ts';
import type { Environment } from '../../platform/env.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { ownCookie } from './cookies.ts';
import { keepSession } from './sessions.ts';

/** How long a browser keeps the language. Milliseconds. */
const KEPT_FOR = 365 * 86_400_000;

const asLocale = (value: unknown, offered: readonly Locale[]): Locale | null =>
  offered.find((locale) => locale === value) ?? null;

/** The language that a browser chose for this site by hand, if it did. */
export function chosenLocale(req: Request, environment: Environment): Locale | null {
  const cookies = req.cookies as Record<string, string> | undefined;
  return asLocale(cookies?.[ownCookie(environment, 'language').name], LOCALES);
}

/** The same address without `lang`. Always an address of our own: leading slashes could name another host. */
function withoutChoice(originalUrl: string): string {
  const [path = '/', query = ''] = originalUrl.split(/\?(.*)/s);
  const rest = new URLSearchParams(query);
  rest.delete('lang');
  const kept = rest.toString();
  return `/${path.replace(/^[/\\]+/, '')}${kept ? `?${kept}` : ''}`;
}

/**
 * The language of the pages: of the account, else of the browser's own choice (cookie), else of its settings
 * (R-127…R-131). `?lang=en` on any page chooses: it is kept in a cookie and, when signed in, in the account, whose
 * mails follow it; then the page is shown without it.
 */
export function chooseLocale(environment: Environment, pool: Pool): RequestHandler {
  const cookie = ownCookie(environment, 'language');
  return async (req, res, next) => {
    const offered = res.locals.university?.profile.languages ?? LOCALES;
    const account = res.locals.account;
    const accepted = req.acceptsLanguages([...offered]);
    res.locals.locale =
      asLocale(account?.locale, offered) ??
      asLocale(chosenLocale(req, environment), offered) ??
      asLocale(accepted, offered) ??
      offered[0] ??
      'ja';

    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (!isRead || typeof req.query.lang !== 'string') return next();
    const choice = asLocale(req.query.lang, offered);
    if (choice) {
      res.cookie(cookie.name, choice, { ...cookie.options, maxAge: KEPT_FOR });
      if (account && req.session.account && account.locale !== choice) {
        req.session.account.locale = choice;
        await pool.query('update account set locale = $2 where id = $1', [
          account.accountId,
          choice,
        ]);
        await keepSession(req);
      }
    }
    res.redirect(303, withoutChoice(req.originalUrl));
  };
}
