import type { HaltSetting } from '../university/halts.ts';
import { deadlinesOverLateHalt, knownHalts } from './late-halts.ts';
import type { OrderBeforeHalt } from './late-halts.ts';

const reason = { ja: '休業のため', en: 'Closed' };
const haltRules = { announcedDaysBefore: 14, lastStartMinutesBefore: 30, extendDeadlines: true };
const at = (text: string) => new Date(`2026-12-${text}:00+09:00`);
const halt = (what: HaltSetting['what'], from: string, to: string): HaltSetting => ({
  from: at(from).toISOString(),
  to: at(to).toISOString(),
  what,
  reason,
});
const order: OrderBeforeHalt = {
  isPaid: false,
  placedAt: at('01T10:00'),
  payment: at('09T00:00'),
  print: at('12T00:00'),
  hoursAfterPayment: 72,
};
const isPaid = { ...order, isPaid: true };

it.each([
  ['the copiers, before payment', order, halt('printing', '05T12:00', '06T12:00'), '09', '13'],
  ['paying, before payment', order, halt('payment', '05T12:00', '06T12:00'), '10', '13'],
  ['all, before payment', order, halt('all', '05T12:00', '06T12:00'), '10', '13'],
  [
    'paying, after the payment deadline',
    order,
    halt('payment', '10T00:00', '11T00:00'),
    '09',
    '12',
  ],
  ['paying, once paid', isPaid, halt('payment', '05T12:00', '06T12:00'), '09', '12'],
  ['the copiers, once paid', isPaid, halt('printing', '05T12:00', '06T12:00'), '09', '13'],
  ['all, before it was placed', order, halt('all', '01T00:00', '01T10:00'), '09', '12'],
  ['all, from its print deadline on', order, halt('all', '12T00:00', '13T00:00'), '09', '12'],
])(
  'a halt of %s, announced late, moves the deadlines (R-012, X-14)',
  (_what, one, halted, payment, print) => {
    expect(deadlinesOverLateHalt(one, halted, haltRules)).toEqual({
      payment: at(`${payment}T00:00`),
      print: at(`${print}T00:00`),
    });
  },
);

it('whoever pays at the moved deadline keeps the least time for printing (X-13)', () => {
  const halted = halt('payment', '08T22:00', '08T23:00');
  expect(deadlinesOverLateHalt(order, halted, haltRules)).toEqual({
    // After a halt there is time until the next noon at least.
    payment: at('09T12:00'),
    print: at('12T12:00'),
  });
});

it('moves nothing where the university does not extend', () => {
  const unmoved = { ...haltRules, extendDeadlines: false };
  const { payment, print } = order;
  const halted = halt('all', '05T12:00', '06T12:00');
  expect(deadlinesOverLateHalt({ ...order, hoursAfterPayment: 0 }, halted, unmoved)).toEqual({
    payment,
    print,
  });
});

it('a halt is known since the first edition of the row of editions that have it', () => {
  const [one, other] = [halt('all', '05T00:00', '06T00:00'), halt('all', '07T00:00', '08T00:00')];
  const edition = (day: string, ...halts: HaltSetting[]) => ({
    effectiveFrom: at(`${day}T00:00`),
    halts,
  });
  const editions = [
    edition('04', one, other),
    edition('03', one),
    edition('02'),
    edition('01', one),
  ];
  expect(knownHalts(editions).map(({ knownSince }) => knownSince)).toEqual([
    at('03T00:00'),
    at('04T00:00'),
  ]);
  expect(knownHalts([edition('01', one)])[0]?.knownSince).toEqual(at('01T00:00'));
  expect(knownHalts([])).toEqual([]);
});
