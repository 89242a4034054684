import type { HaltSetting } from '../university/halts.ts';
import { deadlinesOf, leavesTooLittle } from './order-deadlines.ts';

const reason = { ja: '休業のため', en: 'Closed' };
const placedAt = new Date('2026-12-22T10:00:00+09:00');
const card = { deadline: { minutes: 180 } };
const cash = { deadline: { days: 7, countFirstDay: false, cut: '00:00' } };
const settings = (...halts: HaltSetting[]) => ({
  certificate: {
    printDeadline: {
      days: 7,
      countFirstDay: false,
      cut: '00:00',
      minHoursAfterPaymentDeadline: 72,
      whenTooShort: 'extend' as const,
    },
  },
  haltRules: { announcedDaysBefore: 14, lastStartMinutesBefore: 30, extendDeadlines: true },
  halts,
});
const halt = (what: HaltSetting['what'], from: string, to: string): HaltSetting => ({
  from: `2026-12-${from}:00+09:00`,
  to: `2026-12-${to}:00+09:00`,
  what,
  reason,
});
const at = (text: string) => new Date(`${text}:00+09:00`);

it('an order is printable for seven days, and for the days of a halt of the printers (R-012, R-218, R-219)', () => {
  expect(deadlinesOf(settings(), card, placedAt)).toEqual({
    payment: at('2026-12-22T13:00'),
    print: at('2026-12-30T00:00'),
  });
  const printing = settings(halt('printing', '22T12:00', '24T12:00'));
  expect(deadlinesOf(printing, card, placedAt)).toEqual({
    payment: at('2026-12-22T13:00'),
    print: at('2027-01-01T00:00'),
  });
});

it('after a halt of payments it can still be paid, and printed as long as usual after that (R-012)', () => {
  const payment = settings(halt('payment', '22T12:00', '24T12:00'));
  expect(deadlinesOf(payment, card, placedAt)).toEqual({
    payment: at('2026-12-25T12:00'),
    print: at('2027-01-01T00:00'),
  });
});

it('whoever pays cash at the last moment has three days to print (R-198, R-220, X-13)', () => {
  expect(deadlinesOf(settings(), cash, placedAt)).toEqual({
    payment: at('2026-12-30T00:00'),
    print: at('2027-01-02T00:00'),
  });
  const exact = settings();
  exact.certificate.printDeadline.days = 10;
  expect(deadlinesOf(exact, cash, placedAt).print).toEqual(at('2027-01-02T00:00'));
  exact.certificate.printDeadline.days = 11;
  expect(deadlinesOf(exact, cash, placedAt).print).toEqual(at('2027-01-03T00:00'));
});

it('a halt of the printers in those three days is added to them (X-13, X-14)', () => {
  const halted = settings(halt('printing', '30T12:00', '31T12:00'));
  expect(deadlinesOf(halted, cash, placedAt).print).toEqual(at('2027-01-03T00:00'));
});

it('where the method has to give way instead, it is the method that leaves too little (X-13)', () => {
  const strict = {
    ...settings(),
    certificate: {
      printDeadline: {
        ...settings().certificate.printDeadline,
        whenTooShort: 'do_not_offer_method' as const,
      },
    },
  };
  expect(deadlinesOf(strict, cash, placedAt).print).toEqual(at('2026-12-30T00:00'));
  expect([cash, card].map((method) => leavesTooLittle(strict, method, placedAt))).toEqual([
    true,
    false,
  ]);
  expect(leavesTooLittle(settings(), cash, placedAt)).toBe(false);
  strict.certificate.printDeadline.days = 10;
  expect(leavesTooLittle(strict, cash, placedAt)).toBe(false);
});

it('what costs nothing is paid when it is placed, and printable as long as anything (R-188)', () => {
  const payment = settings(halt('payment', '22T12:00', '24T12:00'));
  expect(deadlinesOf(payment, null, placedAt)).toEqual({
    payment: placedAt,
    print: at('2026-12-30T00:00'),
  });
});

it.each([
  ['month end', '2026-04-30T23:59', '2026-05-08T00:00', '2026-05-11T00:00'],
  ['one minute into the next day', '2026-05-01T00:00', '2026-05-09T00:00', '2026-05-12T00:00'],
  ['a year with 29 February', '2028-02-22T09:00', '2028-03-01T00:00', '2028-03-04T00:00'],
  ['29 February itself', '2028-02-29T09:00', '2028-03-08T00:00', '2028-03-11T00:00'],
  ['a year without', '2027-02-22T09:00', '2027-03-02T00:00', '2027-03-05T00:00'],
  ['the end of a fiscal year', '2027-03-31T18:00', '2027-04-08T00:00', '2027-04-11T00:00'],
  ['New Year', '2026-12-29T23:30', '2027-01-06T00:00', '2027-01-09T00:00'],
])(
  'cash counts seven civil days in Japan over %s (R-198, R-318, X-12)',
  (_, placed, pay, print) => {
    expect(deadlinesOf(settings(), cash, at(placed))).toEqual({
      payment: at(pay),
      print: at(print),
    });
  },
);
