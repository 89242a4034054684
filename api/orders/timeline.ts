import { isEnded } from '../../domain/orders/states.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import type { OrderDetail } from './queries.ts';
import type { Say } from './words.ts';

/** One thing that happened to an order. */
export interface TimelineEvent {
  at: Date | null;
  label: string;
  state: 'done' | 'now';
}

/** Attempts to pay that ended without paying the order, each worth a line. */
const TOLD_ATTEMPTS: readonly PaymentState[] = [
  'declined',
  'expired',
  'mismatched',
  'late',
  'duplicate',
];

/** What happened to an order, oldest first, told from its rows. */
export function timelineOf(order: OrderDetail, say: Say): TimelineEvent[] {
  const happened: { at: Date | null; key: string }[] = [{ at: order.placedAt, key: 'placed' }];
  for (const payment of order.payments) {
    if (payment.returnedAt) happened.push({ at: payment.returnedAt, key: 'returned' });
    if (TOLD_ATTEMPTS.includes(payment.state)) {
      happened.push({ at: payment.paidAt ?? payment.returnedAt, key: payment.state });
    }
  }
  if (order.paidAt) happened.push({ at: order.paidAt, key: 'paid' });
  if (order.printableAt) happened.push({ at: order.printableAt, key: 'numbers' });
  for (const refund of order.refunds) {
    if (refund.state === 'refunded') happened.push({ at: refund.endedAt, key: 'refunded' });
  }
  if (isEnded(order.state) && order.state !== 'refunded') {
    happened.push({ at: order.endedAt, key: order.state });
  }
  const last = happened.length - 1;
  return happened
    .map((event, index) => ({ ...event, index }))
    .sort((a, b) => (a.at && b.at ? a.at.getTime() - b.at.getTime() : 0) || a.index - b.index)
    .map(({ at, key }, index) => ({
      at,
      label: say(`orders.order.timeline.${key}`),
      state: index === last ? 'now' : 'done',
    }));
}
