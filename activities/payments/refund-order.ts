import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { refundOf, refundShareOf } from '../../domain/orders/refund-policy.ts';
import { PRINTING_TASKS } from '../../domain/staff/tasks.ts';
import { openTask, settleTasksOf } from '../../platform/staff-tasks.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { CancelRequest, RefundReport } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { orderRefusal } from '../failures.ts';
import { mailCancelled } from '../mail/order-mails.ts';
import { copiesPrinted } from '../printing/printed.ts';
import { offerRemaining } from '../printing/offer-again.ts';
import { removeDocuments } from '../printing/take-back.ts';
import { book } from '../records/journal.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord, PaymentRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { giveBack } from './give-back.ts';
import { WITHDRAWABLE } from './judge-deposits.ts';
import { isBySlip } from './examine-slip.ts';
import { laterWhenSilent } from './provider-failures.ts';
import { closeRefund, openRefund, refundsOf, tellOwed } from './refund-records.ts';
import type { RefundRow } from './refund-records.ts';

/** What goes back of an order's payment, by its university's terms at placement. */
interface Settlement {
  payment: PaymentRecord & { captureId: string };
  refundYen: number;
  keptYen: number;
}

/**
 * Gives back what the terms say of an order that cannot be issued, or was cancelled after paying.
 * Repeats are harmless; `owed` and `refused` wait for staff, and this is asked again.
 * @throws Error when the order was never paid: a defect
 */
export async function refundOrder(
  deps: ActivityDependencies,
  { orderId, cause }: { orderId: string; cause: RefundCause },
): Promise<RefundReport> {
  const order = await loadOrder(deps.pool, orderId);
  const at = deps.clock();
  await settleTasksOf(deps.pool, orderId, { kinds: PRINTING_TASKS, by: null, at });
  if (order.totalYen === 0) {
    await transitionOrder(deps.pool, { orderId, event: 'cancel_free', at, cause });
    // Whoever gave it up was told by that; what could not be issued ends here.
    if (cause === 'cannot_issue') await mailCancelled(deps, order, { cause, refund: null });
    return { outcome: 'refunded' };
  }
  const settlement = await settlementOf(deps, order, cause);
  await transitionOrder(deps.pool, {
    orderId,
    event: order.state === 'printable' ? 'refund' : 'cannot_issue',
    at,
    cause,
  });
  const refund = await requestRefund(deps, order, settlement, cause);
  const { keptYen } = settlement;
  if (!refund.isPaidOut && refund.state !== 'refunded') {
    if (refund.channel === 'payout') {
      await tellOwed(deps, order, { refund, keptYen });
      return { outcome: 'owed' };
    }
    const { captureId } = settlement.payment;
    const capture = await deps.paypal.getCapture(captureId).catch(laterWhenSilent);
    const isPart = keptYen > 0;
    if (!(await giveBack(deps, order, { refund, capture, isPart }))) return { outcome: 'refused' };
  }
  await closeRefund(deps, order, { refund, keptYen });
  await transitionOrder(deps.pool, { orderId, event: 'refunded', at: deps.clock(), cause });
  return { outcome: 'refunded' };
}

/**
 * Takes back an order that is paid and of which nothing is printed: first from the networks, who know whether that is
 * so, then the order, with the refund's row and whoever wished it in one transaction.
 * @throws ApplicationFailure of `ORDER_REFUSALS`; or, to be tried again, until each network has confirmed
 */
export async function withdrawOrder(
  deps: ActivityDependencies,
  { orderId, cause, actor, mostYen }: { orderId: string } & CancelRequest,
): Promise<void> {
  let order = await loadOrder(deps.pool, orderId);
  if (await isWithdrawn(deps, order, cause)) return tellCancelled(deps, order, cause);
  if (order.state === 'partly_printed' || order.state === 'printed') throw orderRefusal('printed');
  if (!WITHDRAWABLE.includes(order.state)) throw orderRefusal('ended');
  const settlement = order.totalYen === 0 ? null : await settlementOf(deps, order, cause);
  if (settlement?.refundYen === 0) throw orderRefusal('notRefundable');
  if (settlement && cause === 'cancelled_by_person' && (await isForStaff(deps, order))) {
    throw orderRefusal('notRefundable');
  }
  // It was decided about when nothing, or less, would have gone back: it was paid in between.
  if (settlement && settlement.refundYen > (mostYen ?? Infinity)) throw orderRefusal('alreadyPaid');
  if (copiesPrinted(order) > 0) throw orderRefusal('printed');

  await removeDocuments(deps, order);
  order = await loadOrder(deps.pool, orderId);
  if (copiesPrinted(order) > 0) {
    // It was printed while it was being taken back: it is theirs, and the rest of it too.
    await offerRemaining(deps, order);
    throw orderRefusal('printed');
  }
  const at = deps.clock();
  await inTransaction(deps.pool, async (client) => {
    const event = settlement === null ? 'cancel_free' : 'cancel_paid';
    if (!(await transitionOrder(client, { orderId, event, at, cause, actor })))
      throw orderRefusal('ended');
    await settleTasksOf(client, orderId, { kinds: PRINTING_TASKS, by: staffIn(actor), at });
    if (settlement === null) return;
    await openRefund(client, {
      orderId,
      captureId: settlement.payment.captureId,
      amountYen: settlement.refundYen,
      cause,
      channel: isBySlip(settlement.payment) ? 'payout' : 'provider',
      requestedBy: actor,
      at,
    });
  });
  await tellCancelled(deps, order, cause);
}

