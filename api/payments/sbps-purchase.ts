import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { noticeOf } from '../../gateways/sbps/notices.ts';
import type { KeptNotice } from '../../gateways/sbps/records.ts';
import { isUuid } from '../../platform/uuid.ts';

/** Why SBPS must not hand out numbers; one word, since SBPS shows it to its own staff. */
export type PurchaseVerdict = 'accepted' | 'unknown' | 'amount' | 'closed' | 'duplicate';

/**
 * Numbers were made at SBPS: keeps them on the payment, once, if it may still be paid. However often and
 * at once the same notice comes, it is one; a second purchase under the same payment is refused, or two numbers could
 * be paid for one order.
 */
export async function acceptPurchase(
  pool: Pool,
  kept: KeptNotice,
  now: Date,
): Promise<PurchaseVerdict> {
  if (!isUuid(kept.orderId)) return 'unknown';
  const { eventId, type, amountYen, occurredAt, payload } = noticeOf(kept);
  const { rowCount } = await pool.query({
    name: 'sbps-purchase',
    text: `with target as (
        select p.id, p.state, o.university_id
        from payment p join "order" o on o.id = p.order_id
        where p.id = $1 and p.provider = 'sbps' and p.amount_yen = $2 and p.state in ('created', 'open')
          and o.state = 'awaiting_payment' and $3 < o.payment_deadline
        for update of p
      ), stored as (
        insert into provider_event (id, provider, event_id, type, provider_order_id, payment_id, amount_yen, currency,
          occurred_at, received_at, handled_at, payload)
        select $4, 'sbps', $5, $6, target.id::text, target.id, $2, 'JPY', $7, $3, $3, $8 from target
        on conflict (provider, event_id) do nothing returning payment_id
      ), opened as (
        update payment p set state = 'open', slip = $9::jsonb from stored where p.id = stored.payment_id
      )
      insert into audit_entry (at, actor, action, entity, entity_id, before, after, university_id)
      select $3, 'provider:sbps', 'slip_issued', 'payment', target.id::text,
        jsonb_build_object('state', target.state), '{"state": "open"}', target.university_id
      from stored join target on target.id = stored.payment_id`,
    values: [
      kept.orderId,
      amountYen,
      now,
      randomUUID(),
      eventId,
      type,
      occurredAt,
      JSON.stringify(payload),
      kept.numbers.length > 0 ? JSON.stringify(kept.numbers) : null,
    ],
  });
  return rowCount === 1 ? 'accepted' : whyNot(pool, kept, eventId);
}

/** A statement of its own: the one above waits for another notice, but does not see what that one stored. */
async function whyNot(
  pool: Pool,
  { orderId, trackingId, amountYen }: KeptNotice,
  eventId: string,
): Promise<PurchaseVerdict> {
  const { rows } = await pool.query<{ amountYen: number; storedTracking: string | null }>({
    name: 'sbps-purchase-refused',
    text: `select p.amount_yen as "amountYen",
        (select e.payload->>'trackingId' from provider_event e
          where e.provider = 'sbps' and e.event_id = $2) as "storedTracking"
      from payment p where p.id = $1 and p.provider = 'sbps'`,
    values: [orderId, eventId],
  });
  const [payment] = rows;
  if (!payment) return 'unknown';
  if (payment.amountYen !== amountYen) return 'amount';
  if (payment.storedTracking === null) return 'closed';
  return payment.storedTracking === trackingId ? 'accepted' : 'duplicate';
}
