import type { OrderState } from '../../domain/orders/states.ts';
import type { PrintNetworkId } from '../../domain/university/profile.ts';
import { PrintNetworkUnavailable } from '../../gateways/print/port.ts';
import type { PrintStatus } from '../../gateways/print/port.ts';
import type { PrintWatchActivities } from '../../workflows/housekeeping/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { loadOrder } from '../records/load-order.ts';
import { setAttention, transitionOrder } from '../records/order-transition.ts';
import { recordCount, recordEnd, recordRemoved } from './print-job-records.ts';
import { copiesPrinted, copiesPrintedOf, isPrintedOut } from './printed.ts';

/** Most documents asked about in one run, those asked longest ago first. */
const BATCH = 500;
/** How many questions to the networks are under way at once. */
const PARALLEL = 8;

interface WatchedJob {
  id: string;
  orderId: string;
  network: PrintNetworkId;
  jobRef: string;
  orderState: OrderState;
}

/**
 * Finds out what came out of the copiers, by asking; no workflow event is spent on an answer that says nothing new.
 * When all copies of a line are out, its document is removed everywhere, so that no more can be printed.
 */
export function createPrintWatchActivities(deps: ActivityDependencies): PrintWatchActivities {
  return {
    async watchPrinting() {
      const { rows } = await deps.pool.query<WatchedJob>(
        `SELECT j.id, j.order_id AS "orderId", j.network, j.job_ref AS "jobRef",
           o.state AS "orderState"
         FROM print_job j JOIN "order" o ON o.id = j.order_id
         WHERE j.state = 'ready' AND o.state IN ('printable', 'partly_printed', 'printed')
         ORDER BY j.checked_at NULLS FIRST LIMIT ${BATCH}`,
      );
      const grown = new Set<string>();
      const queue = rows.values();
      await Promise.all(
        Array.from({ length: PARALLEL }, async () => {
          for (const job of queue) {
            // Printed out, but its network could not be reached to take the document back.
            const isLeftOver = job.orderState === 'printed';
            if (isLeftOver || (await ask(deps, job))) grown.add(job.orderId);
          }
        }),
      );
      for (const orderId of grown) await follow(deps, orderId);
      await wakeForgotten(deps);
      return { asked: rows.length, changed: grown.size };
    },
  };
}

async function ask(deps: ActivityDependencies, job: WatchedJob): Promise<boolean> {
  let status: PrintStatus;
  try {
    status = await deps.printNetworks[job.network].status(job.jobRef);
  } catch (error) {
    if (error instanceof PrintNetworkUnavailable) return false;
    throw error;
  }
  if (status.state === 'gone' || status.state === 'failed') {
    await recordEnd(deps.pool, job.id, 'failed', status.state === 'gone' ? 'lost' : status.reason);
    await setAttention(deps.pool, job.orderId, 'number_lost');
  }
  const printedCount = 'printedCount' in status ? (status.printedCount ?? 0) : 0;
  return recordCount(deps.pool, job.id, { printedCount, at: deps.clock() });
}

async function follow(deps: ActivityDependencies, orderId: string): Promise<void> {
  const order = await loadOrder(deps.pool, orderId);
  for (const line of order.lines) {
    if (copiesPrintedOf(order, line) < line.copies) continue;
    for (const job of order.printJobs) {
      if (job.lineId !== line.id || job.jobRef === null || job.state === 'removed') continue;
      try {
        const { jobRef } = job;
        const removed = await deps.printNetworks[job.network].remove(jobRef);
        await recordRemoved(deps.pool, job.id, { ...removed, jobRef, at: deps.clock() });
      } catch (error) {
        // It stays `ready`, so the next run finds it and tries again.
        if (!(error instanceof PrintNetworkUnavailable)) throw error;
      }
    }
  }
  if (order.state === 'printed') return;
  if (isPrintedOut(order)) await deps.lives.allPrinted(orderId);
  else if (copiesPrinted(order) > 0) {
    await transitionOrder(deps.pool, { orderId, event: 'some_printed', at: deps.clock() });
  }
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
