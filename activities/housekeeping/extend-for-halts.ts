import { deadlinesOverLateHalt, knownHalts } from '../../domain/orders/late-halts.ts';
import type { KnownHalt } from '../../domain/orders/late-halts.ts';
import type { HaltRules } from '../../domain/university/halts.ts';
import { moveDeadlines } from '../../platform/order-deadlines.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailDeadlineMoved } from '../mail/order-mails.ts';
import { loadOrder } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';

const BATCH = 200;
/** How long a mail is made up for that a crash kept from being written. */
const MAILED_WITHIN = '1 day';

// Only what a halt does move: whoever is found is done after it, so the batches come to an end.
const TOUCHED = `
SELECT o.id FROM "order" o
WHERE o.university_id = $1 AND o.placed_at < $2 AND o.placed_at < $4 AND (
    (o.state = 'awaiting_payment' AND o.payment_deadline > $5
      AND (($6 AND o.payment_deadline > $3) OR ($7 AND o.print_deadline > $3)))
    OR (o.state IN ('preparing', 'printable', 'partly_printed') AND o.print_deadline > $5 AND $7 AND o.print_deadline > $3))
  AND NOT EXISTS (SELECT FROM deadline_change c WHERE c.order_id = o.id AND c.cause = 'halt' AND c.reference = $8)
ORDER BY o.id LIMIT ${BATCH}`;

/**
 * Housekeeping: gives the orders more time that were placed before a halt was announced which falls into their time
 * once for each halt, and tells the people.
 * @returns how many orders got more time
 */
export async function extendForHalts(deps: ActivityDependencies): Promise<number> {
  let moved = 0;
  for (const { universityId, editions } of await haltEditions(deps)) {
    const rules = editions[0]?.haltRules;
    if (!rules?.extendDeadlines) continue;
    for (const halt of knownHalts(editions)) {
      moved += await extendFor(deps, universityId, halt, rules);
    }
  }
  await mailMoved(deps);
  return moved;
}

async function haltEditions({ profiles, clock }: ActivityDependencies) {
  const begun = await profiles.editions(clock());
  const ids = [...new Set(begun.map(({ universityId }) => universityId))];
  return ids.map((universityId) => ({
    universityId,
    editions: begun
      .filter((edition) => edition.universityId === universityId)
      .map(({ effectiveFrom, profile: { halts, haltRules } }) => ({
        effectiveFrom,
        halts,
        haltRules,
      })),
  }));
}

async function extendFor(
  deps: ActivityDependencies,
  universityId: string,
  halt: KnownHalt,
  rules: HaltRules,
): Promise<number> {
  const now = deps.clock();
  const reference = `${halt.from} ${halt.what}`;
  const { rows } = await deps.pool.query<{ id: string }>(TOUCHED, [
    universityId,
    halt.knownSince,
    halt.from,
    halt.to,
    now,
    halt.what !== 'printing',
    halt.what !== 'payment',
    reference,
  ]);
  let moved = 0;
  for (const { id } of rows) {
    const order = await loadOrder(deps.pool, id);
    const { printDeadline } = (await orderProfile(deps, order)).certificate;
    const gives = printDeadline.whenTooShort === 'extend' && order.state === 'awaiting_payment';
    const deadlines = deadlinesOverLateHalt(
      {
        isPaid: order.state !== 'awaiting_payment',
        placedAt: new Date(order.placedAt),
        payment: new Date(order.paymentDeadline),
        print: new Date(order.printDeadline),
        hoursAfterPayment: gives ? printDeadline.minHoursAfterPaymentDeadline : 0,
      },
      halt,
      rules,
    );
    const isMoved = await moveDeadlines(deps, {
      orderId: id,
      cause: 'halt',
      reference,
      ...deadlines,
      actor: 'system',
      at: now,
    });
    if (isMoved) moved += 1;
  }
  return moved;
}

/** By what was written down, so that a crash between the move and its mail leaves nobody untold (I12). */
async function mailMoved(deps: ActivityDependencies): Promise<void> {
  const { rows } = await deps.pool.query<{ orderId: string; reference: string }>(
    `SELECT DISTINCT c.order_id AS "orderId", c.reference FROM deadline_change c
     JOIN "order" o ON o.id = c.order_id JOIN account a ON a.id = o.account_id
     WHERE c.cause = 'halt' AND c.changed_at > $1::timestamptz - interval '${MAILED_WITHIN}'
       AND a.mail_address IS NOT NULL AND NOT EXISTS (
         SELECT FROM mail_message m WHERE m.key = 'order:' || c.order_id || ':deadline:halt:' || c.reference)
     LIMIT ${BATCH}`,
    [deps.clock()],
  );
  for (const { orderId, reference } of rows) {
    const order = await loadOrder(deps.pool, orderId);
    await mailDeadlineMoved(deps, order, {
      cause: 'halt',
      reference,
      payment: order.state === 'awaiting_payment' ? new Date(order.paymentDeadline) : null,
      print: new Date(order.printDeadline),
    });
  }
}
