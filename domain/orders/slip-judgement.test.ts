import fc from 'fast-check';
import { judgeSlip, strayCause } from './slip-judgement.ts';
import type { SlipDeposit } from './slip-judgement.ts';

const DEADLINE = Date.parse('2026-11-28T15:00:00Z');
const expected = { amountYen: 500, paymentDeadline: DEADLINE };
let next = 0;
const paid = (amountYen: number, fromDeadline: number, isReversed = false): SlipDeposit => {
  next += 1;
  return { id: `d${String(next)}`, amountYen, paidAt: DEADLINE + fromDeadline, isReversed };
};
const judged = (deposits: SlipDeposit[]) => {
  const { state, parts } = judgeSlip(expected, deposits);
  return [
    state,
    ...parts.map(
      ({ countedYen, returningYen, cause }) =>
        `${String(countedYen)} counted, ${String(returningYen)} back${cause ? ` (${cause})` : ''}`,
    ),
  ];
};

describe('cash for one slip', () => {
  it.each([
    [-1, 'counted', '500 counted, 0 back'],
    [0, 'unpaid', '0 counted, 500 back (late)'],
    [1, 'unpaid', '0 counted, 500 back (late)'],
  ])('paid %d ms from the deadline is %s (R-198, R-208, I9)', (ms, state, part) => {
    expect(judged([paid(500, ms)])).toEqual([state, part]);
  });

  it.each([
    ['nothing', [], ['unpaid']],
    ['too little', [paid(200, -9)], ['short', '0 counted, 0 back']],
    [
      'two parts',
      [paid(200, -9), paid(300, -8)],
      ['counted', '200 counted, 0 back', '300 counted, 0 back'],
    ],
    [
      'two parts, the second too late',
      [paid(200, -9), paid(300, 0)],
      ['short', '0 counted, 0 back', '0 counted, 300 back (late)'],
    ],
    ['too much', [paid(700, -9)], ['counted', '500 counted, 200 back (excess)']],
    [
      'parts that go beyond it',
      [paid(300, -9), paid(300, -8)],
      ['counted', '300 counted, 0 back', '200 counted, 100 back (excess)'],
    ],
    [
      'twice',
      [paid(500, -9), paid(500, -8)],
      ['counted', '500 counted, 0 back', '0 counted, 500 back (duplicate)'],
    ],
    [
      'in full, then a part',
      [paid(500, -9), paid(200, -8)],
      ['counted', '500 counted, 0 back', '0 counted, 200 back (excess)'],
    ],
    ['what the store took back', [paid(500, -9, true)], ['unpaid']],
    [
      'what the store took back, then again',
      [paid(500, -9, true), paid(500, -8)],
      ['counted', '500 counted, 0 back'],
    ],
  ])('%s is judged (R-208, I2, I3)', (_what, deposits, expectation) => {
    expect(judged(deposits)).toEqual(expectation);
  });

  it('is judged by the instants of the provider, not by the order in which it is told of them', () => {
    const late = paid(500, 1);
    const first = paid(200, -20);
    const second = paid(300, -10);
    const { completedBy } = judgeSlip(expected, [late, second, first]);
    expect(completedBy).toEqual({ id: second.id, paidAt: second.paidAt });
  });

  it('never counts more than was ordered, nor loses a yen, whatever comes (I1, I2)', () => {
    const deposits = fc.array(
      fc
        .tuple(
          fc.integer({ min: 1, max: 1_200 }),
          fc.integer({ min: -1_000, max: 10 }),
          fc.boolean(),
        )
        .map(([amount, ms, isReversed]) => paid(amount, ms, isReversed)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(deposits, (all) => {
        const { state, parts } = judgeSlip(expected, all);
        const counted = parts.reduce((sum, { countedYen }) => sum + countedYen, 0);
        const deposit = (id: string) => all.find((one) => one.id === id);
        return (
          counted === (state === 'counted' ? 500 : 0) &&
          parts.every(({ id, countedYen, returningYen }) => {
            const one = deposit(id);
            if (!one || one.isReversed) return false;
            const isDecided = state === 'counted' || one.paidAt >= DEADLINE;
            return countedYen + returningYen === (isDecided ? one.amountYen : 0);
          })
        );
      }),
    );
  });
});

describe('cash that nobody waits for', () => {
  const order = {
    state: 'awaiting_payment',
    isPaid: false,
    totalYen: 500,
    paymentDeadline: DEADLINE,
  } as const;

  it.each([
    ['for an order that is paid, the same again', 500, -1, { isPaid: true }, 'duplicate'],
    ['for an order that is paid, another sum', 200, 1, { isPaid: true }, 'excess'],
    ['for a cancelled order', 500, -1, { state: 'cancelled' }, 'order_closed'],
    ['at the deadline', 500, 0, { state: 'lapsed' }, 'late'],
    ['a part before the deadline', 200, -1, { state: 'lapsed' }, 'partial'],
    ['for a slip that was closed', 500, -1, {}, 'unexpected'],
  ] as const)('%s goes back as what it is (R-190, R-208)', (_what, yen, ms, different, cause) => {
    expect(strayCause(paid(yen, ms), { ...order, ...different })).toBe(cause);
  });
});
