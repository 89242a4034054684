/**
 * The states of a certificate order and every legal step between them: one table for the workflow, the projection,
 * the pages, the tests and the diagram in docs/architecture.md (R-241; the state model under X-33).
 */

export const ORDER_STATES = [
  'awaiting_payment',
  'preparing',
  'printable',
  'partly_printed',
  'printed',
  'print_expired',
  'lapsed',
  'cancelled',
  'refunding',
  'refunded',
] as const;

export type OrderState = (typeof ORDER_STATES)[number];

/** What can happen to an order, and where it leads. */
export const ORDER_TRANSITIONS = {
  awaiting_payment: { paid: 'preparing', payment_deadline: 'lapsed', cancel: 'cancelled' },
  preparing: {
    numbers_ready: 'printable',
    // A number of the order may be known while another of its certificates is being registered anew.
    some_printed: 'partly_printed',
    all_printed: 'printed',
    print_deadline: 'print_expired',
    cannot_issue: 'refunding',
    cancel_paid: 'refunding',
    cancel_free: 'cancelled',
    payment_reversed: 'cancelled',
  },
  printable: {
    some_printed: 'partly_printed',
    all_printed: 'printed',
    print_deadline: 'print_expired',
    refund: 'refunding',
    cancel_paid: 'refunding',
    cancel_free: 'cancelled',
    payment_reversed: 'cancelled',
    numbers_lost: 'preparing',
  },
  partly_printed: { all_printed: 'printed', print_deadline: 'print_expired' },
  refunding: { refunded: 'refunded' },
  printed: {},
  print_expired: {},
  lapsed: {},
  cancelled: {},
  refunded: {},
} as const satisfies Record<OrderState, Readonly<Record<string, OrderState>>>;

type EventOf<S extends OrderState> = keyof (typeof ORDER_TRANSITIONS)[S];
export type OrderEvent = { [S in OrderState]: EventOf<S> }[OrderState];

/** @returns the state that follows, or null when the event is not legal in this state */
export function nextOrderState(state: OrderState, event: OrderEvent): OrderState | null {
  const events: Readonly<Partial<Record<OrderEvent, OrderState>>> = ORDER_TRANSITIONS[state];
  return events[event] ?? null;
}

/** @returns the states from which `event` is legal: the guard of a monotonic projection write */
export function statesBefore(event: OrderEvent): OrderState[] {
  return ORDER_STATES.filter((state) => nextOrderState(state, event) !== null);
}

/** An ended order never changes again (I6). */
export function isEnded(state: OrderState): boolean {
  return Object.keys(ORDER_TRANSITIONS[state]).length === 0;
}
