import { CashProviderUnavailable, CashRefusal } from '../../gateways/cash/port.ts';
import type { CashGateway } from '../../gateways/cash/port.ts';
import { addressesOf } from '../../platform/addresses.ts';
import { issueSlip } from '../../platform/payment-slips.ts';
import type { OrderDetail } from '../orders/queries.ts';
import { paths } from '../paths.ts';
import { actorOf, expirePayment, isSlipOver, openPayment, RETRY_AFTER } from './open-payment.ts';
import type { OpenPayment, PaymentBeginning, PaymentStep } from './open-payment.ts';

/** What getting a slip needs to know. */
export interface SlipStep extends Pick<PaymentStep, 'deps' | 'method' | 'now'> {
  order: Pick<OrderDetail, 'id' | 'accountId'>;
}

/**
 * Gets the numbers to pay an order with at a store, or the form that takes the browser to where they are handed out
 * . Every step can be repeated: the provider knows the slip by our key, so two tabs see one slip. A
 * slip whose time is over is closed at the provider before there is a new one.
 */
export async function beginSlip(step: SlipStep): Promise<PaymentBeginning> {
  try {
    const payment = await openPayment(step.deps.pool, step.order, step.now);
    if (!payment) return { kind: 'closed' };
    if (payment.state === 'pending') return { kind: 'under_way' };
    if (!isSlipOver(payment, step.now)) return await issue(step, payment);
    if ((await gatewayOf(step).cancelSlip(payment.id)) === 'paid') return { kind: 'under_way' };
    await expirePayment(step, payment.id);
    const next = await openPayment(step.deps.pool, step.order, step.now);
    return next ? await issue(step, next) : { kind: 'closed' };
  } catch (error) {
    return problemOf(step, error);
  }
}

/** @throws Error when the settings name a provider that is not one of slips: a defect */
export function gatewayOf({ deps, method }: Pick<SlipStep, 'deps' | 'method'>): CashGateway {
  if (method.provider === 'paypal') throw new Error(`${method.code} has no slips`);
  return deps.cash[method.provider];
}

async function issue(step: SlipStep, payment: OpenPayment): Promise<PaymentBeginning> {
  if (payment.slip !== null) return { kind: 'numbers' };
  const { publicOrigin } = addressesOf(step.deps.environment);
  const issued = await issueSlip(step.deps.pool, gatewayOf(step), {
    paymentId: payment.id,
    providerMethod: step.method.providerMethod,
    returnUrls: {
      success: publicOrigin + paths.sbpsReturn(),
      cancel: publicOrigin + paths.sbpsCancelled(),
      error: publicOrigin + paths.sbpsError(),
    },
    actor: actorOf(step.order),
    at: step.now,
  });
  if (issued === null) return { kind: 'closed' };
  if (issued.kind === 'issued') return { kind: 'numbers' };
  return { kind: 'form', action: issued.action, fields: issued.fields };
}

/**
 * Where somebody goes who has just chosen how to pay: to the numbers, or to the page that leads on. A provider that does
 * not answer keeps nobody: that page tells, and housekeeping goes on trying.
 */
export async function addressToPay(
  step: SlipStep & { order: Pick<OrderDetail, 'universityCode'> },
): Promise<string> {
  const { order, method } = step;
  const begun = method.way === 'slip' ? await beginSlip(step) : null;
  return begun?.kind === 'numbers'
    ? paths.paymentSlip(order.universityCode, order.id)
    : paths.payOrder(order.universityCode, order.id);
}

/** @throws what is not the provider's */
function problemOf({ deps, order, now }: SlipStep, error: unknown): PaymentBeginning {
  if (error instanceof CashProviderUnavailable) {
    deps.logger.warn({ orderId: order.id, type: error.name }, 'the provider did not answer');
    return { kind: 'unavailable', retryAt: new Date(now.getTime() + RETRY_AFTER) };
  }
  if (error instanceof CashRefusal) {
    deps.logger.error({ orderId: order.id, reason: error.reason }, 'slip refused');
    return { kind: 'refused' };
  }
  throw error;
}
