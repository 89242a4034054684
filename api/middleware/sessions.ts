import { randomBytes } from 'node:crypto';
import session from 'express-session';
import type { Request, RequestHandler } from 'express';
import { PostgresSessionStore } from '../../platform/session-store.ts';
import type { AppDependencies } from '../dependencies.ts';
import { ownCookie } from './cookies.ts';
import type { SignedInAccount, StaffSession } from './request-facts.ts';

declare module 'express-session' {
  interface SessionData {
    account?: SignedInAccount;
    /** Of the staff door; never together with `account`. */
    staff?: StaffSession;
  }
}

/** Opaque sessions, for people who have signed in: somebody who only looks leaves no row. */
export function sessions(deps: AppDependencies): RequestHandler {
  const { environment, pool, clock } = deps;
  const cookie = ownCookie(environment, 'session');
  return session({
    name: cookie.name,
    secret: environment.COOKIE_SECRET,
    store: new PostgresSessionStore({
      pool,
      clock,
      idleSeconds: environment.SESSION_IDLE_SECONDS,
      absoluteSeconds: environment.SESSION_ABSOLUTE_SECONDS,
      accountIdOf: (data) => data.account?.accountId ?? null,
    }),
    cookie: cookie.options,
    genid: () => randomBytes(32).toString('base64url'),
    resave: false,
    saveUninitialized: false,
  });
}

/** Signs a person in under a new session id, whatever the browser brought along (session fixation). */
export async function beginSession(req: Request, account: SignedInAccount): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error?: Error) => (error ? reject(error) : resolve()));
  });
  req.session.account = account;
  await keepSession(req);
}

/**
 * Stores what was changed in the session. To be awaited before a redirect: express-session sends the head of an answer
 * before it stores, so that the browser would ask for the next page with the session as it was.
 */
export async function keepSession(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.save((error?: Error) => (error ? reject(error) : resolve()));
  });
}

/** Ends the session; its cookie opens nothing any more. */
export async function endSession(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.destroy((error?: Error) => (error ? reject(error) : resolve()));
  });
}
