import { judgePayoutDay } from './payouts.ts';

describe('the day of a payout (R-190)', () => {
  it.each([
    ['2026-11-19', 'before_owed'],
    ['2026-11-20', null],
    ['2026-11-30', null],
    ['2026-12-01', 'in_future'],
  ] as const)('%s: %s', (paidOn, expected) => {
    expect(judgePayoutDay(paidOn, { owedOn: '2026-11-20', today: '2026-11-30' })).toBe(expected);
  });
});
