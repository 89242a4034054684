import { lifeOfRefund } from '../../domain/orders/refund-causes.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { CashProviderId, ProviderId } from '../../domain/university/profile.ts';
import { depositReference } from '../../domain/orders/journal.ts';
import { CashProviderUnavailable } from '../../gateways/cash/port.ts';
import {
  PayPalRefusal,
  PayPalUnavailable,
  PayPalUnknownOutcome,
} from '../../gateways/paypal/port.ts';
import { dispatchProviderEvent, markHandled } from '../../platform/provider-events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { examinePayments } from '../payments/examine-payments.ts';
import { closePayout, refundsOf } from '../payments/refund-records.ts';
import { recordUnknownDeposit } from '../payments/unknown-deposit.ts';
import { loadOrder } from '../records/load-order.ts';

/** How long an open payment is left alone before its provider is asked, and between two questions. Milliseconds. */
const RECONCILE_AFTER = 5 * 60_000;
/** The same of a slip, which waits for days; the person is not before our page meanwhile. Milliseconds. */
const RECONCILE_SLIPS_AFTER = 15 * 60_000;
/** What a process that was not killed would have done by now. Milliseconds. */
const ORPHANED_AFTER = 30_000;
const BATCH = 200;

/** Passes on the events that were not passed on as they came, and looks itself into those that nobody else can (I2). */
export async function dispatchForgotten(deps: ActivityDependencies): Promise<number> {
  const { rows } = await deps.pool.query<{
    id: string;
    provider: CashProviderId;
    captureId: string | null;
    orderId: string | null;
    occurredAt: Date | null;
  }>(
    `SELECT e.id, e.provider, e.capture_id AS "captureId", e.occurred_at AS "occurredAt", p.order_id AS "orderId"
     FROM provider_event e
     LEFT JOIN payment p ON p.id = e.payment_id OR p.provider_order_id = e.provider_order_id
     WHERE e.handled_at IS NULL AND e.received_at < now() - interval '20 seconds'
     ORDER BY e.received_at LIMIT ${String(BATCH)}`,
  );
  for (const { id, provider, captureId, orderId, occurredAt } of rows) {
    const became = await dispatchProviderEvent(deps, id, 'housekeeping');
    if (became === 'examine' && orderId !== null) {
      await examinePayments(deps, await loadOrder(deps.pool, orderId), { capturing: false });
      await markHandled(deps.pool, id);
    }
    if (became === 'unknown') {
      await recordUnknown(deps, { provider, reference: captureId, occurredAt });
      await markHandled(deps.pool, id);
    }
  }
  return rows.length;
}

/** The notice is not believed: the provider's own list says whether there is such money. */
async function recordUnknown(
  deps: ActivityDependencies,
  told: { provider: CashProviderId; reference: string | null; occurredAt: Date | null },
): Promise<void> {
  const deposits = await deps.cash[told.provider].depositsOf(
    tokyoDate(told.occurredAt ?? deps.clock()),
  );
  const found = deposits.find(
    ({ depositId }) => depositReference(told.provider, depositId) === told.reference,
  );
  if (found) await recordUnknownDeposit(deps, told.provider, found);
}

/** Payments that a provider holds money for without our hearing of it: their lives are told, and ask again. */
export async function reconcilePayments(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  const { rows } = await deps.pool.query<{
    id: string;
    orderId: string;
    provider: ProviderId;
    providerOrderId: string | null;
  }>(
    `UPDATE payment SET asked_at = $1
     WHERE id IN (
       SELECT p.id FROM payment p
       WHERE p.state IN ('open', 'pending') AND (p.provider <> 'paypal' OR p.provider_order_id IS NOT NULL)
         AND coalesce(p.asked_at, p.created_at) < CASE p.provider WHEN 'paypal' THEN $2 ELSE $3 END::timestamptz
       ORDER BY p.asked_at NULLS FIRST LIMIT ${String(BATCH)} FOR UPDATE SKIP LOCKED)
     RETURNING id, order_id AS "orderId", provider, provider_order_id AS "providerOrderId"`,
    [now, before(RECONCILE_AFTER), before(RECONCILE_SLIPS_AFTER)],
  );
  let told = 0;
  for (const { id, orderId, provider, providerOrderId } of rows) {
    const isNews =
      provider === 'paypal'
        ? providerOrderId !== null && (await hasNewsAtPayPal(deps, providerOrderId))
        : await hasNewsOfSlip(deps, provider, id);
    if (!isNews) continue;
    if ((await deps.lives.noticePayment(orderId, 'reconciliation')) === 'told') told += 1;
  }
  return told;
}

