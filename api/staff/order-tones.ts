import type { OrderState } from '../../domain/orders/states.ts';

export type OrderTone = 'waiting' | 'working' | 'ready' | 'done' | 'stopped';

/** Shape and colour of an order's state; the words are `staffOrders.orderStates`. */
export const ORDER_TONES: Record<OrderState, OrderTone> = {
  awaiting_payment: 'waiting',
  preparing: 'working',
  printable: 'ready',
  partly_printed: 'ready',
  printed: 'done',
  print_expired: 'stopped',
  lapsed: 'stopped',
  cancelled: 'stopped',
  refunding: 'working',
  refunded: 'done',
};
