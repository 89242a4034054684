import { addDays, tokyoDate, tokyoInstant } from '../time/tokyo.ts';
import type { CivilDate, CivilTime } from '../time/tokyo.ts';

/**
 * How long something stays possible, counted in civil days in Japan from the day of application
 * (R-198, R-218…R-221; X-12 decides that the day of application is not counted).
 * `{days: 7, countFirstDay: false, cut: '00:00'}` ends at 00:00 on the 8th day after that day.
 */
export interface DayDeadlineRule {
  days: number;
  countFirstDay: boolean;
  /** Time of day in Japan at which the day after the last whole day is cut. */
  cut: CivilTime;
}

/** A deadline of a method that is paid at once: the provider keeps its page open so long. */
export interface SessionDeadlineRule {
  minutes: number;
}

export type DeadlineRule = DayDeadlineRule | SessionDeadlineRule;

/** A deadline as a civil date in Japan together with its instant (milliseconds since the epoch). Half-open: valid iff `now < at`. */
export interface Deadline {
  on: CivilDate;
  at: number;
}

/**
 * @param rule days or minutes
 * @param appliedAt the instant of application
 * @returns the first moment at which it is too late
 */
export function deadlineFor(rule: DeadlineRule, appliedAt: Date | number): Deadline {
  if ('minutes' in rule) {
    const at = Number(appliedAt) + rule.minutes * 60_000;
    return { on: tokyoDate(at), at };
  }
  const lastDayOffset = rule.countFirstDay ? rule.days : rule.days + 1;
  const on = addDays(tokyoDate(appliedAt), lastDayOffset);
  return { on, at: tokyoInstant(on, rule.cut) };
}

/** Half-open: one millisecond before the cut is in time, the cut itself is not. */
export function isInTime(moment: Date | number, deadline: Date | number): boolean {
  return Number(moment) < Number(deadline);
}
