import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Locale, PaymentMethod, UniversityProfile } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { OrderDetail, PaymentView } from '../orders/queries.ts';

/** Where paying an order can go on. */
export type PaymentBeginning =
  | { kind: 'approve'; approvalUrl: string }
  /** The numbers to pay with are there. */
  | { kind: 'numbers' }
  /** The browser takes this form to the provider's page. */
  | { kind: 'form'; action: string; fields: Record<string, string> }
  /** The payment is approved or money is on its way: the order's page tells. */
  | { kind: 'under_way' }
  /** The order cannot be paid any more: its page tells. */
  | { kind: 'closed' }
  /** Nothing was charged; the same step can be repeated at `retryAt`. */
  | { kind: 'unavailable'; retryAt: Date }
  /** The provider said no for a reason that waiting does not mend. Nothing was charged. */
  | { kind: 'refused' };

/** Why paying cannot go on; nothing was charged. */
export type PaymentProblem = Extract<PaymentBeginning, { kind: 'unavailable' | 'refused' }>;

export type OpenPayment = Pick<
  PaymentView,
  'id' | 'state' | 'createRequestId' | 'providerOrderId' | 'dueAt' | 'slip'
>;

/** What a step towards the provider stands on. */
export interface PaymentStep {
  deps: AppDependencies;
  order: OrderDetail;
  method: PaymentMethod;
  profile: UniversityProfile;
  locale: Locale;
  now: Date;
}

/** The slip's own time is over although the order's is not: a halt moved the deadline of the order alone. */
export const isSlipOver = (
  { state, dueAt }: Pick<OpenPayment, 'state' | 'dueAt'>,
  now: Date,
): boolean => state === 'open' && dueAt !== null && dueAt <= now;

/** How long a person is asked to wait when the provider does not say. Milliseconds. */
export const RETRY_AFTER = 2 * 60_000;

/** These steps are taken at the person's request, unlike those of the order's life. */
export const actorOf = (order: Pick<OrderDetail, 'accountId'>) => `account:${order.accountId}`;

/**
 * The attempt to pay that is open, or a new one while the order may still be paid. Two requests at once get the same
 * row: a partial unique index allows one.
 */
export async function openPayment(
  pool: Pool,
  order: Pick<OrderDetail, 'id' | 'accountId'>,
  now: Date,
): Promise<OpenPayment | null> {
  await pool.query({
    name: 'renew-payment',
    text: `with renewed as (
        insert into payment (id, order_id, provider, method, amount_yen, state, create_request_id, capture_request_id,
          created_at)
        select $2, o.id, p.provider, p.method, o.total_yen, 'created', $3, $4, $5
        from "order" o
        cross join lateral (
          select provider, method from payment where order_id = o.id and method = o.payment_method
          order by created_at desc limit 1
        ) p
        where o.id = $1 and o.state = 'awaiting_payment' and $5 < o.payment_deadline
          and not exists (select 1 from payment open where open.order_id = o.id
            and open.state in ('created', 'open', 'pending', 'captured'))
        on conflict do nothing returning id, order_id
      )
      insert into audit_entry (at, actor, action, entity, entity_id, after, university_id)
      select $5, $6, 'payment_renewed', 'payment', renewed.id::text, '{"state": "created"}', o.university_id
      from renewed join "order" o on o.id = renewed.order_id`,
    values: [order.id, randomUUID(), randomUUID(), randomUUID(), now, actorOf(order)],
  });
  const { rows } = await pool.query<OpenPayment>({
    name: 'open-payment',
    text: `select p.id, p.state, p.create_request_id as "createRequestId", p.due_at as "dueAt", p.slip,
        p.provider_order_id as "providerOrderId"
      from payment p join "order" o on o.id = p.order_id
      where p.order_id = $1 and p.state in ('created', 'open', 'pending')
        and o.state = 'awaiting_payment' and $2 < o.payment_deadline`,
    values: [order.id, now],
  });
  return rows[0] ?? null;
}

/** Ends an attempt of which the provider wants to know nothing any more. */
export async function expirePayment(
  {
    deps,
    order,
    now,
  }: Pick<PaymentStep, 'deps' | 'now'> & { order: Pick<OrderDetail, 'accountId'> },
  paymentId: string,
): Promise<void> {
  await deps.pool.query({
    name: 'payment-expired',
    text: `with ended as (
        update payment set state = 'expired', closed_at = $2 where id = $1 and state = 'open' returning id, order_id
      )
      insert into audit_entry (at, actor, action, entity, entity_id, before, after, university_id)
      select $2, $3, 'payment_expired', 'payment', ended.id::text, '{"state": "open"}', '{"state": "expired"}',
        o.university_id
      from ended join "order" o on o.id = ended.order_id`,
    values: [paymentId, now, actorOf(order)],
  });
}
