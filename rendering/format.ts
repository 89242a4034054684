import { MONTH_NAMES, WEEKDAY_NAMES } from '../domain/time/names.ts';
import type { CivilDate } from '../domain/time/tokyo.ts';
import { MILLISECONDS_A_DAY, tokyoDate, tokyoInstant, toTokyo } from '../domain/time/tokyo.ts';
import type { TokyoTime } from '../domain/time/tokyo.ts';
import type { Locale } from '../domain/university/profile.ts';

/** A moment as models carry it: `Date`, milliseconds since the epoch, or ISO 8601 with its offset. */
export type Instant = Date | number | string;

const two = (value: number) => String(value).padStart(2, '0');

/** @throws RangeError when it is not a moment */
export function toInstant(value: Instant): Date {
  const instant = new Date(value);
  if (Number.isNaN(instant.getTime())) throw new RangeError(`not an instant: ${String(value)}`);
  return instant;
}

function dayInWords(at: TokyoTime, locale: Locale): string {
  const weekday = WEEKDAY_NAMES[locale][at.weekday] ?? '';
  return locale === 'ja'
    ? `${at.year}年${at.month}月${at.day}日(${weekday})`
    : `${weekday} ${at.day} ${MONTH_NAMES[at.month - 1] ?? ''} ${at.year}`;
}

const isCivilDate = (value: unknown): value is CivilDate =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

/**
 * @param value a civil date in Japan (`YYYY-MM-DD`) or an instant
 * @returns `2026年11月29日(日)` or `Sunday 29 November 2026`
 */
export function formatDate(value: CivilDate | Instant, locale: Locale): string {
  const instant = isCivilDate(value) ? tokyoInstant(value) : toInstant(value);
  return dayInWords(toTokyo(instant), locale);
}

/** @returns `2026年11月29日(日) 00:00 日本時間` or `Sunday 29 November 2026, 00:00 (Japan time)` */
export function formatDateTime(value: Instant, locale: Locale): string {
  const at = toTokyo(toInstant(value));
  const clock = `${two(at.hour)}:${two(at.minute)}`;
  return locale === 'ja'
    ? `${dayInWords(at, locale)} ${clock} 日本時間`
    : `${dayInWords(at, locale)}, ${clock} (Japan time)`;
}

/** @returns `2026年11月29日 0時5分`, as the manuals' mails have it, or as `formatDateTime` in English (R-209, R-310) */
export function formatMailTime(value: Instant, locale: Locale): string {
  if (locale === 'en') return formatDateTime(value, locale);
  const at = toTokyo(toInstant(value));
  return `${at.year}年${at.month}月${at.day}日 ${at.hour}時${at.minute}分`;
}

/** @returns `2026/11/29 00:00` in Japan time, as lists show it */
export function formatStamp(value: Instant): string {
  const at = toTokyo(toInstant(value));
  return `${formatDay(value)} ${two(at.hour)}:${two(at.minute)}`;
}

/** @returns `2026/11/29`, the civil date in Japan, as lists show it */
export function formatDay(value: CivilDate | Instant): string {
  return (isCivilDate(value) ? value : tokyoDate(toInstant(value))).replaceAll('-', '/');
}

/** @returns `1,200円` or `¥1,200` */
export function formatYen(yen: number, locale: Locale): string {
  if (!Number.isSafeInteger(yen)) throw new RangeError(`not whole yen: ${yen}`);
  const digits = String(Math.abs(yen)).replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = yen < 0 ? '-' : '';
  return locale === 'ja' ? `${sign}${digits}円` : `${sign}¥${digits}`;
}

/** The largest whole unit that is left until a moment. */
export type Remaining =
  { unit: 'days' | 'hours' | 'minutes'; count: number } | { unit: 'over'; count: 0 };

/**
 * What is left until `deadline`, rounded down so that nobody is promised more than there is; the last minute is
 * told as one minute. Half-open: at the deadline itself it is over.
 */
export function remainingUntil(deadline: Instant, now: Instant): Remaining {
  const left = toInstant(deadline).getTime() - toInstant(now).getTime();
  if (left <= 0) return { unit: 'over', count: 0 };
  if (left >= MILLISECONDS_A_DAY) {
    return { unit: 'days', count: Math.floor(left / MILLISECONDS_A_DAY) };
  }
  if (left >= 3_600_000) return { unit: 'hours', count: Math.floor(left / 3_600_000) };
  return { unit: 'minutes', count: Math.max(1, Math.floor(left / 60_000)) };
}

/**
 * "Until Sunday 00:00" is easily read as Sunday night. @returns the civil date that ends at that midnight in Japan,
 * or null when the moment is not a midnight
 */
export function dayEndingAt(value: Instant): CivilDate | null {
  const instant = toInstant(value);
  const at = toTokyo(instant);
  const isMidnight = at.hour === 0 && at.minute === 0 && at.second === 0;
  return isMidnight ? tokyoDate(instant.getTime() - 1) : null;
}

/**
 * @returns a number that a person types at a copier or a terminal, in groups of one length where there is one (4, 3 or
 * 5), else of four; a lonely last character is overlooked, so it joins the group before
 */
export function groupCharacters(code: string): string[] {
  const size = [4, 3, 5].find((length) => code.length % length === 0) ?? 4;
  const groups = code.match(new RegExp(`.{1,${size}}`, 'gu')) ?? [];
  const last = groups.at(-1) ?? '';
  if (last.length !== 1 || groups.length < 2) return groups;
  return [...groups.slice(0, -2), `${groups.at(-2)}${last}`];
}
