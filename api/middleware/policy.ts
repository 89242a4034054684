import type { Request, RequestHandler, Response, Router } from 'express';
import { paths } from '../paths.ts';
import { NotFound, SessionEnded } from './failures.ts';
import { refuseWhileHalted } from './halts.ts';
import { endSession } from './sessions.ts';

/**
 * Who may use a route:
 *
 * - `public`: everybody
 * - `account`: people signed in at the university of the address, with a confirmed mail address and, where the
 *   university asks for one, a second password
 * - `unconfirmed_account`: people signed in there whose first sign-in may not be finished
 * - `provider`: outside parties and browsers that they send back; trusts nothing of the request, needs no session
 */
export type Policy = 'public' | 'account' | 'unconfirmed_account' | 'provider';

export type Handler = (req: Request, res: Response) => void | Promise<void>;

const policies = new WeakMap<object, Policy>();

/** @returns the policy that a handler of a route stands for, for the test that finds routes without one */
export const policyOf = (handler: object): Policy | undefined => policies.get(handler);

async function admit(policy: 'account' | 'unconfirmed_account', req: Request, res: Response) {
  const { university, account, confirmedSinceSignIn, secondPasswordSetSinceSignIn } = res.locals;
  if (!university) throw new NotFound('no such university');
  refuseWhileHalted(res, 'all');
  if (!account) {
    if (req.method !== 'GET' && req.method !== 'HEAD') throw new SessionEnded('not signed in');
    const next = new URLSearchParams({ next: req.originalUrl });
    return res.redirect(303, `${paths.signIn(university.code)}?${next.toString()}`);
  }
  if (confirmedSinceSignIn || secondPasswordSetSinceSignIn) {
    await endSession(req);
    const after = confirmedSinceSignIn ? 'registration' : 'second-password';
    return res.redirect(303, `${paths.signIn(university.code)}?after=${after}`);
  }
  if (policy === 'account' && !account.mailConfirmed) {
    return res.redirect(303, paths.mailAddress(university.code));
  }
  if (policy === 'account' && account.secondPasswordMissing) {
    return res.redirect(303, paths.secondPassword(university.code));
  }
}

function gate(policy: Policy): RequestHandler {
  const handler: RequestHandler = async (req, res, next) => {
    if (policy === 'account' || policy === 'unconfirmed_account') {
      await admit(policy, req, res);
      if (res.headersSent) return;
      res.set('Cache-Control', 'no-store');
    }
    next();
  };
  policies.set(handler, policy);
  return handler;
}

/**
 * Declares a route with who may use it; there is no other way to declare one (a test walks the app's routes).
 * @param path with Express's placeholders, from `paths`: `paths.order(':university', ':order')`
 */
export function route(
  router: Router,
  method: 'get' | 'post',
  path: string,
  policy: Policy,
  handler: Handler,
): void {
  router[method](path, gate(policy), (req, res) => handler(req, res));
}
