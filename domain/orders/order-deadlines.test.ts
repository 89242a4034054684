import { deadlinesOf } from './order-deadlines.ts';

const reason = { ja: '休業のため', en: 'Closed' };
const placedAt = new Date('2026-12-22T10:00:00+09:00');
const method = { deadline: { minutes: 180 } };
const settings = (what: 'payment' | 'printing') => ({
  certificate: { printDeadline: { days: 7, countFirstDay: false, cut: '00:00' } },
  haltRules: { announcedDaysBefore: 14, lastStartMinutesBefore: 30, extendDeadlines: true },
  halts: [{ from: '2026-12-22T12:00:00+09:00', to: '2026-12-24T12:00:00+09:00', what, reason }],
});

it('an order is printable for seven days, and for the days of a halt of the printers (R-012, R-218, R-219)', () => {
  expect(deadlinesOf({ ...settings('printing'), halts: [] }, method, placedAt)).toEqual({
    payment: new Date('2026-12-22T13:00:00+09:00'),
    print: new Date('2026-12-30T00:00:00+09:00'),
  });
  expect(deadlinesOf(settings('printing'), method, placedAt)).toEqual({
    payment: new Date('2026-12-22T13:00:00+09:00'),
    print: new Date('2027-01-01T00:00:00+09:00'),
  });
});

it('after a halt of payments it can still be paid, and printed as long as usual after that (R-012)', () => {
  expect(deadlinesOf(settings('payment'), method, placedAt)).toEqual({
    payment: new Date('2026-12-25T12:00:00+09:00'),
    print: new Date('2027-01-01T00:00:00+09:00'),
  });
});
