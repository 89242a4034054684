import { copiesLeftOf } from '../../domain/printing/copies.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { PrintNetworkId } from '../../domain/university/profile.ts';
import { PrintNetworkUnavailable } from '../../gateways/print/port.ts';
import type { PrintStatus } from '../../gateways/print/port.ts';
import type { PrintWatchActivities } from '../../workflows/housekeeping/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { keepImage } from './attempt-issue.ts';
import { noteFailure, noteSuccess, probeOutages } from './network-outages.ts';
import { recordCount, recordEnd, recordReplacement } from './print-job-records.ts';
import { copiesPrinted, isPrintedOut, isUsable } from './printed.ts';
import { takeBack, tellTooMany } from './take-back.ts';

/** Most documents asked about in one run, those asked longest ago first. */
const BATCH = 500;
/** How many questions to the networks are under way at once. */
const PARALLEL = 8;
/** A network that did not answer so often in one run is left alone until the next. */
const SILENT_AFTER = 3;
/** How long before its network forgets it a document is handed over anew. Milliseconds. */
const RENEW_BEFORE = 24 * 3_600_000;

interface WatchedJob {
  id: string;
  orderId: string;
  network: PrintNetworkId;
  jobRef: string;
  registrations: number;
  retainedUntil: Date | null;
  removedAt: Date | null;
  printDeadline: Date;
  orderState: OrderState;
  lacksImage: boolean;
}

/** What one run has found out. */
interface Run {
  deps: ActivityDependencies;
  /** Orders of which a copy came out, or of which something could not be taken back before. */
  printed: Set<string>;
  /** Orders of which a document has to be registered anew. */
  replaced: Set<string>;
  answered: Set<PrintNetworkId>;
  silences: Map<PrintNetworkId, number>;
}

/**
 * Finds out what came out of the copiers, by asking; no workflow event is spent on an answer that says nothing new.
 * When all copies of a line are out, its document is removed everywhere, so that no more can be printed. What a
 * network has lost, or will keep no longer, is handed to it anew by the order's life. Also where each outage of a network
 * begins and ends.
 */
export function createPrintWatchActivities(deps: ActivityDependencies): PrintWatchActivities {
  return {
    async watchPrinting() {
      const { rows } = await deps.pool.query<WatchedJob>(WATCHED, [deps.clock()]);
      const run: Run = {
        deps,
        printed: new Set(),
        replaced: new Set(),
        answered: new Set(),
        silences: new Map(),
      };
      const queue = rows.values();
      await Promise.all(
        Array.from({ length: PARALLEL }, async () => {
          for (const job of queue) await look(run, job);
        }),
      );
      for (const orderId of run.printed) await follow(deps, orderId);
      for (const orderId of run.replaced) await tellLost(deps, orderId);
      await noteOutages(run);
      await wakeForgotten(deps);
      return { asked: rows.length, changed: new Set([...run.printed, ...run.replaced]).size };
    },
  };
}

const WATCHED = `
SELECT j.id, j.order_id AS "orderId", j.network, j.job_ref AS "jobRef", j.registrations,
  j.retained_until AS "retainedUntil", j.removed_at AS "removedAt", o.print_deadline AS "printDeadline",
  o.state AS "orderState",
  j.ready_at > $1::timestamptz - interval '10 minutes' AND NOT EXISTS (SELECT FROM print_job s WHERE s.order_id = j.order_id
    AND s.network = j.network AND s.code = j.code AND s.qr_image IS NOT NULL) AS "lacksImage"
FROM print_job j JOIN "order" o ON o.id = j.order_id
WHERE j.state = 'ready' AND o.state IN ('preparing', 'printable', 'partly_printed', 'printed')
ORDER BY j.checked_at NULLS FIRST LIMIT ${BATCH}`;

async function look(run: Run, job: WatchedJob): Promise<void> {
  const { deps, silences } = run;
  // Printed out, but its network could not be reached to take the document back.
  if (job.orderState === 'printed' || job.removedAt !== null) {
    run.printed.add(job.orderId);
    return;
  }
  if ((silences.get(job.network) ?? 0) >= SILENT_AFTER) return;
  try {
    const status = await deps.printNetworks[job.network].status(job.jobRef);
    run.answered.add(job.network);
    await heed(run, job, status);
    if (job.lacksImage && status.state === 'ready') await keepImage(deps, job, job.jobRef);
  } catch (error) {
    if (!(error instanceof PrintNetworkUnavailable)) throw error;
    silences.set(job.network, (silences.get(job.network) ?? 0) + 1);
  }
}

