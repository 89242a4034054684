import type { OrderState } from './states.ts';
import type { ExpectedPayment } from './payment-states.ts';
import type { RefundCause } from './refund-causes.ts';

/** Cash that a provider took in for a slip. `paidAt`: the provider's instant, milliseconds since the epoch. */
export interface SlipDeposit {
  id: string;
  /** Positive. */
  amountYen: number;
  paidAt: number;
  /** The store took it back: it counts for nothing, and nothing of it goes back from us. */
  isReversed: boolean;
}

/** What becomes of one deposit. Of a part of a sum that is not complete, neither is known yet. */
export interface DepositPart {
  id: string;
  countedYen: number;
  returningYen: number;
  cause: Extract<RefundCause, 'late' | 'excess' | 'duplicate'> | null;
}

export interface SlipJudgement {
  state: 'unpaid' | 'short' | 'counted';
  /** The deposit with which the sum was complete; null while it is not. */
  completedBy: { id: string; paidAt: number } | null;
  parts: DepositPart[];
}

/**
 * Judges the cash of one slip by what was ordered and by the provider's instants (R-208, I2, I3, I9): deposits before
 * the deadline add up, oldest first, until they reach the amount; what is beyond goes back, and so does whatever was
 * paid at the deadline or later. Half-open: one millisecond before the deadline is in time, the deadline is not.
 */
export function judgeSlip(
  expected: Pick<ExpectedPayment, 'amountYen' | 'paymentDeadline'>,
  deposits: readonly SlipDeposit[],
): SlipJudgement {
  const { amountYen, paymentDeadline } = expected;
  const standing = deposits
    .filter(({ isReversed }) => !isReversed)
    .toSorted((a, b) => a.paidAt - b.paidAt || a.id.localeCompare(b.id));
  const inTime = standing.filter(({ paidAt }) => paidAt < paymentDeadline);
  const sum = inTime.reduce((total, one) => total + one.amountYen, 0);
  const isComplete = sum >= amountYen;

  let missing = amountYen;
  let completedBy: SlipJudgement['completedBy'] = null;
  const parts = standing.map((deposit): DepositPart => {
    const { id, paidAt } = deposit;
    if (paidAt >= paymentDeadline) {
      return { id, countedYen: 0, returningYen: deposit.amountYen, cause: 'late' };
    }
    if (!isComplete) return { id, countedYen: 0, returningYen: 0, cause: null };
    const isAfter = missing === 0;
    const countedYen = Math.min(missing, deposit.amountYen);
    const returningYen = deposit.amountYen - countedYen;
    missing -= countedYen;
    if (!isAfter && missing === 0) completedBy = { id, paidAt };
    if (returningYen === 0) return { id, countedYen, returningYen, cause: null };
    const isDouble = isAfter && deposit.amountYen === amountYen;
    return { id, countedYen, returningYen, cause: isDouble ? 'duplicate' : 'excess' };
  });
  const state = isComplete ? 'counted' : inTime.length > 0 ? 'short' : 'unpaid';
  return { state, completedBy, parts };
}

/** Why cash goes back that came for an order which does not await it through this slip. */
export function strayCause(
  deposit: Pick<SlipDeposit, 'amountYen' | 'paidAt'>,
  order: {
    state: OrderState;
    /** Another deposit or capture counts for it. */
    isPaid: boolean;
    totalYen: number;
    /** Milliseconds since the epoch. */
    paymentDeadline: number;
  },
): RefundCause {
  if (order.isPaid) return deposit.amountYen === order.totalYen ? 'duplicate' : 'excess';
  if (order.state === 'cancelled') return 'order_closed';
  if (deposit.paidAt >= order.paymentDeadline) return 'late';
  return order.state === 'lapsed' ? 'partial' : 'unexpected';
}
