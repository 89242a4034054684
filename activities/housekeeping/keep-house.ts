import { linkMinutes, MOST_RESENDS } from '../../domain/mail/link-lifetime.ts';
import type { VerificationPurpose } from '../../workflows/email-verification/contract.ts';
import type { HousekeepingActivities } from '../../workflows/housekeeping/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { sendWaitingMails } from '../mail/outbox.ts';
import { sendReminders } from '../mail/remind.ts';
import { extendForOutages } from '../printing/give-back-time.ts';
import { compareLedgers } from './compare-ledgers.ts';
import { extendForHalts } from './extend-for-halts.ts';
import { forgetExpired } from './forget-expired.ts';
import {
  closePayouts,
  dispatchForgotten,
  reconcilePayments,
  reconcilePending,
  reconcileProvisional,
  startReturns,
} from './keep-money.ts';
import { issueWaitingSlips, mailSlips } from './waiting-slips.ts';

/** What a web process that was not killed would have done by now. Milliseconds. */
const ORPHANED_AFTER = 60_000;
const BATCH = 200;

/**
 * What runs every minute: it starts what a crash left without a life, passes on notices that were not passed on, asks
 * about payments nobody told us of, compares the books of the day before, sends the mails that wait, and forgets what has expired (I2, I7, I14).
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
        noticedReversals: await part(reconcileProvisional),
        askedPending: await part(reconcilePending),
        startedReturns: await part(startReturns),
        closedPayouts: await part(closePayouts),
        comparedLedgers: await part(compareLedgers),
        extendedForHalts: await part(extendForHalts),
        extendedForOutages: await part(extendForOutages),
        issuedSlips: await part(issueWaitingSlips),
        mailedSlips: await part(mailSlips),
        reminded: await part(sendReminders),
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
