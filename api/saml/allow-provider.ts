import type { RequestHandler } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { gatewayOf } from './gateway-of.ts';

/**
 * Browsers hold a page's `form-action` against the redirect that follows a form as well: the pages of a university with
 * single sign-on may lead to its provider, to log in and to log out, and no others may. After the university is known.
 */
export function allowProvider(deps: Pick<AppDependencies, 'singleSignOn'>): RequestHandler {
  return (_req, res, next) => {
    const { university } = res.locals;
    const origins = (university && gatewayOf(deps, university)?.origins()) ?? [];
    const policy = res.getHeader('Content-Security-Policy');
    if (origins.length > 0 && typeof policy === 'string') {
      const widened = policy.replace("form-action 'self'", ['$&', ...origins].join(' '));
      res.setHeader('Content-Security-Policy', widened);
    }
    next();
  };
}
