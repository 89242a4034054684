import { reopeningOf } from './reopening.ts';
import type { OrderState } from './states.ts';

const now = new Date('2026-11-27T06:00:00Z');
/** Half-open: printable through 28 November. */
const printDeadline = new Date('2026-11-28T15:00:00Z');
const settings = {
  halts: [],
  haltRules: { announcedDaysBefore: 14, lastStartMinutesBefore: 30, extendDeadlines: true },
  certificate: {
    reopening: { days: 7 },
    printDeadline: {
      days: 7,
      countFirstDay: false,
      cut: '00:00',
      minHoursAfterPaymentDeadline: 72,
      whenTooShort: 'extend' as const,
    },
  },
};
const order = { state: 'printable' as OrderState, printDeadline, isReopened: false, copiesLeft: 1 };

it('counts from the day it is asked for, by the rule of print deadlines (R-218, R-219)', () => {
  // 27 November is not counted: seven whole days, to the end of 4 December.
  expect(reopeningOf(order, settings, now)).toEqual({
    kind: 'possible',
    print: new Date('2026-12-04T15:00:00Z'),
  });
});

it('gives halts of the copiers back too (X-14)', () => {
  const halt = {
    from: '2026-12-03T15:00:00Z',
    to: '2026-12-04T00:00:00Z',
    what: 'printing' as const,
    reason: { ja: '点検', en: 'Maintenance' },
  };
  expect(reopeningOf(order, { ...settings, halts: [halt] }, now)).toEqual({
    kind: 'possible',
    print: new Date('2026-12-05T00:00:00Z'),
  });
});

it.each<[string, Partial<typeof order>, Date]>([
  ['used', { isReopened: true }, now],
  ['nothing_left', { copiesLeft: 0 }, now],
  ['not_open', { state: 'preparing' }, now],
  ['not_open', { state: 'print_expired' }, now],
  ['window_closed', {}, printDeadline],
  ['too_early', { printDeadline: new Date('2026-12-04T15:00:00Z') }, now],
])('is not possible: %s', (reason, changes, at) => {
  expect(reopeningOf({ ...order, ...changes }, settings, at)).toEqual({
    kind: 'impossible',
    reason,
  });
});

it('is possible until the last millisecond of the window, and for the rest of a partly printed order', () => {
  const last = new Date(printDeadline.getTime() - 1);
  expect(reopeningOf({ ...order, state: 'partly_printed' }, settings, last).kind).toBe('possible');
});

it('is not there where the university has none', () => {
  const none = { ...settings, certificate: { ...settings.certificate, reopening: null } };
  expect(reopeningOf(order, none, now)).toEqual({ kind: 'impossible', reason: 'not_offered' });
});
