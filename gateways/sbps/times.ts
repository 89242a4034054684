/** `YYYYMMDDhhmmss` in Japan. */
export function writeSbpsTime(instant: Date): string {
  return new Date(instant.getTime() + 9 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** `YYYYMMDDhhmmss` or `YYYYMMDD` in Japan; a day alone is its beginning. Null for anything else. */
export function readSbpsTime(text: string): Date | null {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(text) ?? [];
  if (!year) return null;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+09:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** The last instant (to the millisecond) of a day `YYYYMMDD` in Japan; null for anything else. */
export function endOfSbpsDay(text: string): Date | null {
  const begin = /^\d{8}$/.test(text) ? readSbpsTime(text) : null;
  return begin && new Date(begin.getTime() + 86_400_000 - 1);
}
