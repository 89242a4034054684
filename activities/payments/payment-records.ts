import { randomUUID } from 'node:crypto';
import { DatabaseError } from 'pg';
import type { Pool } from 'pg';
import { JOURNAL_EVENTS } from '../../domain/orders/journal.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';

const UNIQUE_VIOLATION = '23505';

const ACCEPT = `
WITH waiting AS (
  SELECT id, university_id FROM "order" WHERE id = $1 AND state = 'awaiting_payment' FOR UPDATE
), counted AS (
  UPDATE payment p SET state = 'captured', capture_id = $3, paid_at = $4, closed_at = $5
  FROM waiting WHERE p.id = $2 AND p.order_id = waiting.id AND p.state IN ('created', 'open', 'pending')
  RETURNING p.order_id, p.amount_yen
), moved AS (
  UPDATE "order" o SET state = 'preparing', revision = o.revision + 1, paid_at = $4
  FROM counted WHERE o.id = counted.order_id RETURNING o.id, o.university_id
), booked AS (
  INSERT INTO journal_entry (id, order_id, event, reference, debit, credit, amount_yen)
  SELECT $6, order_id, 'captured', $3, $7, $8, amount_yen FROM counted
)
INSERT INTO audit_entry (actor, action, entity, entity_id, before, after, university_id)
SELECT $9, 'paid', 'order', id::text, '{"state": "awaiting_payment"}', '{"state": "preparing"}', university_id
FROM moved`;

/**
 * Counts a capture for its order, books it and moves the order, in one statement: only while the order awaits payment,
 * and only one capture an order (I2).
 * @returns whether this capture is the one that counts, now or from an earlier attempt
 */
export async function acceptPayment(
  pool: Pool,
  capture: { orderId: string; paymentId: string; captureId: string; paidAt: Date; at: Date },
): Promise<boolean> {
  const { debit, credit } = JOURNAL_EVENTS.captured;
  try {
    const { rowCount } = await pool.query({
      name: 'accept-payment',
      text: ACCEPT,
      values: [
        capture.orderId,
        capture.paymentId,
        capture.captureId,
        capture.paidAt,
        capture.at,
        randomUUID(),
        debit,
        credit,
        `life:${orderWorkflowId(capture.orderId)}`,
      ],
    });
    if (rowCount === 1) return true;
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === UNIQUE_VIOLATION)) throw error;
  }
  const { rows } = await pool.query(
    `SELECT 1 FROM payment WHERE id = $1 AND capture_id = $2 AND state = 'captured'`,
    [capture.paymentId, capture.captureId],
  );
  return rows.length === 1;
}

/**
 * Writes how an attempt to pay stands or ended. A counted payment never changes here, and an end is written once.
 * @param end `pending` keeps the payment open; `captureId` is kept where the provider named one
 */
export async function closePayment(
  pool: Pool,
  end: {
    paymentId: string;
    state: Exclude<PaymentState, 'captured' | 'created' | 'open'>;
    at: Date;
    captureId?: string;
    reason?: string;
  },
): Promise<void> {
  await pool.query(
    `UPDATE payment SET state = $2, closed_at = CASE WHEN $2 = 'pending' THEN NULL ELSE $3::timestamptz END,
       capture_id = coalesce($4, capture_id), reason = $5
     WHERE id = $1 AND state <> 'captured' AND state <> $2
       AND (state IN ('created', 'open', 'pending') OR $2 IN ('late', 'mismatched'))`,
    [end.paymentId, end.state, end.at, end.captureId ?? null, end.reason ?? null],
  );
}

/** Ends every open payment of an order that lapsed or was cancelled. */
export async function closeOpenPayments(
  pool: Pool,
  orderId: string,
  state: 'expired' | 'abandoned',
  at: Date,
): Promise<void> {
  await pool.query(
    `UPDATE payment SET state = $2, closed_at = $3
     WHERE order_id = $1 AND state IN ('created', 'open', 'pending')`,
    [orderId, state, at],
  );
}
