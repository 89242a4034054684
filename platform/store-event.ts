import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { isUuid } from './uuid.ts';

/** What a provider told, as a row of `provider_event` has it. */
export interface EventFacts {
  provider: string;
  /** Unique at the provider. */
  eventId: string;
  type: string;
  providerOrderId: string | null;
  captureId: string | null;
  /** Our payment; null where it names none of ours. */
  paymentId: string | null;
  amountYen: number | null;
  currency: string | null;
  occurredAt: Date | string | null;
  /** Nothing personal. */
  payload: object;
}

/**
 * Stores an event once, however often and at once it comes (I15).
 * @returns the id of the row to handle: a new one, or one that came before and was not handled; null otherwise
 */
export async function storeEvent(pool: Pool, facts: EventFacts, now: Date): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'store-event',
    text: `with stored as (
        insert into provider_event (id, provider, event_id, type, provider_order_id, capture_id, payment_id,
          amount_yen, currency, occurred_at, received_at, payload)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (provider, event_id) do nothing returning id
      )
      select id from stored
      union all
      select id from provider_event
      where provider = $2 and event_id = $3 and handled_at is null and not exists (select 1 from stored)`,
    values: [
      randomUUID(),
      facts.provider,
      facts.eventId,
      facts.type,
      facts.providerOrderId,
      facts.captureId,
      facts.paymentId,
      facts.amountYen,
      facts.currency,
      facts.occurredAt,
      now,
      JSON.stringify(facts.payload),
    ],
  });
  return rows[0]?.id ?? null;
}

/** What of a notice about cash is kept. */
export interface CashNoticeFacts {
  provider: string;
  eventId: string;
  type: string;
  slipKey: string;
  /** The provider's id of the payment it tells of. */
  depositId?: string;
  amountYen: number | null;
  currency?: string;
  occurredAt: Date | null;
  payload: object;
}

/**
 * A notice about cash: found again by the key of its slip, also when that is none of ours.
 * @returns as `storeEvent`
 */
export function storeCashNotice(
  pool: Pool,
  { slipKey, depositId, currency = 'JPY', ...notice }: CashNoticeFacts,
  now: Date,
): Promise<string | null> {
  return storeEvent(
    pool,
    {
      ...notice,
      currency,
      providerOrderId: slipKey,
      captureId: depositId === undefined ? null : `${notice.provider}:${depositId}`,
      paymentId: isUuid(slipKey) ? slipKey : null,
    },
    now,
  );
}
