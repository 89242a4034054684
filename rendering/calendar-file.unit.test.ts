import { calendarFile } from './calendar-file.ts';

const moment = {
  uid: 'a-print@service.example',
  at: new Date('2026-11-28T15:00:00Z'),
  summary: '証明書の印刷の期限(発行申請番号 10482)',
  description: 'Before; then, later\\never\nOnce, only',
  url: 'https://service.example/aomine/orders/a',
};
const file = calendarFile([moment], { revision: 2, now: new Date('2026-11-21T06:30:00Z') });
/** As a calendar reads it: parted lines put together again. */
const lines = file.replaceAll('\r\n ', '').split('\r\n');

describe('the file for calendars (R-221)', () => {
  it('says the deadline in UTC, under a name that stays, with a count of its changes', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        'BEGIN:VCALENDAR',
        'UID:a-print@service.example',
        'SEQUENCE:2',
        'DTSTAMP:20261121T063000Z',
        'DTSTART:20261128T143000Z',
        'DTEND:20261128T150000Z',
        'URL:https://service.example/aomine/orders/a',
        'END:VCALENDAR',
      ]),
    );
  });

  it('rings a day and three hours before the deadline itself', () => {
    expect(lines.filter((line) => line.startsWith('TRIGGER'))).toEqual([
      'TRIGGER;RELATED=END:-PT24H',
      'TRIGGER;RELATED=END:-PT3H',
    ]);
  });

  it('escapes what has a meaning in the format', () => {
    expect(lines).toContain('DESCRIPTION:Before\\; then\\, later\\\\never\\nOnce\\, only');
  });

  it('has no line of more than 75 octets, and parts none within a character', () => {
    const written = file.split('\r\n');
    expect(Math.max(...written.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines).toContain(`SUMMARY:${moment.summary}`);
    expect(file.endsWith('\r\n')).toBe(true);
    expect(file).not.toMatch(/[^\r]\n/);
  });
});
