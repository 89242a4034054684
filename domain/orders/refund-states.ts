/** The states of money that goes back although no order counts it. */
export const REFUND_TRANSITIONS = {
  returning: {
    provider_confirms: 'refunded',
    provider_refuses: 'refused',
    order_counts_it: 'counted',
    no_money_came: 'nothing_captured',
  },
  refunded: {},
  refused: {},
  counted: {},
  nothing_captured: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type RefundState = keyof typeof REFUND_TRANSITIONS;
