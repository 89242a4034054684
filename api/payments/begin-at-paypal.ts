import {
  FORGOTTEN_ISSUES,
  PayPalRefusal,
  PayPalUnavailable,
  PayPalUnknownOutcome,
} from '../../gateways/paypal/port.ts';
import { addressesOf } from '../../platform/addresses.ts';
import { paths } from '../paths.ts';
import { actorOf, expirePayment, openPayment, RETRY_AFTER } from './open-payment.ts';
import type { OpenPayment, PaymentBeginning, PaymentStep } from './open-payment.ts';

/**
 * Leads the open attempt to pay an order to the provider's page; an ended one is replaced. Every step can be repeated:
 * the idempotency keys were stored before the calls, and a provider's order that exists already is used again, so two
 * tabs pay the same payment.
 */
export async function beginAtPayPal(step: PaymentStep): Promise<PaymentBeginning> {
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

async function leadToProvider(step: PaymentStep, payment: OpenPayment): Promise<PaymentBeginning> {
  if (payment.state === 'pending') return { kind: 'under_way' };
  if (payment.providerOrderId === null) return createAtProvider(step, payment);
  const known = await step.deps.paypal.getOrder(payment.providerOrderId).catch(nullWhenForgotten);
  if (known?.status === 'APPROVED' || known?.status === 'COMPLETED') return { kind: 'under_way' };
  if (known?.approvalUrl) return { kind: 'approve', approvalUrl: known.approvalUrl };
  await expirePayment(step, payment.id);
  const next = await openPayment(step.deps.pool, step.order, step.now);
  if (!next) return { kind: 'closed' };
  return next.providerOrderId === null ? createAtProvider(step, next) : { kind: 'under_way' };
}

async function createAtProvider(
  step: PaymentStep,
  payment: OpenPayment,
): Promise<PaymentBeginning> {
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
  { deps, order, now }: PaymentStep,
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

function nullWhenForgotten(error: unknown): null {
  if (
    error instanceof PayPalRefusal &&
    (FORGOTTEN_ISSUES.has(error.issue) || error.httpStatus === 404)
  ) {
    return null;
  }
  throw error;
}
