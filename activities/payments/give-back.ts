import { isHeldBack } from '../../domain/orders/held-back.ts';
import { lifeOfRefund } from '../../domain/orders/refund-causes.ts';
import { PayPalRefusal } from '../../gateways/paypal/port.ts';
import type { PayPalCapture, PayPalRefund } from '../../gateways/paypal/port.ts';
import type { StaffTaskState } from '../../domain/staff/tasks.ts';
import { openTask } from '../../platform/staff-tasks.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { tryAgainLater } from '../failures.ts';
import { book } from '../records/journal.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { setAttention } from '../records/order-transition.ts';
import { laterWhenSilent } from './provider-failures.ts';
import type { RefundRow } from './refund-records.ts';

/** How soon a refund or capture that the provider is still working on is looked at again. Milliseconds. */
export const STILL_WORKING = 10 * 60_000;

/**
 * Has PayPal give money back: all that is left of the capture, or the refund's amount.
 * @returns false when PayPal definitely refuses: the money is owed from then on, and staff have a task; or has refused,
 *   and staff have begun to pay it out
 * @throws ApplicationFailure, to be tried again, while PayPal does not answer or is still working on it
 */
export async function giveBack(
  deps: ActivityDependencies,
  order: OrderRecord,
  { refund, capture, isPart }: { refund: RefundRow; capture: PayPalCapture; isPart: boolean },
): Promise<boolean> {
  const attempt = await beginAttempt(deps, order, refund);
  if (attempt === null) return false;
  let given: PayPalRefund;
  try {
    given = await deps.paypal.refund({
      requestId: attempt === 1 ? refund.id : `${refund.id}:${String(attempt)}`,
      captureId: capture.captureId,
      ...(isPart && { amountYen: refund.amountYen }),
    });
  } catch (error) {
    if (!(error instanceof PayPalRefusal)) return laterWhenSilent(error);
    if (error.issue === 'CAPTURE_FULLY_REFUNDED') return true;
    await refuse(deps, order, { refund, attempt, issue: error.issue });
    return false;
  }
  if (given.status === 'PENDING') throw tryAgainLater('RefundStillPending', STILL_WORKING);
  if (given.status !== 'COMPLETED') {
    // Ours failed, but somebody has returned the money at the provider since.
    if (capture.status === 'REFUNDED') return true;
    await refuse(deps, order, { refund, attempt, issue: given.status });
    return false;
  }
  await deps.pool.query(`UPDATE refund SET provider_refund_id = $2 WHERE id = $1`, [
    refund.id,
    given.refundId,
  ]);
  return true;
}

/**
 * A refund that was refused is a new attempt, with a key of its own: nothing came of the one before.
 * @returns null when one of two members of staff has written down that it was paid out: it must not go back twice
 */
function beginAttempt(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  refund: RefundRow,
): Promise<number | null> {
  return inTransaction(pool, async (client) => {
    // Locked until the attempt is written down: whoever records a payout comes before it, or finds it under way.
    const task = await client.query<{ state: StaffTaskState }>(
      `SELECT state FROM staff_task WHERE kind = 'refund_refused' AND reference = $1 FOR UPDATE`,
      [refund.id],
    );
    if (task.rows[0]?.state === 'awaiting_second') return null;
    const { rows } = await client.query<{ attempt: number }>(
      `UPDATE refund SET state = 'requested', attempt = attempt + 1 WHERE id = $1 AND state = 'refused'
         AND paid_out_at IS NULL RETURNING attempt`,
      [refund.id],
    );
    const [again] = rows;
    if (!again) {
      if (refund.state === 'refused') throw tryAgainLater('PaidOutMeanwhile', 1_000);
      return refund.attempt;
    }
    await book(client, {
      orderId: order.id,
      event: 'refund_retried',
      reference: `${refund.id}:${String(again.attempt)}`,
      amountYen: refund.amountYen,
    });
    return again.attempt;
  });
}

async function refuse(
  { pool, clock }: ActivityDependencies,
  order: OrderRecord,
  { refund, attempt, issue }: { refund: RefundRow; attempt: number; issue: string },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(`UPDATE refund SET state = 'refused', reason = $2 WHERE id = $1`, [
      refund.id,
      issue,
    ]);
    await book(client, {
      orderId: order.id,
      event: 'refund_refused',
      reference: `${refund.id}:${String(attempt)}`,
      amountYen: refund.amountYen,
    });
    await openTask(client, {
      universityId: order.universityId,
      orderId: order.id,
      kind: 'refund_refused',
      reference: refund.id,
      amountYen: refund.amountYen,
      facts: { cause: refund.cause, provider: 'paypal', issue, attempt },
      at: clock(),
      reopens: true,
    });
  });
  // Of an order that goes on, what holds its documents back stays: the task tells of the money beside it.
  const isStray = 'captureId' in lifeOfRefund({ ...refund, orderId: order.id });
  if (isStray && isHeldBack(order.attention)) return;
  await setAttention(pool, order.id, 'refund_refused');
}
