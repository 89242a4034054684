/** Why somebody is logged in no more. The first two are what time does, the others what people and parties do. */
export const SESSION_ENDS = [
  'idle',
  'longest_time',
  /** Ended by the person, on the page of their devices. */
  'ended_by_owner',
  'password_changed',
  /** "This was not me" about a change of the mail address. */
  'mail_objection',
  /** A member of staff may no longer work here. */
  'access_withdrawn',
  /** The university's own log-out, told by its identity provider. */
  'single_logout',
] as const;

export type SessionEnd = (typeof SESSION_ENDS)[number];

/** What ends a session before its time. */
export type EarlyEnd = Exclude<SessionEnd, 'idle' | 'longest_time'>;

export const isSessionEnd = (text: unknown): text is SessionEnd =>
  SESSION_ENDS.some((end) => end === text);

/** How long before the end a page warns (WCAG 2.2.1 asks for 20 s; two minutes leave time to come back). Seconds. */
const WARNING = 120;

/** How often a session in use is marked as such in the database, at most. Seconds. */
const MARKED_EVERY = 60;

/** How long before the end a page warns, in seconds; half of the time where all of it is short. */
export const warningSeconds = (idleSeconds: number): number =>
  Math.min(WARNING, Math.floor(idleSeconds / 2));

/** How often a session in use is marked, in milliseconds; often enough that its idle time is never much shorter. */
export const markedEvery = (idleSeconds: number): number =>
  Math.min(MARKED_EVERY, idleSeconds / 10) * 1000;

/** Milliseconds since the epoch. */
export interface SessionTimes {
  idleEndsAt: number;
  longestEndsAt: number;
}

/** The instant at which a session ends when nothing more is done, in milliseconds since the epoch. */
export const endOf = ({ idleEndsAt, longestEndsAt }: SessionTimes): number =>
  Math.min(idleEndsAt, longestEndsAt);

/** Whether doing something puts the end off: not where the longest time comes first. */
export const canBeProlonged = ({ idleEndsAt, longestEndsAt }: SessionTimes): boolean =>
  idleEndsAt < longestEndsAt;
