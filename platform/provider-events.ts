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
  provider: string;
  type: string;
  captureId: string | null;
  paymentId: string | null;
  orderId: string | null;
  orderState: OrderState | null;
  university: string | null;
  paymentState: PaymentState | null;
  hasReturned: boolean | null;
  countedCaptureId: string | null;
  /** A refund that we asked for ourselves. */
  isOurReturn: boolean;
}

/** Who passes the event on: as it arrives, or housekeeping, when nothing else has made it superfluous meanwhile. */
export type DispatchOccasion = 'arrival' | 'housekeeping';

/** Notices that say that money came, or may be captured; the others are kept and need nothing done. */
const TELLING = new Set([
  'deposit',
  'final', // the provisional notice before it may have been lost
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.DENIED',
]);

/** Notices that say that money went back. */
const REVERSING = new Set(['reversal', 'PAYMENT.CAPTURE.REFUNDED', 'PAYMENT.CAPTURE.REVERSED']);

/**
 * What became of an event. `later`: housekeeping tries again. The others are housekeeping's as well, since they take the
 * provider's word: `examine`: money of an order that has ended went back; `unknown`: cash for a slip that is none of ours.
 */
export type Dispatch = 'done' | 'later' | 'examine' | 'unknown';

/**
 * Passes a stored notice of a provider on to the life it concerns: an open order is told (and asks the provider
 * itself); money for an order that has ended goes back by a life of its own. Marks the event handled only after that,
 * so an event that was not passed on is found by housekeeping (I2, I15).
 *
 * A notice that only echoes what is under way waits for housekeeping: the browser has returned and its life was told,
 * or the capture is the one that the life is making this moment. By then it is usually superfluous, and a signal to a
 * life costs four events of its history.
 * @param eventId id of the `provider_event` row
 * @returns what became of it; all but `done` leave it unhandled
 * @throws LifeUnreachable when Temporal is away; the event stays unhandled
 */
export async function dispatchProviderEvent(
  { pool, lives }: DispatchDependencies,
  eventId: string,
  occasion: DispatchOccasion,
): Promise<Dispatch> {
  const event = await readEvent(pool, eventId);
  if (!event) return 'done';
  if (occasion === 'arrival' && isEcho(event)) return 'later';
  const became = await passOn(lives, event);
  if (became === 'done') await markHandled(pool, eventId);
  return became;
}

/** Nothing more is to be done about an event. */
export async function markHandled(pool: Pool, eventId: string): Promise<void> {
  await pool.query(
    'UPDATE provider_event SET handled_at = now() WHERE id = $1 AND handled_at IS NULL',
    [eventId],
  );
}

async function readEvent(pool: Pool, eventId: string): Promise<StoredEvent | null> {
  const { rows } = await pool.query<StoredEvent>(
    `SELECT e.provider, e.type, e.capture_id AS "captureId", p.id AS "paymentId", o.id AS "orderId", o.state AS "orderState",
       u.code AS university, p.state AS "paymentState", p.returned_at IS NOT NULL AS "hasReturned",
       (SELECT c.capture_id FROM payment c WHERE c.order_id = o.id AND c.state = 'captured') AS "countedCaptureId",
       EXISTS (SELECT 1 FROM refund r WHERE r.capture_id = e.capture_id AND r.channel = 'provider') AS "isOurReturn"
     FROM provider_event e
     LEFT JOIN payment p ON p.id = e.payment_id OR p.provider_order_id = e.provider_order_id
     LEFT JOIN "order" o ON o.id = p.order_id
     LEFT JOIN university u ON u.id = o.university_id
     WHERE e.id = $1 LIMIT 1`,
    [eventId],
  );
  return rows[0] ?? null;
}

function isEcho({ provider, type, paymentState, hasReturned }: StoredEvent): boolean {
  if (provider !== 'paypal') return false;
  if (paymentState !== 'created' && paymentState !== 'open') return false;
  return type === 'CHECKOUT.ORDER.APPROVED' ? hasReturned === true : TELLING.has(type);
}

async function passOn(lives: Lives, event: StoredEvent): Promise<Dispatch> {
  const { provider, type, captureId, paymentId, orderId, orderState, university } = event;
  const isBack = REVERSING.has(type);
  if (!TELLING.has(type) && !isBack) return 'done'; // tells nothing new: kept, nothing to do
  if (!orderId || !paymentId || !orderState || !university) {
    return provider === 'paypal' || isBack ? 'done' : 'unknown';
  }
  if (isBack && event.isOurReturn) return 'done';
  const isKnown =
    captureId === null ? event.countedCaptureId !== null : captureId === event.countedCaptureId;
  if (isKnown && !isBack) return 'done';
  if ((await lives.noticePayment(orderId, 'webhook')) === 'told') return 'done';
  if (!isEnded(orderState)) return 'later'; // its life has not begun yet, or has just ended
  if (isBack) return 'examine';
  const isMoney = type === 'PAYMENT.CAPTURE.COMPLETED' || provider !== 'paypal';
  if (isMoney && captureId !== null) {
    const cause =
      orderState === 'lapsed' ? 'late' : orderState === 'cancelled' ? 'order_closed' : 'duplicate';
    await lives.startRefund({ orderId, paymentId, captureId, university, cause });
  }
  return 'done';
}
