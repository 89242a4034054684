/**
 * The states of money that goes back although no order counts it. `owed`: it was cash, and staff pay it out.
 * `refused`: the provider did not take it back; staff have it tried again, or pay it out themselves.
 */
export const REFUND_TRANSITIONS = {
  returning: {
    provider_confirms: 'refunded',
    provider_refuses: 'refused',
    was_cash: 'owed',
    order_counts_it: 'counted',
    no_money_came: 'nothing_captured',
  },
  owed: { paid_out: 'refunded' },
  refused: { tried_again: 'refunded', paid_out: 'refunded' },
  refunded: {},
  counted: {},
  nothing_captured: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type RefundState = keyof typeof REFUND_TRANSITIONS;
