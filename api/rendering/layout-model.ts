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
  menu: MenuEntry[];
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
  /** Null where there is no form: without a session. */
  csrfToken: string | null;
  languages: LanguageLink[];
  /** False where the university has one language only. */
  offersLanguages: boolean;
  halts: LayoutHalt[];
  /** Whom to ask: in the same place on every page (WCAG 3.2.6). */
  contact: { name: string; phone: string; hours: string } | null;
}

/** The type of `res.locals`. */
declare module 'express-serve-static-core' {
  interface Locals {
    layout: LayoutModel;
  }
}
