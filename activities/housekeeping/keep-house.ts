import {
  PayPalRefusal,
  PayPalUnavailable,
  PayPalUnknownOutcome,
} from '../../gateways/paypal/port.ts';
import { linkMinutes, MOST_RESENDS } from '../../domain/mail/link-lifetime.ts';
import { dispatchProviderEvent } from '../../platform/provider-events.ts';
import type { VerificationPurpose } from '../../workflows/email-verification/contract.ts';
import type { HousekeepingActivities } from '../../workflows/housekeeping/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { sendWaitingMails } from '../mail/outbox.ts';
import { extendForOutages } from '../printing/give-back-time.ts';
import { forgetExpired } from './forget-expired.ts';

/** What a web process that was not killed would have done by now. Milliseconds. */
const ORPHANED_AFTER = 60_000;
/** How long an open payment is left alone before the provider is asked, and between two questions. Milliseconds. */
const RECONCILE_AFTER = 5 * 60_000;
const BATCH = 200;

/**
 * What runs every minute: it starts what a crash left without a life, passes on notices that were not passed on, asks
 * about payments nobody told us of, sends the mails that wait, and forgets what has expired (I2, I7, I14; DESIGN §4 housekeeping).
 */
export function createHousekeepingActivities(deps: ActivityDependencies): HousekeepingActivities {
  return {
    async keepHouse() {
      const failures: unknown[] = [];
      // What fails must not keep the rest from being done; it is told afterwards, and tried again in a minute.
      const part = async (work: (deps: ActivityDependencies) => Promise<number>) => {
        try {
          return await work(deps);
        } catch (error) {
          failures.push(error);
          return 0;
        }
      };
      const report = {
        startedOrders: await part(startOrders),
        startedVerifications: await part(startVerifications),
        redispatchedEvents: await part(dispatchForgotten),
        noticedPayments: await part(reconcilePayments),
        extendedForOutages: await part(extendForOutages),
        sentMails: await part(sendWaitingMails),
        forgotten: await part(forgetExpired),
      };
      if (failures.length > 0) throw failures[0];
      return report;
    },
  };
}

async function startOrders({ pool, lives, clock }: ActivityDependencies): Promise<number> {
  const { rows } = await pool.query<{
    orderId: string;
    university: string;
    paymentDeadline: Date;
    printDeadline: Date;
    isFree: boolean;
  }>(
    `SELECT o.id AS "orderId", u.code AS university, o.payment_deadline AS "paymentDeadline",
       o.print_deadline AS "printDeadline", o.total_yen = 0 AS "isFree"
     FROM "order" o JOIN university u ON u.id = o.university_id
     WHERE o.started_at IS NULL AND o.placed_at < $1 ORDER BY o.placed_at LIMIT ${BATCH}`,
    [new Date(clock().getTime() - ORPHANED_AFTER)],
  );
  for (const row of rows) {
    await lives.startOrder({
      orderId: row.orderId,
      university: row.university,
      paymentDeadline: row.paymentDeadline.toISOString(),
      printDeadline: row.printDeadline.toISOString(),
      ...(row.isFree ? { isFree: true } : {}),
    });
    await pool.query('UPDATE "order" SET started_at = $2 WHERE id = $1 AND started_at IS NULL', [
      row.orderId,
      clock(),
    ]);
  }
  return rows.length;
}

async function startVerifications({
  pool,
  lives,
  profiles,
  clock,
}: ActivityDependencies): Promise<number> {
  const { rows } = await pool.query<{
    linkId: string;
    university: string;
    purpose: VerificationPurpose;
  }>(
    `SELECT l.id AS "linkId", u.code AS university, l.purpose
     FROM one_time_link l JOIN university u ON u.id = l.university_id
     WHERE l.started_at IS NULL AND l.superseded_at IS NULL AND l.closed_at IS NULL AND l.requested_at < $1
     ORDER BY l.requested_at LIMIT ${BATCH}`,
    [new Date(clock().getTime() - ORPHANED_AFTER)],
  );
  for (const row of rows) {
    const loaded = await profiles.inForce(row.university, clock());
    if (!loaded) continue;
    const { oneTimeLink } = loaded.profile;
    await lives.startVerification({
      ...row,
      ttlMinutes: linkMinutes(oneTimeLink, row.purpose),
      resendCoolDownSeconds: oneTimeLink.resendCoolDownSeconds,
      maxResends: MOST_RESENDS,
    });
    await pool.query('UPDATE one_time_link SET started_at = $2 WHERE id = $1', [
      row.linkId,
      clock(),
    ]);
  }
  return rows.length;
}

async function dispatchForgotten(deps: ActivityDependencies): Promise<number> {
  const { rows } = await deps.pool.query<{ id: string }>(
    `SELECT id FROM provider_event WHERE handled_at IS NULL AND received_at < now() - interval '20 seconds'
     ORDER BY received_at LIMIT ${BATCH}`,
  );
  for (const { id } of rows) await dispatchProviderEvent(deps, id, 'housekeeping');
  return rows.length;
}

/** Payments that the provider approved or captured without our hearing of it: their lives are told, and ask again. */
async function reconcilePayments(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const { rows } = await deps.pool.query<{ orderId: string; providerOrderId: string }>(
    `UPDATE payment SET asked_at = $1
     WHERE id IN (
       SELECT p.id FROM payment p WHERE p.state IN ('open', 'pending') AND p.provider_order_id IS NOT NULL
         AND coalesce(p.asked_at, p.created_at) < $2
       ORDER BY p.asked_at NULLS FIRST LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
     RETURNING order_id AS "orderId", provider_order_id AS "providerOrderId"`,
    [now, new Date(now.getTime() - RECONCILE_AFTER)],
  );
  let told = 0;
  for (const { orderId, providerOrderId } of rows) {
    if (!(await hasNews(deps, providerOrderId))) continue;
    if ((await deps.lives.noticePayment(orderId, 'reconciliation')) === 'told') told += 1;
  }
  return told;
}

async function hasNews(
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