/** A store may take a provisional payment back, and its notice of that may be lost: its slip is looked at once a day. */
const ASK_AGAIN_AFTER = 24 * 60 * 60_000;
/** Longer than any store leaves a payment provisional. Milliseconds. */
const PROVISIONAL_FOR = 31 * 24 * 60 * 60_000;

/**
 * Cash that its store may still take back: where it did without our hearing of it, the order's life is told; where that
 * has ended, it is written down here (I1, I2).
 * @returns how many slips had news
 */
export async function reconcileProvisional(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  const { rows } = await deps.pool.query<{
    id: string;
    orderId: string;
    provider: CashProviderId;
  }>(
    `UPDATE payment SET asked_at = $1
     WHERE id IN (
       SELECT p.id FROM deposit d JOIN payment p ON p.id = d.payment_id
       WHERE d.kind = 'provisional' AND d.reversed_at IS NULL AND d.paid_at > $2 AND d.paid_at < $3
         AND (p.asked_at IS NULL OR p.asked_at < $3)
       ORDER BY d.paid_at LIMIT ${String(BATCH)} FOR UPDATE OF p SKIP LOCKED)
     RETURNING id, order_id AS "orderId", provider`,
    [now, before(PROVISIONAL_FOR), before(ASK_AGAIN_AFTER)],
  );
  let news = 0;
  for (const { id, orderId, provider } of rows) {
    if (!(await hasNewsOfSlip(deps, provider, id))) continue;
    news += 1;
    if ((await deps.lives.noticePayment(orderId, 'reconciliation')) === 'told') continue;
    await examinePayments(deps, await loadOrder(deps.pool, orderId), { capturing: false });
  }
  return news;
}

/** Longer than PayPal works on a payment. Milliseconds. */
const PENDING_FOR = 31 * 24 * 60 * 60_000;

/**
 * Money that PayPal was still working on when its order ended, asked about once a day: the books of the day on which it
 * began are compared long before it arrives, so nothing else would tell of it if its notice is lost (I1, I2).
 * @returns how many were asked about
 */
export async function reconcilePending(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  const { rows } = await deps.pool.query<{ orderId: string }>(
    `UPDATE payment SET asked_at = $1
     WHERE id IN (
       SELECT p.id FROM payment p
       WHERE p.reason = 'PENDING' AND p.state IN ('expired', 'abandoned') AND p.closed_at > $2
         AND (p.asked_at IS NULL OR p.asked_at < $3)
       ORDER BY p.closed_at LIMIT ${String(BATCH)} FOR UPDATE SKIP LOCKED)
     RETURNING order_id AS "orderId"`,
    [now, before(PENDING_FOR), before(ASK_AGAIN_AFTER)],
  );
  for (const { orderId } of rows) {
    await examinePayments(deps, await loadOrder(deps.pool, orderId), { capturing: false });
  }
  return rows.length;
}

async function hasNewsAtPayPal(
  { paypal }: ActivityDependencies,
  providerOrderId: string,
): Promise<boolean> {
  try {
    const { status, captures } = await paypal.getOrder(providerOrderId);
    return status === 'APPROVED' || captures.length > 0;
  } catch (error) {
    // Not known any more, or silent: the next round, or the deadline, asks again.
    const isExpected =
      error instanceof PayPalRefusal ||
      error instanceof PayPalUnavailable ||
      error instanceof PayPalUnknownOutcome;
    if (isExpected) return false;
    throw error;
  }
}

