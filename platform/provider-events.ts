import type { Pool } from 'pg';
import type { PaymentState } from '../domain/orders/payment-states.ts';
import { isEnded } from '../domain/orders/states.ts';
import type { OrderState } from '../domain/orders/states.ts';
import type { Lives } from './lives.ts';

interface DispatchDependencies {
  pool: Pool;
  lives: Lives;
}

interface StoredEvent {
  type: string;
  captureId: string | null;
  paymentId: string | null;
  orderId: string | null;
  orderState: OrderState | null;
  university: string | null;
  paymentState: PaymentState | null;
  hasReturned: boolean | null;
  countedCaptureId: string | null;
}

/** Who passes the event on: as it arrives, or housekeeping, when nothing else has made it superfluous meanwhile. */
export type DispatchOccasion = 'arrival' | 'housekeeping';

/** Notices that say money moved or may be captured; the others are kept and need nothing done. */
const TELLING = new Set([
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.DENIED',
]);

/**
 * Passes a stored notice of a provider on to the life it concerns: an open order is told (and asks the provider
 * itself); money for an order that has ended goes back by a life of its own. Marks the event handled only after that,
 * so an event that was not passed on is found by housekeeping (I2, I15).
 *
 * A notice that only echoes what is under way waits for housekeeping: the browser has returned and its life was told,
 * or the capture is the one that the life is making this moment. By then it is usually superfluous, and a signal to a
 * life costs four events of its history.
 * @param eventId id of the `provider_event` row
 * @throws LifeUnreachable when Temporal is away; the event stays unhandled
 */
export async function dispatchProviderEvent(
  { pool, lives }: DispatchDependencies,
  eventId: string,
  occasion: DispatchOccasion,
): Promise<void> {
  const event = await readEvent(pool, eventId);
  if (!event || (occasion === 'arrival' && isEcho(event))) return;
  if (await passOn(lives, event)) {
    await pool.query(
      'UPDATE provider_event SET handled_at = now() WHERE id = $1 AND handled_at IS NULL',
      [eventId],
    );
  }
}

async function readEvent(pool: Pool, eventId: string): Promise<StoredEvent | null> {
  const { rows } = await pool.query<StoredEvent>(
    `SELECT e.type, e.capture_id AS "captureId", p.id AS "paymentId", o.id AS "orderId", o.state AS "orderState",
       u.code AS university, p.state AS "paymentState", p.returned_at IS NOT NULL AS "hasReturned",
       (SELECT c.capture_id FROM payment c WHERE c.order_id = o.id AND c.state = 'captured') AS "countedCaptureId"
     FROM provider_event e
     LEFT JOIN payment p ON p.id = e.payment_id OR p.provider_order_id = e.provider_order_id
     LEFT JOIN "order" o ON o.id = p.order_id
     LEFT JOIN university u ON u.id = o.university_id
     WHERE e.id = $1 LIMIT 1`,
    [eventId],
  );
  return rows[0] ?? null;
}

function isEcho({ type, paymentState, hasReturned }: StoredEvent): boolean {
  if (paymentState !== 'created' && paymentState !== 'open') return false;
  return type === 'CHECKOUT.ORDER.APPROVED' ? hasReturned === true : TELLING.has(type);
}

/** @returns whether nothing more has to be done about the event */
async function passOn(lives: Lives, event: StoredEvent): Promise<boolean> {
  const { type, captureId, paymentId, orderId, orderState, university } = event;
  // Not about a payment of ours, or a notice that tells nothing new: kept, nothing to do.
  if (!orderId || !paymentId || !orderState || !university || !TELLING.has(type)) return true;
  if (captureId === null ? event.countedCaptureId !== null : captureId === event.countedCaptureId) {
    return true;
  }
  if ((await lives.noticePayment(orderId, 'webhook')) === 'told') return true;
  if (!isEnded(orderState)) return false; // its life has not begun yet, or has just ended: later
  if (type === 'PAYMENT.CAPTURE.COMPLETED' && captureId !== null) {
    const cause =
      orderState === 'lapsed' ? 'late' : orderState === 'cancelled' ? 'order_closed' : 'duplicate';
    await lives.startRefund({ orderId, paymentId, captureId, university, cause });
  }
  return true;
}
