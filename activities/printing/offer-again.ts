import { copiesLeftOf } from '../../domain/printing/copies.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { recordOfferedAgain, recordReplacement } from './print-job-records.ts';
import { copiesPrinted, isPrintedOut } from './printed.ts';

/** Staff have settled with the networks why none of them took the documents, and said so (`retryIssuance`). */
export async function offerRefused(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  if (order.attention !== 'print_refused' && order.attention !== 'number_lost') return;
  for (const { id, network, jobRef, state } of order.printJobs) {
    if (state !== 'refused' && state !== 'failed') continue;
    // What failed there must not stay behind a number.
    if (jobRef !== null) await deps.printNetworks[network].remove(jobRef);
    await recordOfferedAgain(deps.pool, id);
  }
}

/**
 * The documents had been taken back because the order was to be given up, but a print had slipped in: what is left of
 * it is handed to the networks again, under new keys, when the life next issues (`issueDocuments`). Repeats are harmless.
 * @param order as it is after its documents were taken back
 */
export async function offerRemaining(
  deps: ActivityDependencies,
  order: OrderRecord,
): Promise<void> {
  for (const line of order.lines) {
    if (copiesLeftOf(line, order.printJobs) === 0) continue;
    for (const job of order.printJobs) {
      if (job.lineId !== line.id || job.state !== 'removed') continue;
      await recordReplacement(deps.pool, job, 'again');
    }
  }
  if (isPrintedOut(order)) {
    await deps.lives.allPrinted(order.id);
  } else if (copiesPrinted(order) > 0) {
    await transitionOrder(deps.pool, {
      orderId: order.id,
      event: 'some_printed',
      at: deps.clock(),
    });
  }
}