/** @returns the id of a member of staff; null where the person themselves did it */
function staffIn(actor: string): string | null {
  const [kind, id = ''] = actor.split(':');
  return kind === 'staff' ? id : null;
}

/** @returns whether an earlier attempt of this very wish came through */
async function isWithdrawn(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  cause: RefundCause,
): Promise<boolean> {
  if (order.totalYen === 0) return order.state === 'cancelled';
  const captureId = order.payments.find(({ state }) => state === 'captured')?.captureId;
  if (!captureId) return false;
  return (await refundsOf(pool, captureId)).some((refund) => refund.cause === cause);
}

/** Whether a number is out with which something may have been printed that no network has told yet. */
async function isForStaff(deps: ActivityDependencies, order: OrderRecord): Promise<boolean> {
  const { certificate } = await orderProfile(deps, order);
  const hadNumbers = order.printJobs.some(({ code }) => code !== null);
  return hadNumbers && certificate.refunds.cancelledByPersonUntil === 'numbers';
}

async function settlementOf(
  deps: ActivityDependencies,
  order: OrderRecord,
  cause: RefundCause,
): Promise<Settlement> {
  const payment = order.payments.find(({ state }) => state === 'captured');
  if (!payment?.captureId) {
    throw new Error(`order ${order.id} was not paid`);
  }
  const { systemFeeYen, totalYen } = order;
  const { certificate } = await orderProfile(deps, order);
  const share = refundShareOf(certificate.refunds, cause);
  return {
    payment: { ...payment, captureId: payment.captureId },
    ...refundOf(share, { issueFeeYen: totalYen - systemFeeYen, systemFeeYen }),
  };
}

/**
 * What goes, and what is kept, is booked before anybody is asked: through the provider, or, where it was cash, as owed
 * until staff have paid it out.
 */
function requestRefund(
  deps: ActivityDependencies,
  order: OrderRecord,
  { payment, refundYen, keptYen }: Settlement,
  cause: RefundCause,
): Promise<RefundRow> {
  const at = deps.clock();
  const isCash = isBySlip(payment);
  return inTransaction(deps.pool, async (client) => {
    const refund = await openRefund(client, {
      orderId: order.id,
      captureId: payment.captureId,
      amountYen: refundYen,
      cause,
      channel: isCash ? 'payout' : 'provider',
      requestedBy: null,
      at,
    });
    const entry = { orderId: order.id, reference: refund.id };
    const event = isCash ? 'owed' : 'refund_requested';
    await book(client, { ...entry, event, amountYen: refundYen });
    if (keptYen > 0) await book(client, { ...entry, event: 'retained', amountYen: keptYen });
    if (!isCash) return refund;
    await openTask(client, {
      universityId: order.universityId,
      orderId: order.id,
      kind: 'owed_money',
      reference: refund.id,
      amountYen: refundYen,
      facts: {
        cause,
        provider: payment.provider,
        paidAt: payment.paidAt === null ? null : new Date(payment.paidAt).toISOString(),
      },
      at,
    });
    return refund;
  });
}

/** Says what goes back and how; a repeat is the same mail. */
async function tellCancelled(
  deps: ActivityDependencies,
  order: OrderRecord,
  cause: CancelRequest['cause'],
): Promise<void> {
  const settlement = order.totalYen === 0 ? null : await settlementOf(deps, order, cause);
  await mailCancelled(deps, order, {
    cause,
    refund: settlement && {
      amountYen: settlement.refundYen,
      keptYen: settlement.keptYen,
      channel: isBySlip(settlement.payment) ? 'payout' : 'provider',
    },
  });
}
