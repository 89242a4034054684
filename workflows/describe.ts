import { WEEKDAY_NAMES } from '../domain/time/names.ts';
import { toTokyo } from '../domain/time/tokyo.ts';

/**
 * An instant as operators read it in the Temporal Web UI, without `Intl`: `2026年11月29日(日) 00:00(日本時間)`.
 * @param instant ISO string in UTC
 */
export function describeInstant(instant: string): string {
  const { year, month, day, weekday, hour, minute } = toTokyo(Date.parse(instant));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}年${month}月${day}日(${WEEKDAY_NAMES.ja[weekday]}) ${two(hour)}:${two(minute)}(日本時間)`;
}
