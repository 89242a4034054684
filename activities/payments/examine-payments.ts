import { isInTime } from '../../domain/orders/deadline.ts';
import { judgeCapture, OPEN_PAYMENT_STATES } from '../../domain/orders/payment-states.ts';
import type { CaptureVerdict, PaymentState } from '../../domain/orders/payment-states.ts';
import { isEnded } from '../../domain/orders/states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { FORGOTTEN_ISSUES, PayPalRefusal } from '../../gateways/paypal/port.ts';
import type { PayPalCapture, PayPalOrder } from '../../gateways/paypal/port.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord, PaymentRecord } from '../records/load-order.ts';
import { acceptPayment, closePayment } from './payment-records.ts';
import { laterWhenSilent } from './provider-failures.ts';

export type PaymentExamination = 'paid' | 'pending' | 'unpaid';

/** States in which a payment may still turn out to have brought money that nobody counted. */
const WORTH_ASKING: readonly PaymentState[] = [
  ...OPEN_PAYMENT_STATES,
  'captured',
  'expired',
  'abandoned',
];

/**
 * Asks the provider about every payment of an order and writes down what it says. Money is captured only while the
 * order awaits payment and its deadline has not passed; a capture is counted once, the exact one, paid in time;
 * any other money goes back (R-207, R-208, I2, I3, I9).
 * @param options `capturing: false` only looks: what is approved but not captured stays with the person
 * @throws ApplicationFailure, to be tried again, while the provider does not answer
 */
export async function examinePayments(
  deps: ActivityDependencies,
  order: OrderRecord,
  { capturing }: { capturing: boolean },
): Promise<PaymentExamination> {
  let examination: PaymentExamination = order.payments.some(({ state }) => state === 'captured')
    ? 'paid'
    : 'unpaid';
  for (const payment of order.payments) {
    if (payment.providerOrderId === null || !WORTH_ASKING.includes(payment.state)) continue;
    const { providerOrderId } = payment;
    const found = await examinePayment(deps, order, payment, { providerOrderId, capturing });
    if (found === 'paid' || examination === 'unpaid') examination = found;
  }
  return examination;
}

async function examinePayment(
  deps: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  { providerOrderId, capturing }: { providerOrderId: string; capturing: boolean },
): Promise<PaymentExamination> {
  let reported = await deps.paypal.getOrder(providerOrderId).catch((error: unknown) => {
    if (error instanceof PayPalRefusal && FORGOTTEN_ISSUES.has(error.issue)) return null;
    return laterWhenSilent(error);
  });
  if (reported === null) {
    await closePayment(deps.pool, { paymentId: payment.id, state: 'expired', at: deps.clock() });
    return payment.state === 'captured' ? 'paid' : 'unpaid';
  }
  if (capturing && mayCapture(deps, order, payment, reported)) {
    reported = await capture(deps, payment, providerOrderId);
    if (reported === null) return 'unpaid';
  }
  let examination: PaymentExamination = payment.state === 'captured' ? 'paid' : 'unpaid';
  for (const found of reported.captures) {
    const verdict = await recordCapture(deps, order, payment, found);
    if (verdict === 'paid' || examination === 'unpaid') examination = verdict;
  }
  return examination;
}

function mayCapture(
  { clock }: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  reported: PayPalOrder,
): boolean {
  return (
    order.state === 'awaiting_payment' &&
    (payment.state === 'created' || payment.state === 'open') &&
    reported.status === 'APPROVED' &&
    reported.currency === 'JPY' &&
    reported.amountYen === payment.amountYen &&
    isInTime(clock(), order.paymentDeadline)
  );
}

/** @returns the order with its captures, or null when the provider declined and nothing was taken */
async function capture(
  deps: ActivityDependencies,
  payment: PaymentRecord,
  providerOrderId: string,
): Promise<PayPalOrder | null> {
  try {
    return await deps.paypal.capture({ requestId: payment.captureRequestId, providerOrderId });
  } catch (error) {
    if (!(error instanceof PayPalRefusal)) return laterWhenSilent(error);
    if (error.issue === 'ORDER_ALREADY_CAPTURED') {
      return await deps.paypal.getOrder(providerOrderId).catch(laterWhenSilent);
    }
    if (error.issue !== 'ORDER_NOT_APPROVED') {
      await closePayment(deps.pool, {
        paymentId: payment.id,
        state: FORGOTTEN_ISSUES.has(error.issue) ? 'expired' : 'declined',
        at: deps.clock(),
        reason: error.issue,
      });
    }
    return null;
  }
}

async function recordCapture(
  deps: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  found: PayPalCapture,
): Promise<PaymentExamination> {
  if (payment.captureId === found.captureId && payment.state === 'captured') return 'paid';
  const verdict = judgeCapture(
    {
      paymentId: payment.id,
      amountYen: payment.amountYen,
      paymentDeadline: order.paymentDeadline,
    },
    { ...found, paidAt: Date.parse(found.paidAt) },
  );
  if (verdict === 'accepted') {
    const isCounted = await acceptPayment(deps.pool, {
      orderId: order.id,
      paymentId: payment.id,
      captureId: found.captureId,
      paidAt: new Date(found.paidAt),
      at: deps.clock(),
    });
    if (isCounted) return 'paid';
    await giveBack(
      deps,
      order,
      payment,
      found,
      isEnded(order.state) ? 'order_closed' : 'duplicate',
    );
    return 'unpaid';
  }
  await recordOther(deps, order, payment, found, verdict);
  return verdict === 'pending' ? 'pending' : 'unpaid';
}

async function recordOther(
  deps: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  found: PayPalCapture,
  verdict: Exclude<CaptureVerdict, 'accepted'>,
): Promise<void> {
  // The return first: a payment that is closed is not looked at again, so a crash in between would keep the money.
  if (verdict === 'late' || verdict === 'mismatched') {
    await giveBack(deps, order, payment, found, verdict);
  }
  await closePayment(deps.pool, {
    paymentId: payment.id,
    state: verdict,
    at: deps.clock(),
    captureId: found.captureId,
    reason: found.status,
  });
}

async function giveBack(
  { lives }: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  found: PayPalCapture,
  cause: RefundCause,
): Promise<void> {
  await lives.startRefund({
    orderId: order.id,
    paymentId: payment.id,
    captureId: found.captureId,
    university: order.universityCode,
    cause,
  });
}
