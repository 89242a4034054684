import type { Response } from 'express';
import type { StaffRoleName } from '../../domain/staff/roles.ts';
import type { Locale, UserType } from '../../domain/university/profile.ts';
import type { EndedSession, SessionRow } from '../../platform/session-store.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';

/** What a session knows of the person who signed in: all that a page's frame needs, so that no page asks for it. */
export interface SignedInAccount {
  accountId: string;
  universityCode: string;
  userType: UserType;
  locale: Locale;
  /** Instant (ISO, UTC) of the sign-in before this one; null at the first. */
  previousSignInAt: string | null;
  /** Whether the account had a confirmed mail address when its person signed in. */
  mailConfirmed: boolean;
  /** Whether the university asks for a second password and the account had none at the sign-in. */
  secondPasswordMissing: boolean;
}

/** What a session of the staff door knows (cookie `staff-session`, paths below `/:university/staff`). */
export interface StaffSession {
  staffId: string;
  universityCode: string;
  /** False between password and one-time code: then it opens the page for the code and nothing else. */
  isComplete: boolean;
  /** Instant (ISO, UTC) of the sign-in before this one; null at the first. */
  previousSignInAt: string | null;
}

/** A member of staff at work: what the tables say at this very request, so that a change of roles counts at once. */
export interface StaffAtWork {
  staffId: string;
  name: string;
  mailAddress: string;
  roles: StaffRoleName[];
  previousSignInAt: Date | null;
}

/** The type of `res.locals`. */
declare module 'express-serve-static-core' {
  interface Locals {
    /** Short and speakable; every page about an error shows it, every line of the log carries it. */
    requestId: string;
    locale: Locale;
    /** What every form of the page carries. */
    formToken?: string | null;
    /** The university of the address, with its settings in force. */
    university?: LoadedProfile;
    /** The person who is signed in at this university. */
    account?: SignedInAccount;
    /** Until when that person is signed in, and in how many other places. */
    session?: SessionRow;
    /** Why nobody is signed in, where the browser still has the cookie of a session at this university. */
    sessionEnd?: EndedSession;
    /** The address was confirmed after this sign-in: the person signs in again. */
    confirmedSinceSignIn?: boolean;
    /** The second password was set after this sign-in: the person signs in again, now with it. */
    secondPasswordSetSinceSignIn?: boolean;
    /** The member of staff who is signed in at this university's staff door. */
    staff?: StaffAtWork;
    /** Who has proven the first half at the staff door, and not yet the second. */
    staffEntering?: { staffId: string };
  }
}

/**
 * @returns the university of the address
 * @throws Error on a route without `:university`
 */
export function universityOf(res: Response): LoadedProfile {
  if (!res.locals.university) throw new Error('this address belongs to no university');
  return res.locals.university;
}

/**
 * @returns the person who is signed in
 * @throws Error on a route whose policy does not ask for that
 */
export function accountOf(res: Response): SignedInAccount {
  if (!res.locals.account) throw new Error('this route is open to people who are not signed in');
  return res.locals.account;
}

/**
 * @returns the member of staff who is signed in
 * @throws Error on a route whose policy does not ask for that
 */
export function staffOf(res: Response): StaffAtWork {
  if (!res.locals.staff) throw new Error('this route is open to people who are not staff');
  return res.locals.staff;
}