async function hasNewsOfSlip(
  { cash, pool }: ActivityDependencies,
  provider: CashProviderId,
  paymentId: string,
): Promise<boolean> {
  try {
    const { deposits } = await cash[provider].getSlip(paymentId);
    if (deposits.length === 0) return false;
    const { rows } = await pool.query<{ id: string; isReversed: boolean }>(
      `SELECT provider_deposit_id AS id, reversed_at IS NOT NULL AS "isReversed" FROM deposit WHERE payment_id = $1`,
      [paymentId],
    );
    return deposits.some(({ depositId, reversedAt }) => {
      const known = rows.find(({ id }) => id === depositId);
      return !known || known.isReversed !== (reversedAt !== null);
    });
  } catch (error) {
    if (error instanceof CashProviderUnavailable) return false;
    throw error;
  }
}

/** Owed money for which a crash kept the life from being begun. */
export async function startReturns({ pool, lives, clock }: ActivityDependencies): Promise<number> {
  const now = clock();
  const { rows } = await pool.query<{
    id: string;
    orderId: string;
    paymentId: string;
    captureId: string;
    university: string;
    cause: RefundCause;
  }>(
    `SELECT r.id, r.order_id AS "orderId", d.payment_id AS "paymentId", r.capture_id AS "captureId", u.code AS university,
       r.cause
     FROM refund r JOIN "order" o ON o.id = r.order_id JOIN university u ON u.id = o.university_id
     JOIN deposit d ON d.order_id = o.id AND d.provider || ':' || d.provider_deposit_id = r.capture_id
     WHERE r.started_at IS NULL AND r.state <> 'refunded' AND r.requested_at < $1 ORDER BY r.requested_at LIMIT ${String(BATCH)}`,
    [new Date(now.getTime() - ORPHANED_AFTER)],
  );
  for (const { id, ...input } of rows) {
    await lives.startRefund(input);
    await pool.query('UPDATE refund SET started_at = $2 WHERE id = $1', [id, now]);
  }
  return rows.length;
}

/** Money that no order explains belongs to no university: what its staff recorded stands on the task alone. */
const TAKE_OVER_PAYOUTS = `
UPDATE refund r SET paid_out_at = t.done_at, paid_out_by = 'staff:' || t.done_by, payout_reference = t.facts->>'payoutReference'
FROM staff_task t
WHERE r.order_id IS NULL AND r.state <> 'refunded' AND r.paid_out_at IS NULL AND t.kind = 'owed_money'
  AND t.reference = r.id::text AND t.order_id IS NULL AND t.state = 'done' AND t.action = 'record_payout'`;

/**
 * What staff have paid out and no life has closed: the life is told again; where none waits any more, or none ever did
 * because no order explains the money, it is closed here (I14).
 */
export async function closePayouts(deps: ActivityDependencies): Promise<number> {
  const { pool, lives, clock } = deps;
  await pool.query(TAKE_OVER_PAYOUTS);
  const { rows } = await pool.query<{
    id: string;
    orderId: string | null;
    captureId: string;
    cause: RefundCause;
  }>(
    `SELECT id, order_id AS "orderId", capture_id AS "captureId", cause FROM refund
     WHERE paid_out_at < $1 AND state <> 'refunded' ORDER BY paid_out_at LIMIT ${String(BATCH)}`,
    [new Date(clock().getTime() - ORPHANED_AFTER)],
  );
  for (const { id, ...refund } of rows) {
    if (refund.orderId !== null && (await lives.recordPayout(lifeOfRefund(refund))) === 'told') {
      continue;
    }
    const row = (await refundsOf(pool, refund.captureId)).find((one) => one.id === id);
    const order = refund.orderId === null ? null : await loadOrder(pool, refund.orderId);
    if (row) await closePayout(deps, order, row);
  }
  return rows.length;
}
