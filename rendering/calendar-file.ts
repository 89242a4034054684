/** One moment that a person's calendar should know. */
export interface CalendarMoment {
  /** Stays the same when the deadline moves: the calendar then moves its entry. */
  uid: string;
  /** When it is over. */
  at: Date;
  summary: string;
  description: string;
  url: string;
}

/** Hours before a deadline at which the calendar rings. */
const ALARMS = [24, 3];

const stamp = (at: Date) => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** RFC 5545, 3.3.11. */
function escape(text: string): string {
  return text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r\n|[\r\n]/g, '\\n');
}

/** RFC 5545, 3.1: lines of at most 75 octets, never parted within a character. */
function fold(line: string): string {
  const lines = [''];
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      lines.push(' ');
      octets = 1;
    }
    lines[lines.length - 1] += character;
    octets += size;
  }
  return lines.join('\r\n');
}

/**
 * Deadlines as a calendar file (RFC 5545): instants in UTC, so that no calendar needs to know Japan's time zone.
 * @param revision grows with every change of a deadline
 * @param now when the file is written
 */
export function calendarFile(
  moments: readonly CalendarMoment[],
  { revision, now }: { revision: number; now: Date },
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Certificate service//Deadlines//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...moments.flatMap(({ uid, at, summary, description, url }) => [
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${stamp(now)}`,
      `SEQUENCE:${revision}`,
      // The half hour before it is over, so that the entry does not lie on the day after.
      `DTSTART:${stamp(new Date(at.getTime() - 30 * 60_000))}`,
      `DTEND:${stamp(at)}`,
      `SUMMARY:${escape(summary)}`,
      `DESCRIPTION:${escape(description)}`,
      `URL:${url}`,
      'TRANSP:TRANSPARENT',
      ...ALARMS.flatMap((hours) => [
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        `DESCRIPTION:${escape(summary)}`,
        `TRIGGER;RELATED=END:-PT${hours}H`,
        'END:VALARM',
      ]),
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}
