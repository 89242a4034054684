import { doubleCsrf } from 'csrf-csrf';
import type { Request, RequestHandler, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { readFormOwner, writeFormOwner } from '../kept-forms/form-owner.ts';
import { keepForm, pageOfForm } from '../kept-forms/keep-form.ts';
import { isStaffAddress } from '../paths.ts';
import { ownCookie } from './cookies.ts';
import { FormTooOld, NotAllowed, SessionEnded } from './failures.ts';

/** The hidden control of every form. */
export const TOKEN_FIELD = '_csrf';

/** Stands between the token and whose form it is. */
const SEPARATOR = '~';

function sentToken(req: Request): { token: string; owner: string } | null {
  const body = req.body as Record<string, unknown> | undefined;
  const sent = body?.[TOKEN_FIELD];
  if (typeof sent !== 'string') return null;
  const [token = '', owner = ''] = sent.split(SEPARATOR);
  return { token, owner };
}

/**
 * Every form carries a token that a cookie repeats (signed double submit), bound to the session once there is one; so
 * it protects the sign-in form too, for which no row is kept. Without a live session a form that does not fit is one
 * that lay open too long: its person is told so, and what they typed is kept for them. With one it is refused,
 * unless the same person has logged in again since the page was opened.
 */
export function guardForms({ environment, pool, clock }: AppDependencies): RequestHandler {
  const { COOKIE_SECRET: secret } = environment;
  const tokensIn = (cookieName: string) => {
    const cookie = ownCookie(environment, cookieName);
    return doubleCsrf({
      getSecret: () => secret,
      getSessionIdentifier: ({ session, sessionID }) =>
        session.account || session.staff ? sessionID : 'visitor',
      cookieName: cookie.name,
      cookieOptions: cookie.options,
      getCsrfTokenFromRequest: (req) => sentToken(req)?.token ?? null,
    });
  };
  // Two doors, two sessions in one browser: with one cookie the forms of each would spoil those of the other.
  const ofPeople = tokensIn('form-token');
  const ofStaff = tokensIn('staff-form-token');
  const tokensOf = (req: Request) => (isStaffAddress(req.path) ? ofStaff : ofPeople);

  function newToken(req: Request, res: Response): string {
    const token = tokensOf(req).generateCsrfToken(req, res);
    const { account, university } = res.locals;
    if (!account || !university) return token;
    const owner = { accountId: account.accountId, university: university.code };
    return token + SEPARATOR + writeFormOwner(secret, owner, clock());
  }

  async function failureOf(req: Request, res: Response): Promise<Error> {
    const { account, university, sessionEnd } = res.locals;
    const { session } = req;
    if (!university) return new (session.account ? NotAllowed : SessionEnded)('form token');
    const { code } = university;
    const now = clock();
    const accountId = readFormOwner(secret, code, sentToken(req)?.owner ?? '', now);
    const keep = (id: string) => keepForm(pool, req, { accountId: id, university: code, now });
    if (account && account.accountId === accountId) return new FormTooOld(await keep(accountId));
    if (session.account || session.staff) return new NotAllowed('form token');
    // Whoever ended the session before its time may have had a reason to keep this browser out.
    const endedByTime = !sessionEnd || ['idle', 'longest_time'].includes(sessionEnd.because);
    const page = accountId && endedByTime ? await keep(accountId) : pageOfForm(req, code);
    return new SessionEnded('form token', page);
  }

  return async (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) {
      if (req.method === 'GET') res.locals.formToken = newToken(req, res);
      return next();
    }
    if (!tokensOf(req).validateRequest(req)) {
      const failure = await failureOf(req, res);
      // The page that says so gets a token that fits.
      res.locals.formToken = newToken(req, res);
      throw failure;
    }
    res.locals.formToken = String((req.body as Record<string, unknown>)[TOKEN_FIELD]);
    next();
  };
}
