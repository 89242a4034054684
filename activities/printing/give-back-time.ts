import { deadlineOverOutages } from '../../domain/university/outages.ts';
import type { PrintHistory } from '../../domain/university/outages.ts';
import { moveDeadlines } from '../../platform/order-deadlines.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailDeadlineMoved } from '../mail/order-mails.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';

/** How long before its deadline an order gets more time although the outage still lasts. Milliseconds. */
const BEFORE_DEADLINE = 2 * 3_600_000;
/** How long an outage that still lasts is taken to last, so that nobody is told of another deadline every minute. */
const EXPECTED = 6 * 3_600_000;
/** We see an outage end up to a minute late: nobody is told of another deadline for so little. Milliseconds. */
const WORTH_MOVING = 15 * 60_000;
const BATCH = 200;

/**
 * Gives an order the time back in which it could not be printed. The deadline without earlier outages is the
 * measure, so whatever is added up again adds nothing twice.
 * @param assumedEnd until when what has not ended is taken to last: by default, until now
 * @returns the order with its deadline as it is now
 */
export async function giveBackLostTime(
  deps: ActivityDependencies,
  order: OrderRecord,
  assumedEnd: Date = deps.clock(),
): Promise<OrderRecord> {
  const { certificate } = await orderProfile(deps, order);
  const found = await findHistory(deps, order, assumedEnd);
  if (!found) return order;
  const print = deadlineOverOutages(found.history, found.deadline, certificate.outages);
  if (print.getTime() - order.printDeadline < WORTH_MOVING) return order;
  const hasMoved = await moveDeadlines(deps, {
    orderId: order.id,
    cause: 'outage',
    // Once for each deadline that it moves: whoever comes second finds another one.
    reference: new Date(order.printDeadline).toISOString(),
    print,
    actor: 'system',
    at: deps.clock(),
  });
  return hasMoved ? await loadOrder(deps.pool, order.id) : order;
}

const HISTORY = `
SELECT floor(extract(epoch FROM o.paid_at) * 1000)::float8 AS "paidAt",
  o.print_deadline - coalesce((SELECT sum(c.after - c.before) FROM deadline_change c
    WHERE c.order_id = o.id AND c.which = 'print' AND c.cause = 'outage'), interval '0') AS deadline,
  coalesce((SELECT json_agg(json_build_object('network', x.network,
      'from', floor(extract(epoch FROM x."from") * 1000), 'to', floor(extract(epoch FROM coalesce(x."to", $2)) * 1000)))
    FROM network_outage x WHERE x.network = ANY(o.print_networks) AND coalesce(x."to", $2) > o.paid_at
      AND x."from" < o.print_deadline), '[]') AS outages,
  coalesce((SELECT json_agg(json_build_object('action', a.action,
      'at', floor(extract(epoch FROM a.at) * 1000)) ORDER BY a.id)
    FROM audit_entry a WHERE a.entity = 'order' AND a.entity_id = o.id::text AND a.before ? 'state'
      AND a.action IN ('numbers_ready', 'numbers_lost')), '[]') AS steps
FROM "order" o WHERE o.id = $1 AND o.paid_at IS NOT NULL`;

interface HistoryRow {
  paidAt: number;
  deadline: Date;
  outages: PrintHistory['outages'];
  steps: { action: 'numbers_ready' | 'numbers_lost'; at: number }[];
}

async function findHistory(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  assumedEnd: Date,
): Promise<{ history: PrintHistory; deadline: Date } | null> {
  const { rows } = await pool.query<HistoryRow>({
    name: 'print-history',
    text: HISTORY,
    values: [order.id, assumedEnd],
  });
  const [row] = rows;
  if (!row) return null;
  const { paidAt, deadline, outages, steps } = row;
  // Where a network takes none of the documents, its working or not makes no difference.
  const networks = order.printNetworks.filter((network) =>
    order.printJobs.some(
      (job) => job.network === network && !['refused', 'failed'].includes(job.state),
    ),
  );
  const withoutNumbers = [];
  let since: number | null = paidAt;
  for (const { action, at } of steps) {
    if (action === 'numbers_lost') since ??= at;
    else if (since !== null) {
      withoutNumbers.push({ from: since, to: at });
      since = null;
    }
  }
  if (since !== null) withoutNumbers.push({ from: since, to: assumedEnd.getTime() });
  return { history: { networks, paidAt, withoutNumbers, outages }, deadline };
}

/**
 * Housekeeping: when an outage has ended, every order that it touched; while one lasts, those whose deadline is near.
 * The person is told of the new deadline by mail.
 * @returns how many deadlines moved
 */
export async function extendForOutages(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  let moved = 0;
  for (const id of await findDueWithout(deps, now)) {
    moved += await extend(deps, id, new Date(now.getTime() + EXPECTED));
  }
  const { rows } = await deps.pool.query<{ id: string; network: string; from: Date; to: Date }>(
    `SELECT id, network, "from", "to" FROM network_outage
     WHERE "to" IS NOT NULL AND counted_at IS NULL ORDER BY "to"`,
  );
  for (const { id, ...outage } of rows) {
    for await (const orderId of ordersTouchedBy(deps, outage))
      moved += await extend(deps, orderId, now);
    await deps.pool.query('UPDATE network_outage SET counted_at = $2 WHERE id = $1', [id, now]);
  }
  return moved;
}

const OPEN_STATES = `('preparing', 'printable', 'partly_printed')`;

/** Orders whose window is about to close while a network that they need is silent. */
async function findDueWithout({ pool }: ActivityDependencies, now: Date): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT o.id FROM "order" o WHERE o.state IN ${OPEN_STATES} AND o.print_deadline > $1 AND o.print_deadline < $2
       AND EXISTS (SELECT FROM network_outage x WHERE x."to" IS NULL AND x.network = ANY(o.print_networks))
     ORDER BY o.print_deadline LIMIT ${BATCH}`,
    [now, new Date(now.getTime() + BEFORE_DEADLINE)],
  );
  return rows.map(({ id }) => id);
}

async function* ordersTouchedBy(
  { pool }: ActivityDependencies,
  { network, from, to }: { network: string; from: Date; to: Date },
): AsyncGenerator<string> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM "order" WHERE state IN ${OPEN_STATES} AND id > $1 AND paid_at < $2 AND print_deadline > $3
         AND $4 = ANY(print_networks) ORDER BY id LIMIT ${BATCH}`,
      [after, to, from, network],
    );
    for (const { id } of rows) yield id;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.id;
  }
}

async function extend(
  deps: ActivityDependencies,
  orderId: string,
  assumedEnd: Date,
): Promise<number> {
  const before = await loadOrder(deps.pool, orderId);
  const order = await giveBackLostTime(deps, before, assumedEnd);
  if (order.printDeadline <= before.printDeadline) return 0;
  await mailDeadlineMoved(deps, order, {
    cause: 'outage',
    reference: new Date(before.printDeadline).toISOString(),
    payment: null,
    print: new Date(order.printDeadline),
  });
  return 1;
}
