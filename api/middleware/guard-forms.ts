import { doubleCsrf } from 'csrf-csrf';
import type { Request, RequestHandler } from 'express';
import type { Environment } from '../../platform/env.ts';
import { ownCookie } from './cookies.ts';
import { NotAllowed, SessionEnded } from './failures.ts';

/** The hidden control of every form. */
export const TOKEN_FIELD = '_csrf';

function tokenOf(req: Request): string | null {
  const body = req.body as Record<string, unknown> | undefined;
  const token = body?.[TOKEN_FIELD];
  return typeof token === 'string' ? token : null;
}

/**
 * Every form carries a token that a cookie repeats (signed double submit), bound to the session once there is one; so
 * it protects the sign-in form too, for which no row is kept. Without a live session a form that does not fit is one
 * that lay open too long, and its person is told so; with one it is refused.
 */
export function guardForms(environment: Environment): RequestHandler {
  const cookie = ownCookie(environment, 'form-token');
  const { validateRequest, generateCsrfToken } = doubleCsrf({
    getSecret: () => environment.COOKIE_SECRET,
    getSessionIdentifier: (req) => (req.session.account ? req.sessionID : 'visitor'),
    cookieName: cookie.name,
    cookieOptions: cookie.options,
    getCsrfTokenFromRequest: tokenOf,
  });
  return (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) {
      if (req.method === 'GET') res.locals.formToken = generateCsrfToken(req, res);
      return next();
    }
    if (!validateRequest(req)) {
      // The page that says so gets a token that fits.
      res.locals.formToken = generateCsrfToken(req, res);
      throw req.session.account ? new NotAllowed('form token') : new SessionEnded('form token');
    }
    res.locals.formToken = tokenOf(req);
    next();
  };
}
