import type { Request, RequestHandler, Response, Router } from 'express';
import { isAllowed } from '../../domain/staff/roles.ts';
import type { Permission } from '../../domain/staff/roles.ts';
import { paths } from '../paths.ts';
import { NotFound, RoleMissing, SessionEnded } from './failures.ts';
import { endSession } from './sessions.ts';

/** What belongs to one account, by the placeholder that names it in an address. */
export type OwnedObject = 'order' | 'draft' | 'handle' | 'message';

/**
 * Who may use a route, and whose object its address names:
 *
 * - `public`: everybody
 * - `account`: people signed in at the university of the address, with a confirmed mail address and, where the
 *   university asks for one, a second password
 * - `unconfirmed_account`: people signed in there whose first sign-in may not be finished
 * - `{ account: 'order' }`: as `account`, and the object is theirs; other people's and missing ones are one and the
 *   same "no such page"
 * - `{ link: 'token' }`: whoever has the token of a mail, signed in or not; unknown tokens are "no such page"
 * - `provider`: outside parties and browsers that they send back; trusts nothing of the request, needs no session
 * - `staff_entering`: who has shown the password at the staff door, and not yet the one-time code
 * - `{ staff: permission }`: staff of the university of the address with a role that allows it; `of` names the object,
 *   which is the same university's
 */
export type Policy =
  | 'public'
  | 'provider'
  | 'account'
  | 'unconfirmed_account'
  | { account: OwnedObject }
  | { link: 'token' }
  | 'staff_entering'
  | { staff: Permission; of?: 'member' | 'task' | 'order' };

export type Handler = (req: Request, res: Response) => void | Promise<void>;

const policies = new WeakMap<object, Policy>();

/** @returns the policy that a handler of a route stands for, for the tests that walk the app's routes */
export const policyOf = (handler: object): Policy | undefined => policies.get(handler);

/** The placeholders of an address that a policy answers for, besides `university`. */
export function objectsOf(policy: Policy): string[] {
  if (typeof policy === 'string') return [];
  if ('account' in policy) return [policy.account];
  if ('link' in policy) return [policy.link];
  return policy.of ? [policy.of] : [];
}

const isRead = (req: Request) => req.method === 'GET' || req.method === 'HEAD';

/** Whoever is not signed in goes to the door and then where they wanted; a form has nothing to go back to. */
function sendToDoor(door: string, req: Request, res: Response): void {
  if (!isRead(req)) throw new SessionEnded('not signed in');
  const next = new URLSearchParams({ next: req.originalUrl });
  res.redirect(303, `${door}?${next.toString()}`);
}

async function admit(policy: 'account' | 'unconfirmed_account', req: Request, res: Response) {
  const { university, account, confirmedSinceSignIn, secondPasswordSetSinceSignIn } = res.locals;
  if (!university) throw new NotFound('no such university');
  if (!account) return sendToDoor(paths.signIn(university.code), req, res);
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

function admitStaff(permission: Permission, req: Request, res: Response): void {
  const { university, staff, staffEntering } = res.locals;
  if (!university) throw new NotFound('no such university');
  if (staff) {
    if (!isAllowed(staff.roles, permission)) throw new RoleMissing(permission);
  } else if (staffEntering && isRead(req)) {
    res.redirect(303, paths.staffCode(university.code));
  } else sendToDoor(paths.staffSignIn(university.code), req, res);
}

/** Between password and code; whoever is through already goes on. */
function admitEntering(req: Request, res: Response): void {
  const { university, staff, staffEntering } = res.locals;
  if (!university) throw new NotFound('no such university');
  if (staffEntering) return;
  if (staff) return res.redirect(303, paths.staffDesk(university.code));
  if (!isRead(req)) throw new SessionEnded('not between password and code');
  res.redirect(303, paths.staffSignIn(university.code));
}

/** What stands before the page; it may have answered already. */
async function check(policy: Policy, req: Request, res: Response): Promise<void> {
  if (policy === 'public' || policy === 'provider') return;
  if (policy === 'staff_entering') admitEntering(req, res);
  else if (policy === 'account' || policy === 'unconfirmed_account') await admit(policy, req, res);
  else if ('account' in policy) await admit('account', req, res);
  else if ('staff' in policy) admitStaff(policy.staff, req, res);
  if (!res.headersSent) res.set('Cache-Control', 'no-store');
}

function gate(policy: Policy): RequestHandler {
  const handler: RequestHandler = async (req, res, next) => {
    await check(policy, req, res);
    if (!res.headersSent) next();
  };
  policies.set(handler, policy);
  return handler;
}

/**
 * Declares a route with who may use it; there is no other way to declare one (lint, and a test walks the app's routes).
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
