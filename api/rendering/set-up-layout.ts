import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { isTested } from '../../domain/browsers.ts';
import { endOf, warningSeconds } from '../../domain/account/session-limits.ts';
import type { SessionEnd, SessionTimes } from '../../domain/account/session-limits.ts';
import { haltsToTell } from '../../domain/university/halts.ts';
import type { Halt } from '../../domain/university/halts.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { languageLinks } from './language-links.ts';
import type { LayoutAccount, LayoutHalt, LayoutModel, LayoutSession } from './layout-model.ts';

/** What is known about a request when its page's frame is built. */
export interface LayoutFacts {
  locale: Locale;
  university: { code: string; profile: UniversityProfile } | null;
  account: LayoutAccount | null;
  csrfToken: string | null;
  session: SessionFacts | null;
  sessionEnd: SessionEnd | null;
}

/** The session of whoever is signed in, with the addresses of their side of the service. */
export interface SessionFacts extends SessionTimes {
  idleSeconds: number;
  address: string;
  signOutHref: string;
  signInHref: string;
}

/** Marks the entry that leads to the page being shown. */
function withCurrent(
  account: LayoutAccount,
  { originalUrl, method }: { originalUrl: string; method: string },
): LayoutAccount {
  const [path] = originalUrl.split('?');
  const isShown = (entry: { href: string; method: string }) =>
    method === 'GET' && entry.method === 'get' && entry.href === path;
  return {
    ...account,
    menu: account.menu.map((entry) => ({ ...entry, isCurrent: isShown(entry) })),
  };
}

/** @returns a halt in the words of one language */
export function haltInFrame(
  { what, from, to, reason, isInForce, extendsDeadlines }: Halt,
  locale: Locale,
): LayoutHalt {
  return {
    what,
    from,
    to,
    reason: reason[locale],
    when: isInForce ? 'now' : 'later',
    extendsDeadlines,
  };
}

function sessionInFrame(
  facts: SessionFacts,
  { originalUrl, method }: { originalUrl: string; method: string },
  now: Date,
): LayoutSession {
  const { idleSeconds, longestEndsAt, address, signOutHref, signInHref } = facts;
  const [path = ''] = originalUrl.split('?');
  const next = new URLSearchParams({ next: method === 'GET' ? originalUrl : path });
  return {
    secondsLeft: Math.max(0, Math.floor((endOf(facts) - now.getTime()) / 1000)),
    warningSeconds: warningSeconds(idleSeconds),
    idleMinutes: Math.max(1, Math.floor(idleSeconds / 60)),
    longestEndsAt: new Date(longestEndsAt),
    address,
    signOutHref,
    signInHref: `${signInHref}?${next.toString()}`,
  };
}

/** @returns the frame of a page, in the reader's language */
export function buildLayout(
  facts: LayoutFacts,
  request: { originalUrl: string; method: string; headers: IncomingHttpHeaders },
  now: Date,
): LayoutModel {
  const { locale, university, account, csrfToken } = facts;
  const profile = university?.profile ?? null;
  const contact = profile?.contacts.system;
  return {
    locale,
    now,
    account: account && withCurrent(account, request),
    csrfToken,
    session: facts.session && sessionInFrame(facts.session, request, now),
    sessionEnd: /[?&]next=/.test(request.originalUrl) ? facts.sessionEnd : null,
    isFilledIn: false,
    university:
      university && profile
        ? {
            code: university.code,
            name: profile.name[locale],
            shortName: profile.shortName[locale],
            accent: profile.accent,
          }
        : null,
    languages: languageLinks(profile?.languages ?? LOCALES, locale, request),
    halts: profile ? haltsToTell(profile, now).map((halt) => haltInFrame(halt, locale)) : [],
    isTestedBrowser: isTested(request.headers['user-agent']),
    offersLanguages: (profile?.languages ?? LOCALES).length > 1,
    contact: contact
      ? { name: contact.name[locale], phone: contact.phone, hours: contact.hours[locale] }
      : null,
  };
}

/**
 * Middleware that puts the frame of the page where `renderPage` finds it: `res.locals.layout`. Mount it after session,
 * university, language and CSRF; mount it again behind anything that changes one of them.
 */
export function setUpLayout(
  factsOf: (req: Request, res: Response) => LayoutFacts,
  clock: () => Date = () => new Date(),
): RequestHandler {
  return (req, res, next) => {
    res.locals.layout = buildLayout(factsOf(req, res), req, clock());
    next();
  };
}
