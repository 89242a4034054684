import { ApplicationFailure } from '@temporalio/common';
import { isInTime } from '../../domain/orders/deadline.ts';
import { judgeCapture, OPEN_PAYMENT_STATES } from '../../domain/orders/payment-states.ts';
import type { CaptureVerdict } from '../../domain/orders/payment-states.ts';
import { isEnded } from '../../domain/orders/states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { FORGOTTEN_ISSUES, PayPalRefusal } from '../../gateways/paypal/port.ts';
import type { PayPalCapture, PayPalOrder } from '../../gateways/paypal/port.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord, PaymentRecord } from '../records/load-order.ts';
import { examineSlip, isBySlip } from './examine-slip.ts';
import { findReversals } from './find-reversals.ts';
import type { CountedReversal } from './judge-deposits.ts';
import { acceptPayment, closePayment } from './payment-records.ts';
import { laterWhenSilent } from './provider-failures.ts';

export interface PaymentExamination {
  /** `short`: cash is there, but not all of it. */
  state: 'paid' | 'pending' | 'short' | 'unpaid';
  /** Counted money that the provider took back by itself, while nothing of the order is printed as far as we know. */
  reversals: CountedReversal[];
}

const WEIGHT: readonly PaymentExamination['state'][] = ['unpaid', 'short', 'pending', 'paid'];

/**
 * Asks the provider about every payment of an order and writes down what it says. Money is captured only while the
 * order awaits payment and its deadline has not passed; a capture, or the deposits of a slip, is counted once, the
 * exact amount, paid in time; any other money goes back (R-207, R-208, I2, I3, I9).
 * @param options `capturing: false` only looks: what is approved but not captured stays with the person
 * @throws ApplicationFailure, to be tried again, while the provider does not answer. The silence of the provider of a
 *   slip that was closed does not hold up an order that is paid: the daily comparison asks it again.
 */
export async function examinePayments(
  deps: ActivityDependencies,
  order: OrderRecord,
  { capturing }: { capturing: boolean },
): Promise<PaymentExamination> {
  let state: PaymentExamination['state'] = order.payments.some(
    (payment) => payment.state === 'captured',
  )
    ? 'paid'
    : 'unpaid';
  const reversals: CountedReversal[] = [];
  const note = (found: PaymentExamination) => {
    if (WEIGHT.indexOf(found.state) > WEIGHT.indexOf(state)) state = found.state;
    reversals.push(...found.reversals);
  };
  for (const payment of order.payments.filter(isWorthAsking)) {
    note(await examineOne(deps, order, payment, capturing));
  }
  for (const payment of order.payments.filter(isBySlip).filter(isClosed)) {
    try {
      note(await examineSlip(deps, order, payment));
    } catch (error) {
      if (state !== 'paid' || !(error instanceof ApplicationFailure)) throw error;
      deps.logger.warn(
        { orderId: order.id, type: error.type },
        'a closed slip was not asked about',
      );
    }
  }
  return { state, reversals };
}

/** At PayPal money may come for whatever was begun there, also after an attempt that was declined (I2). */
function isWorthAsking(payment: PaymentRecord): boolean {
  return isBySlip(payment) ? !isClosed(payment) : payment.providerOrderId !== null;
}

function isClosed({ state }: PaymentRecord): boolean {
  return state !== 'captured' && !OPEN_PAYMENT_STATES.some((open) => open === state);
}

async function examineOne(
  deps: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  capturing: boolean,
): Promise<PaymentExamination> {
  if (isBySlip(payment)) return examineSlip(deps, order, payment);
  const { providerOrderId } = payment;
  if (providerOrderId === null) return { state: 'unpaid', reversals: [] };
  return examinePayment(deps, order, payment, { providerOrderId, capturing });
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
    return { state: payment.state === 'captured' ? 'paid' : 'unpaid', reversals: [] };
  }
  if (capturing && mayCapture(deps, order, payment, reported)) {
    reported = await capture(deps, payment, providerOrderId);
    if (reported === null) return { state: 'unpaid', reversals: [] };
  }
  let state: PaymentExamination['state'] = payment.state === 'captured' ? 'paid' : 'unpaid';
  for (const found of reported.captures) {
    const verdict = await recordCapture(deps, order, payment, found);
    if (verdict === 'paid' || state === 'unpaid') state = verdict;
  }
  return { state, reversals: await findReversals(deps, order, payment, reported) };
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
): Promise<'paid' | 'pending' | 'unpaid'> {
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
