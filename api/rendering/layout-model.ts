import type { SessionEnd } from '../../domain/account/session-limits.ts';
import type { HaltKind } from '../../domain/university/halts.ts';
import type { Locale } from '../../domain/university/profile.ts';

/** One entry of the menu; a `post` entry is a button, because it changes something (sign-out). */
export interface MenuEntry {
  /** Key of its words, e.g. `common.menu.top`. */
  label: string;
  href: string;
  method: 'get' | 'post';
  /** Whether it leads to the page that is being shown; the frame finds out. */
  isCurrent?: boolean;
}

/** A closure of the service, or of a part of it, that is in force or announced, in the reader's language. */
export interface LayoutHalt {
  what: HaltKind;
  from: Date;
  to: Date;
  reason: string;
  when: 'now' | 'later';
  /** Whether deadlines allow for it. */
  extendsDeadlines: boolean;
}

/** The person who is signed in, as far as the frame of a page tells. */
export interface LayoutAccount {
  previousSignInAt: Date | null;
  /** Where "home" is, by its name in `paths`; the first page of people unless told. */
  home?: 'top' | 'staffDesk';
  menu: MenuEntry[];
}

/** How long the person stays signed in: what the warning before the end goes by (WCAG 2.2.1). */
export interface LayoutSession {
  /** Until the end, when nothing more is done; and how long before it a page warns. Seconds. */
  secondsLeft: number;
  warningSeconds: number;
  /** For how long it waits without a request. Minutes. */
  idleMinutes: number;
  /** The end in any case. */
  longestEndsAt: Date;
  /** Asking for this address keeps the session alive, and tells how long it lasts. */
  address: string;
  signOutHref: string;
  /** The door, and from there this page. */
  signInHref: string;
}

export interface LanguageLink {
  locale: Locale;
  href: string;
  isCurrent: boolean;
}

/** What the frame around a page needs. Built once a request by `setUpLayout`; a page never passes it. */
export interface LayoutModel {
  locale: Locale;
  now: Date;
  /** Null where no university is known yet (entrance, an address that does not exist). */
  university: { code: string; name: string; shortName: string; accent: string } | null;
  account: LayoutAccount | null;
  /** Null where nobody is signed in. */
  session: LayoutSession | null;
  /** Why the person has to sign in again, on the page that asks for it. */
  sessionEnd: SessionEnd | null;
  /** Whether the form of the page was filled in with what was typed before the session ended. */
  isFilledIn: boolean;
  /** Null where there is no form: without a session. */
  csrfToken: string | null;
  languages: LanguageLink[];
  /** False where the university has one language only. */
  offersLanguages: boolean;
  halts: LayoutHalt[];
  /** False when the browser is none of those that we test. */
  isTestedBrowser: boolean;
  /** Whom to ask: in the same place on every page (WCAG 3.2.6). */
  contact: { name: string; phone: string; hours: string } | null;
}

/** The type of `res.locals`. */
declare module 'express-serve-static-core' {
  interface Locals {
    layout: LayoutModel;
  }
}
