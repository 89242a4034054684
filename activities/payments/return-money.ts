import { randomUUID } from 'node:crypto';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { PayPalRefusal } from '../../gateways/paypal/port.ts';
import type { PayPalCapture, PayPalRefund } from '../../gateways/paypal/port.ts';
import { ORDER_REFUSALS } from '../../workflows/certificate-order/contract.ts';
import type { CertificateOrderActivities } from '../../workflows/certificate-order/contract.ts';
import type { RefundActivities, RefundResult } from '../../workflows/refund/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { tryAgainLater } from '../failures.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { book } from '../records/journal.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { setAttention, transitionOrder } from '../records/order-transition.ts';
import { orderUrl } from '../records/order-url.ts';
import { laterWhenSilent } from './provider-failures.ts';

/** How soon a refund or capture that the provider is still working on is looked at again. Milliseconds. */
const STILL_WORKING = 10 * 60_000;
/** How soon a refund that the provider refused is tried again; staff see it meanwhile. Milliseconds. */
const AFTER_REFUSAL = 60 * 60_000;

/** Both ways in which money goes back: of a capture that no order counts, and of an order that could not be issued. */
export function createRefundActivities(
  deps: ActivityDependencies,
): RefundActivities & Pick<CertificateOrderActivities, 'refundOrder'> {
  return {
    async returnCapture({ orderId, captureId, cause }): Promise<RefundResult> {
      const order = await loadOrder(deps.pool, orderId);
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
      const refundId = await openRefund(deps, { orderId, captureId, amountYen, cause });
      if (!(await giveBack(deps, { orderId, refundId, capture }))) return { outcome: 'refused' };
      await closeRefund(deps, { order, refundId, amountYen, cause });
      return { outcome: 'refunded' };
    },

    async refundOrder({ orderId, cause }) {
      const order = await loadOrder(deps.pool, orderId);
      const payment = order.payments.find(({ state }) => state === 'captured');
      if (!payment?.captureId)
        throw new Error(`${ORDER_REFUSALS.ended}: order ${orderId} was not paid`);
      const { captureId, amountYen } = payment;
      await transitionOrder(deps.pool, {
        orderId,
        event: order.state === 'printable' ? 'refund' : 'cannot_issue',
        at: deps.clock(),
        cause,
      });
      const refundId = await openRefund(deps, { orderId, captureId, amountYen, cause });
      await book(deps.pool, {
        orderId,
        event: 'refund_requested',
        reference: refundId,
        amountYen,
      });
      const capture = await deps.paypal.getCapture(captureId).catch(laterWhenSilent);
      if (!(await giveBack(deps, { orderId, refundId, capture }))) {
        throw tryAgainLater('RefundRefused', AFTER_REFUSAL);
      }
      await transitionOrder(deps.pool, { orderId, event: 'refunded', at: deps.clock(), cause });
      await closeRefund(deps, { order, refundId, amountYen, cause });
      return { outcome: 'refunded' };
    },
  };
}

/** The row first: its id is the provider's idempotency key, so a repeat is the same refund. */
async function openRefund(
  { pool }: ActivityDependencies,
  refund: { orderId: string; captureId: string; amountYen: number; cause: RefundCause },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO refund (id, order_id, capture_id, amount_yen, cause, started_at)
     VALUES ($1, $2, $3, $4, $5, now())
     ON CONFLICT (capture_id, cause) DO UPDATE SET started_at = refund.started_at RETURNING id`,
    [randomUUID(), refund.orderId, refund.captureId, refund.amountYen, refund.cause],
  );
  const [row] = rows;
  if (!row) throw new Error('the refund was not stored');
  return row.id;
}

/** @returns false when the provider definitely refuses: staff are told, and the money is theirs to return */
async function giveBack(
  deps: ActivityDependencies,
  { orderId, refundId, capture }: { orderId: string; refundId: string; capture: PayPalCapture },
): Promise<boolean> {
  let refund: PayPalRefund;
  try {
    refund = await deps.paypal.refund({ requestId: refundId, captureId: capture.captureId });
  } catch (error) {
    if (!(error instanceof PayPalRefusal)) return laterWhenSilent(error);
    if (error.issue === 'CAPTURE_FULLY_REFUNDED') return true;
    await refuse(deps, orderId, refundId, error.issue);
    return false;
  }
  if (refund.status === 'PENDING') throw tryAgainLater('RefundStillPending', STILL_WORKING);
  if (refund.status !== 'COMPLETED') {
    // Ours failed, but somebody has returned the money at the provider since.
    if (capture.status === 'REFUNDED') return true;
    await refuse(deps, orderId, refundId, refund.status);
    return false;
  }
  await deps.pool.query(`UPDATE refund SET provider_refund_id = $2 WHERE id = $1`, [
    refundId,
    refund.refundId,
  ]);
  return true;
}

async function refuse(
  { pool }: ActivityDependencies,
  orderId: string,
  refundId: string,
  reason: string,
): Promise<void> {
  await pool.query(`UPDATE refund SET state = 'refused', reason = $2 WHERE id = $1`, [
    refundId,
    reason,
  ]);
  await setAttention(pool, orderId, 'refund_refused');
}

async function closeRefund(
  deps: ActivityDependencies,
  {
    order,
    refundId,
    amountYen,
    cause,
  }: { order: OrderRecord; refundId: string; amountYen: number; cause: RefundCause },
): Promise<void> {
  await deps.pool.query(
    `UPDATE refund SET state = 'refunded', reason = NULL, ended_at = $2 WHERE id = $1 AND state <> 'refunded'`,
    [refundId, deps.clock()],
  );
  await book(deps.pool, { orderId: order.id, event: 'refunded', reference: refundId, amountYen });
  if (order.attention === 'refund_refused') await setAttention(deps.pool, order.id, null);
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: `refund:${refundId}`,
    template: 'payment-returned',
    model: {
      ...emailFrame(profile),
      issueNumber: order.issueNumber,
      amountYen,
      cause,
      orderUrl: orderUrl(deps, order),
    },
  });
}
