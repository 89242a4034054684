import { addDays, MILLISECONDS_A_DAY, tokyoDate, tokyoInstant } from '../time/tokyo.ts';
import type { Bilingual } from './profile.ts';

/** What stands still: everything that begins something new, paying alone, or the copiers alone. */
export type HaltKind = 'all' | 'payment' | 'printing';

/** A period without service, as a university's settings say it. Instants, ISO 8601. Half-open. */
export interface HaltSetting {
  from: string;
  to: string;
  /** Where people shall know earlier or later than usual. */
  announcedFrom?: string;
  what: HaltKind;
  reason: Bilingual;
}

export interface HaltRules {
  /** How long before it begins a halt is announced, in days. */
  announcedDaysBefore: number;
  /** How long before a halt nothing is begun any more that needs some time: ordering and paying. Minutes. */
  lastStartMinutesBefore: number;
  /** Whether deadlines stand still during a halt. */
  extendDeadlines: boolean;
}

/** What a university's settings say about halts. */
export interface HaltSettings {
  halts: readonly HaltSetting[];
  haltRules: HaltRules;
}

export interface Halt {
  from: Date;
  to: Date;
  what: HaltKind;
  reason: Bilingual;
  /** Whether it has begun. */
  isInForce: boolean;
  /** Whether deadlines stand still while it lasts. */
  extendsDeadlines: boolean;
}

const MILLISECONDS_A_MINUTE = 60_000;

/** What a halt of each kind stops. */
const STOPS: Readonly<Record<HaltKind, readonly ('payment' | 'printing')[]>> = {
  all: ['payment', 'printing'],
  payment: ['payment'],
  printing: ['printing'],
};

const asHalt = (setting: HaltSetting, rules: HaltRules, now: Date): Halt => ({
  from: new Date(setting.from),
  to: new Date(setting.to),
  what: setting.what,
  reason: setting.reason,
  isInForce: new Date(setting.from) <= now,
  extendsDeadlines: rules.extendDeadlines,
});

/**
 * The halts that people are told of: those in force and those announced, the next first. A halt is over at
 * its end: `from <= now < to`.
 */
export function haltsToTell({ halts, haltRules }: HaltSettings, now: Date): Halt[] {
  const announced = ({ from, announcedFrom }: HaltSetting) =>
    announcedFrom === undefined
      ? new Date(from).getTime() - haltRules.announcedDaysBefore * MILLISECONDS_A_DAY
      : Date.parse(announcedFrom);
  return halts
    .filter((halt) => announced(halt) <= now.getTime() && now < new Date(halt.to))
    .map((halt) => asHalt(halt, haltRules, now))
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/**
 * What forbids to begin something now: the halt that is in force, or that begins so soon that there is no time left
 * to finish. Of several the one that ends last.
 * @param what `payment`: ordering and paying
 * @returns null when it may begin
 */
export function haltAgainst(
  what: 'payment' | 'printing',
  { halts, haltRules }: HaltSettings,
  now: Date,
): Halt | null {
  const lead = haltRules.lastStartMinutesBefore * MILLISECONDS_A_MINUTE;
  const against = halts
    .filter((halt) => STOPS[halt.what].includes(what))
    .filter((halt) => Date.parse(halt.from) - lead <= now.getTime() && now < new Date(halt.to))
    .map((halt) => asHalt(halt, haltRules, now))
    .sort((a, b) => b.to.getTime() - a.to.getTime());
  return against[0] ?? null;
}

/** The first noon in Japan after an instant. */
function noonAfter(instant: number): number {
  const noon = tokyoInstant(tokyoDate(instant), '12:00');
  return instant < noon ? noon : tokyoInstant(addDays(tokyoDate(instant), 1), '12:00');
}

/**
 * A deadline with the halts that fall into its time: the clock stands still during a halt, so the halted
 * time is added, and after a halt people have at least until the next noon.
 * @param running from the instant of application to the deadline without halts; half-open
 * @param needs what must be possible in that time
 * @returns the deadline; the same when no halt touches its time, or the university does not extend
 */
export function deadlineOverHalts(
  running: { from: Date; to: Date },
  needs: readonly ('payment' | 'printing')[],
  { halts, haltRules }: HaltSettings,
): Date {
  if (!haltRules.extendDeadlines) return running.to;
  const stops = halts
    .filter((halt) => STOPS[halt.what].some((stopped) => needs.includes(stopped)))
    .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  return deadlineOverStops(running, stops);
}

/** A time in which something stood still; milliseconds since the epoch, half-open. */
export interface Stop {
  from: number;
  to: number;
}

/**
 * A deadline whose clock stands still during each stop that falls into its time; after a stop people have at least
 * until the next noon.
 */
export function deadlineOverStops(running: { from: Date; to: Date }, stops: readonly Stop[]): Date {
  let deadline = running.to.getTime();
  // Stops may overlap: time that one of them has added already is not added again.
  let counted = running.from.getTime();
  for (const stop of stops.toSorted((a, b) => a.from - b.from)) {
    const from = Math.max(stop.from, counted);
    if (stop.from >= deadline || stop.to <= from) continue;
    deadline = Math.max(deadline + stop.to - from, noonAfter(stop.to));
    counted = stop.to;
  }
  return new Date(deadline);
}
