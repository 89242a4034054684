/**
 * Civil time in Japan. Japan is UTC+9 without summer time, so fixed arithmetic is exact, and it is the same on
 * every host and inside the workflow sandbox (no `Intl`, no local getters). R-318.
 */

export const MILLISECONDS_A_DAY = 86_400_000;
const OFFSET_MILLISECONDS = 9 * 3_600_000;

/** A civil date in Japan, `YYYY-MM-DD`. */
export type CivilDate = string;

/** A civil time of day in Japan, `HH:MM`; `24:00` is the end of the day. */
export type CivilTime = string;

/** The parts of an instant as a calendar and a clock in Japan show them. `weekday` 0 is Sunday. */
export interface TokyoTime {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
}

/**
 * @param instant a `Date`, or milliseconds since the epoch
 * @returns what a calendar and a clock in Japan show at that instant
 */
export function toTokyo(instant: Date | number): TokyoTime {
  const shifted = new Date(Number(instant) + OFFSET_MILLISECONDS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  };
}

/** @returns the civil date in Japan at an instant */
export function tokyoDate(instant: Date | number): CivilDate {
  return new Date(Number(instant) + OFFSET_MILLISECONDS).toISOString().slice(0, 10);
}

/** Whether a text is a day that there is, `YYYY-MM-DD`. */
export function isCivilDate(text: string): text is CivilDate {
  const midnight = Date.parse(`${text}T00:00:00.000Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(midnight) &&
    new Date(midnight).toISOString().startsWith(text)
  );
}

/**
 * @returns the instant at which it is `time` on `date` in Japan, in milliseconds since the epoch
 * @throws RangeError when either is not a real civil date or time
 */
export function tokyoInstant(date: CivilDate, time: CivilTime = '00:00'): number {
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : NaN;
  if (!isCivilDate(date) || !(minutes <= 24 * 60) || Number(match?.[2]) > 59) {
    throw new RangeError(`not a civil date and time: ${date} ${time}`);
  }
  return midnight + minutes * 60_000 - OFFSET_MILLISECONDS;
}

/** @returns the civil date `days` days after `date` (before, when negative) */
export function addDays(date: CivilDate, days: number): CivilDate {
  return tokyoDate(tokyoInstant(date) + days * MILLISECONDS_A_DAY);
}
