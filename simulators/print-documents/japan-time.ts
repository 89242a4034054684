const offsetMs = 9 * 3_600_000;

/** `YYYY/MM/DD HH:MM`, Japan time. */
export function writeJapanTime(instant: Date): string {
  const iso = new Date(instant.getTime() + offsetMs).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 16)}`;
}

/** The midnight in Japan that ends the day `days` days after the one on which `instant` falls. */
export function endOfJapanDay(instant: Date, days: number): Date {
  const date = new Date(instant.getTime() + offsetMs);
  return new Date(
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + days + 1) - offsetMs,
  );
}
