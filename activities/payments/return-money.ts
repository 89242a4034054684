import { lifeOfRefund } from '../../domain/orders/refund-causes.ts';
import type { CertificateOrderActivities } from '../../workflows/certificate-order/contract.ts';
import type {
  RefundActivities,
  RefundInput,
  RefundResult,
} from '../../workflows/refund/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { tryAgainLater } from '../failures.ts';
import { book } from '../records/journal.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { findDeposit } from './deposit-records.ts';
import { examineSlip, isBySlip } from './examine-slip.ts';
import type { SlipPayment } from './examine-slip.ts';
import { giveBack, STILL_WORKING } from './give-back.ts';
import { laterWhenSilent } from './provider-failures.ts';
import { refundOrder } from './refund-order.ts';
import { closeRefund, openRefund, refundsOf, tellOwed } from './refund-records.ts';

/** Both ways in which money goes back: what no order counts, and that of an order which ends before it is printed. */
export function createRefundActivities(
  deps: ActivityDependencies,
): RefundActivities & Pick<CertificateOrderActivities, 'refundOrder'> {
  return {
    async returnCapture(input): Promise<RefundResult> {
      const order = await loadOrder(deps.pool, input.orderId);
      const slip = order.payments.filter(isBySlip).find(({ id }) => id === input.paymentId);
      return slip ? returnDeposit(deps, order, slip, input) : returnCapture(deps, order, input);
    },
    refundOrder: (input) => refundOrder(deps, input),
  };
}

async function returnCapture(
  deps: ActivityDependencies,
  order: OrderRecord,
  { orderId, captureId, cause }: RefundInput,
): Promise<RefundResult> {
  const counted = order.payments.some(
    (payment) => payment.state === 'captured' && payment.captureId === captureId,
  );
  if (counted) return { outcome: 'counted' };
  if (order.state === 'awaiting_payment') {
    // Its own life judges it first; only what that refuses comes back here.
    const isJudged = order.payments.some((payment) => payment.captureId === captureId);
    if (!isJudged) throw tryAgainLater('OrderStillOpen', 30_000);
  }
  const capture = await deps.paypal.getCapture(captureId).catch(laterWhenSilent);
  if (capture.status === 'PENDING') throw tryAgainLater('CaptureStillPending', STILL_WORKING);
  if (capture.status === 'DECLINED' || capture.status === 'FAILED') {
    return { outcome: 'nothing_captured' };
  }
  // What was taken in another currency is given back too, but it was never yen.
  const amountYen = capture.currency === 'JPY' ? capture.amountYen : 0;
  await book(deps.pool, {
    orderId,
    event: 'captured_to_return',
    reference: captureId,
    amountYen,
  });
  const refund = await openRefund(deps.pool, {
    orderId,
    captureId,
    amountYen,
    cause,
    channel: 'provider',
    requestedBy: null,
    at: deps.clock(),
  });
  const isBack =
    refund.isPaidOut || (await giveBack(deps, order, { refund, capture, isPart: false }));
  if (!isBack) return { outcome: 'refused' };
  await closeRefund(deps, order, { refund, keptYen: 0 });
  return { outcome: 'refunded' };
}

/** Cash cannot go back the way it came: it is owed until staff have paid it out. */
async function returnDeposit(
  deps: ActivityDependencies,
  order: OrderRecord,
  slip: SlipPayment,
  { captureId }: RefundInput,
): Promise<RefundResult> {
  let refunds = await strayRefundsOf(deps, order, captureId);
  if (refunds.length === 0) {
    // Whoever began this knew of the deposit before us.
    await examineSlip(deps, order, slip);
    refunds = await strayRefundsOf(deps, order, captureId);
  }
  if (refunds.length === 0) {
    const deposit = await findDeposit(deps.pool, captureId);
    return { outcome: deposit && deposit.countedYen > 0 ? 'counted' : 'nothing_captured' };
  }
  for (const refund of refunds) {
    if (refund.isPaidOut) await closeRefund(deps, order, { refund, keptYen: 0 });
    else await tellOwed(deps, order, { refund, keptYen: 0 });
  }
  return { outcome: refunds.every(({ isPaidOut }) => isPaidOut) ? 'refunded' : 'owed' };
}

async function strayRefundsOf(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  captureId: string,
) {
  const refunds = await refundsOf(pool, captureId);
  return refunds.filter((refund) => 'captureId' in lifeOfRefund({ ...refund, orderId: order.id }));
}