async function heed(run: Run, job: WatchedJob, status: PrintStatus): Promise<void> {
  const { deps } = run;
  const { id, jobRef } = job;
  const at = deps.clock();
  const count = 'printedCount' in status ? status.printedCount : null;
  const grew = await recordCount(deps.pool, id, { jobRef, printedCount: count ?? 0, at });
  if (grew) run.printed.add(job.orderId);
  const isAfter = (until: Date | null, early = 0) =>
    until !== null && until.getTime() - early <= at.getTime();
  if (isAfter(job.printDeadline)) return;
  if (status.state === 'gone') {
    const why = isAfter(job.retainedUntil) ? 'retention' : 'lost';
    await recordReplacement(deps.pool, job, why);
    run.replaced.add(job.orderId);
  } else if (status.state === 'failed') {
    await recordEnd(deps.pool, id, 'failed', status.reason);
    run.replaced.add(job.orderId);
  } else if (
    isAfter(job.retainedUntil, RENEW_BEFORE) &&
    Number(job.retainedUntil) < Number(job.printDeadline)
  ) {
    // First taken back, then handed over anew: at no time is it behind two numbers.
    const { printedCount } = await deps.printNetworks[job.network].remove(jobRef);
    await recordCount(deps.pool, id, { jobRef, printedCount: printedCount ?? 0, at });
    await recordReplacement(deps.pool, job, 'retention');
    run.replaced.add(job.orderId);
  }
}

/** Copies came out: what nobody may print any more is taken back at every network in this same run. */
async function follow(deps: ActivityDependencies, orderId: string): Promise<void> {
  const order = await loadOrder(deps.pool, orderId);
  const done = order.lines.filter((line) => copiesLeftOf(line, order.printJobs) === 0);
  await Promise.all(
    order.printJobs
      .filter(({ lineId, state }) => state !== 'removed' && done.some(({ id }) => id === lineId))
      .map(async (job) => {
        try {
          await takeBack(deps, job);
        } catch (error) {
          // It stays `ready`, so the next run finds it and tries again.
          if (!(error instanceof PrintNetworkUnavailable)) throw error;
        }
      }),
  );
  await tellTooMany(deps, await loadOrder(deps.pool, orderId));
  if (order.state === 'printed') return;
  if (isPrintedOut(order)) await deps.lives.allPrinted(orderId);
  else if (copiesPrinted(order) > 0) {
    const step = { orderId, event: 'some_printed', at: deps.clock() } as const;
    if (await transitionOrder(deps.pool, step)) await tellPartlyPrinted(deps, order);
  }
}

/** Operators find it so, and it can no longer be given up. */
async function tellPartlyPrinted(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  await deps.lives.issuanceChanged(order.id, {
    state: 'partly_printed',
    needsAttention: order.attention !== null,
  });
}

/** The order's life goes on registering; where no number is left for something, the order is in preparation again. */
async function tellLost(deps: ActivityDependencies, orderId: string): Promise<void> {
  const order = await loadOrder(deps.pool, orderId);
  const usable = isUsable(order);
  if (!usable) {
    await transitionOrder(deps.pool, { orderId, event: 'numbers_lost', at: deps.clock() });
  }
  const { state, attention } = await loadOrder(deps.pool, orderId);
  if (state !== 'preparing' && state !== 'printable' && state !== 'partly_printed') return;
  await deps.lives.issuanceChanged(orderId, {
    state,
    issuance: { state: usable ? 'usable' : 'incomplete' },
    needsAttention: attention !== null,
  });
}

async function noteOutages({ deps, answered, silences }: Run): Promise<void> {
  for (const network of silences.keys()) await noteFailure(deps, network);
  const back = [...answered].filter((network) => !silences.has(network));
  for (const network of back) await noteSuccess(deps, network);
  await probeOutages(deps, new Set([...answered, ...silences.keys()]));
}

/** Orders whose copies are all out but whose life was not told, because this process was killed in between. */
async function wakeForgotten(deps: ActivityDependencies): Promise<void> {
  const { rows } = await deps.pool.query<{ id: string }>(
    `SELECT o.id FROM "order" o WHERE o.state IN ('printable', 'partly_printed') AND NOT EXISTS (
       SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.copies >
         (SELECT coalesce(sum(j.printed_count), 0) FROM print_job j WHERE j.line_id = l.id))
     AND NOT EXISTS (SELECT 1 FROM print_job j WHERE j.order_id = o.id AND j.checked_at > $1::timestamptz - interval '2 minutes')
     LIMIT 100`,
    [deps.clock()],
  );
  for (const { id } of rows) await follow(deps, id);
}
