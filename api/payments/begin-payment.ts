import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import {
  FORGOTTEN_ISSUES,
  PayPalRefusal,
  PayPalUnavailable,
  PayPalUnknownOutcome,
} from '../../gateways/paypal/port.ts';
import { addressesOf } from '../../platform/addresses.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { OrderDetail, PaymentView } from '../orders/queries.ts';
import { paths } from '../paths.ts';

/** Where paying an order can go on. */
export type PaymentBeginning =
  | { kind: 'approve'; approvalUrl: string }
  /** The payment is approved or money is on its way: the order's page tells. */
  | { kind: 'under_way' }
  /** The order cannot be paid any more: its page tells. */
  | { kind: 'closed' }
  /** Nothing was charged; the same step can be repeated at `retryAt`. */
  | { kind: 'unavailable'; retryAt: Date }
  /** The provider said no for a reason that waiting does not mend. Nothing was charged. */
  | { kind: 'refused' };

type OpenPayment = Pick<PaymentView, 'id' | 'state' | 'createRequestId' | 'providerOrderId'>;

interface Step {
  deps: AppDependencies;
  order: OrderDetail;
  profile: UniversityProfile;
  locale: Locale;
  now: Date;
}

/** How long a person is asked to wait when the provider does not say. Milliseconds. */
const RETRY_AFTER = 2 * 60_000;

/**
 * Leads the open attempt to pay an order to the provider's page; an ended one is replaced. Every step can be repeated:
 * the idempotency keys were stored before the calls, and a provider's order that exists already is used again, so two
 * tabs pay the same payment.
 */
export async function beginPayment(step: Step): Promise<PaymentBeginning> {
  try {
    const payment = await openPayment(step.deps.pool, step.order, step.now);
    if (!payment) return { kind: 'closed' };
    return await leadToProvider(step, payment);
  } catch (error) {
    const { logger } = step.deps;
    if (error instanceof PayPalUnavailable || error instanceof PayPalUnknownOutcome) {
      logger.warn({ orderId: step.order.id, type: error.name }, 'the provider did not answer');
      const wait = error instanceof PayPalUnavailable ? error.retryAfterMs : null;
      return {
        kind: 'unavailable',
        retryAt: new Date(step.now.getTime() + Math.max(wait ?? 0, RETRY_AFTER)),
      };
    }
    if (error instanceof PayPalRefusal) {
      const { issue, httpStatus, debugId } = error;
      logger.error({ orderId: step.order.id, issue, httpStatus, debugId }, 'payment refused');
      return { kind: 'refused' };
    }
    throw error;
  }
}

async function leadToProvider(step: Step, payment: OpenPayment): Promise<PaymentBeginning> {
  if (payment.state === 'pending') return { kind: 'under_way' };
  if (payment.providerOrderId === null) return createAtProvider(step, payment);
  const known = await step.deps.paypal.getOrder(payment.providerOrderId).catch(nullWhenForgotten);
  if (known?.status === 'APPROVED' || known?.status === 'COMPLETED') return { kind: 'under_way' };
  if (known?.approvalUrl) return { kind: 'approve', approvalUrl: known.approvalUrl };
  await expire(step, payment.id);
  const next = await openPayment(step.deps.pool, step.order, step.now);
  if (!next) return { kind: 'closed' };
  return next.providerOrderId === null ? createAtProvider(step, next) : { kind: 'under_way' };
}

async function createAtProvider(step: Step, payment: OpenPayment): Promise<PaymentBeginning> {
  const { deps, order, profile, locale } = step;
  const { publicOrigin } = addressesOf(deps.environment);
  try {
    const created = await deps.paypal.createOrder({
      requestId: payment.createRequestId,
      orderReference: payment.id,
      amountYen: order.totalYen,
      description:
        locale === 'ja'
          ? `証明書の発行 発行申請番号 ${order.issueNumber}`
          : `Certificates, issue number ${order.issueNumber}`,
      brandName: profile.name[locale],
      locale,
      returnUrl: `${publicOrigin}${paths.paymentReturn()}`,
      cancelUrl: `${publicOrigin}${paths.paymentCancelled()}`,
    });
    return await remember(step, payment.id, created);
  } catch (error) {
    // Money was taken for this payment before: the life finds it.
    if (error instanceof PayPalRefusal && error.issue === 'DUPLICATE_INVOICE_ID') {
      return { kind: 'under_way' };
    }
    throw error;
  }
}

/** Only a payment whose provider's order was stored sends a browser there: otherwise nobody could find the money. */
async function remember(
  { deps, order, now }: Step,
  paymentId: string,
  created: { providerOrderId: string; approvalUrl: string },
): Promise<PaymentBeginning> {
  await deps.pool.query({
    name: 'payment-opened',
    text: `with opened as (
        update payment set state = 'open', provider_order_id = $2, approval_url = $3
        where id = $1 and state = 'created' returning id, order_id
      )
      insert into audit_entry (at, actor, action, entity, entity_id, before, after, university_id)
      select $4, $5, 'payment_opened', 'payment', opened.id::text, '{"state": "created"}', '{"state": "open"}',
        o.university_id
      from opened join "order" o on o.id = opened.order_id`,
    values: [paymentId, created.providerOrderId, created.approvalUrl, now, actorOf(order)],
  });
  // A statement of its own: the one above waits for a second tab, but does not see what that tab wrote.
  const { rows } = await deps.pool.query({
    name: 'opened-payment',
    text: `select 1 from payment where id = $1 and state = 'open' and provider_order_id = $2`,
    values: [paymentId, created.providerOrderId],
  });
  return rows.length > 0
    ? { kind: 'approve', approvalUrl: created.approvalUrl }
    : { kind: 'under_way' };
}

/**
 * The attempt to pay that is open, or a new one while the order may still be paid. Two requests at once get the same
 * row: a partial unique index allows one.
 */
async function openPayment(pool: Pool, order: OrderDetail, now: Date): Promise<OpenPayment | null> {
  await pool.query({
    name: 'renew-payment',
    text: `with renewed as (
        insert into payment (id, order_id, provider, method, amount_yen, state, create_request_id, capture_request_id,
          created_at)
        select $2, o.id, p.provider, p.method, o.total_yen, 'created', $3, $4, $5
        from "order" o
        cross join lateral (
          select provider, method from payment where order_id = o.id order by created_at desc limit 1
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
    text: `select p.id, p.state, p.create_request_id as "createRequestId",
        p.provider_order_id as "providerOrderId"
      from payment p join "order" o on o.id = p.order_id
      where p.order_id = $1 and p.state in ('created', 'open', 'pending')
        and o.state = 'awaiting_payment' and $2 < o.payment_deadline`,
    values: [order.id, now],
  });
  return rows[0] ?? null;
}

async function expire({ deps, order, now }: Step, paymentId: string): Promise<void> {
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

/** These steps are taken at the person's request, unlike those of the order's life. */
const actorOf = (order: OrderDetail) => `account:${order.accountId}`;

function nullWhenForgotten(error: unknown): null {
  if (
    error instanceof PayPalRefusal &&
    (FORGOTTEN_ISSUES.has(error.issue) || error.httpStatus === 404)
  ) {
    return null;
  }
  throw error;
}
