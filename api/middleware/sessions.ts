import { randomBytes } from 'node:crypto';
import session from 'express-session';
import type { SessionData } from 'express-session';
import type { Request, RequestHandler } from 'express';
import { findEndedSession, PostgresSessionStore } from '../../platform/session-store.ts';
import type { EndedSession } from '../../platform/session-store.ts';
import type { AppDependencies } from '../dependencies.ts';
import { ownCookie } from './cookies.ts';
import type { SignedInAccount, StaffSession } from './request-facts.ts';

/** What a single sign-on leaves for the log-out that goes back to the identity provider. */
export interface SamlSession {
  /** SHA-256 of provider and NameID, by which a single logout finds it (api/saml/session.ts). */
  subject: string;
  nameId: string;
  nameIdFormat: string | null;
  nameQualifier: string | null;
  spNameQualifier: string | null;
  sessionIndex: string | null;
}

declare module 'express-session' {
  interface SessionData {
    account?: SignedInAccount;
    /** Of the staff door; never together with `account`. */
    staff?: StaffSession;
    saml?: SamlSession;
  }
  interface Store {
    /** Set by express-session: begins an empty session, because none is open or for a new id. */
    generate(req: Request): void;
  }
}

export interface SessionKind {
  /** Name of the cookie, before `__Host-`. */
  cookieName: string;
  /** Ends after this time without a request, and this long after it began in any case. Seconds. */
  idleSeconds: number;
  absoluteSeconds: number;
}

/** Sent by the script when a page asks by itself: nobody is there for it, so it keeps no session alive. */
const ASKED_BY_ITSELF = 'x-asked-by-itself';

const ownerOf = ({ account, staff, saml }: SessionData) => ({
  accountId: account?.accountId ?? null,
  staffId: staff?.staffId ?? null,
  samlSubject: saml?.subject ?? null,
});

/** The session id that a browser sent, signed by us, where no session was open under it. */
const staleIds = new WeakMap<Request, string>();

/**
 * Opaque sessions, for people who have signed in: somebody who only looks leaves no row.
 * @param kind that of the people's side unless told; another kind is mounted before it, by path
 */
export function sessions(
  deps: AppDependencies,
  kind: SessionKind = peopleOf(deps),
): RequestHandler {
  const { environment, pool, clock } = deps;
  const cookie = ownCookie(environment, kind.cookieName);
  const handler = (prolongs: boolean) => {
    const store = new PostgresSessionStore({ pool, clock, prolongs, ownerOf, ...kind });
    const middleware = session({
      name: cookie.name,
      secret: environment.COOKIE_SECRET,
      store,
      cookie: cookie.options,
      genid: () => randomBytes(32).toString('base64url'),
      resave: false,
      saveUninitialized: false,
    });
    const generate = store.generate.bind(store);
    store.generate = (req) => {
      const isFirst = (req.session as unknown) === undefined;
      if (isFirst && req.sessionID) staleIds.set(req, req.sessionID);
      generate(req);
    };
    return middleware;
  };
  const [used, onlyRead] = [handler(true), handler(false)];
  return (req, res, next) =>
    (req.get(ASKED_BY_ITSELF) === undefined ? used : onlyRead)(req, res, next);
}

const peopleOf = ({ environment }: AppDependencies): SessionKind => ({
  cookieName: 'session',
  idleSeconds: environment.SESSION_IDLE_SECONDS,
  absoluteSeconds: environment.SESSION_ABSOLUTE_SECONDS,
});

/** @returns what became of the session whose cookie the browser still has; null where nothing is known */
export async function endedSessionOf(
  { pool, clock }: Pick<AppDependencies, 'pool' | 'clock'>,
  req: Request,
): Promise<EndedSession | null> {
  const id = staleIds.get(req);
  return id === undefined ? null : findEndedSession(pool, id, clock());
}

/** Opens a session with this content under a new id, whatever the browser brought along (session fixation). */
export async function openSession(
  req: Request,
  content: Pick<SessionData, 'account' | 'staff' | 'saml'>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error?: Error) => (error ? reject(error) : resolve()));
  });
  Object.assign(req.session, content);
  const userAgent = req.get('user-agent');
  if (userAgent !== undefined) req.session.userAgent = userAgent;
  await keepSession(req);
}

/** Signs a person in. */
export async function beginSession(
  req: Request,
  account: SignedInAccount,
  saml?: SamlSession,
): Promise<void> {
  await openSession(req, { account, ...(saml ? { saml } : {}) });
}

/** The same person goes on under a new id: after a change of what lets people in. */
export async function rotateSession(req: Request): Promise<void> {
  const { account, staff, saml } = req.session;
  await openSession(req, {
    ...(account ? { account } : {}),
    ...(staff ? { staff } : {}),
    ...(saml ? { saml } : {}),
  });
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
