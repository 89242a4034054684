import { Context } from '@temporalio/activity';
import { printsTooMany } from '../../domain/printing/copies.ts';
import { PrintNetworkUnavailable } from '../../gateways/print/port.ts';
import { openTask } from '../../platform/staff-tasks.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { backOff, tryAgainLater } from '../failures.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord, PrintJobRecord } from '../records/load-order.ts';
import { recordRemoved, recordRemoving } from './print-job-records.ts';

/** Longest pause between two attempts while a network is down. Milliseconds. */
const LONGEST_PAUSE = 5 * 60_000;

/**
 * Takes one document back; it is over only when its network has confirmed. A print that slipped in is believed.
 * @throws PrintNetworkUnavailable when that is not confirmed
 */
export async function takeBack(deps: ActivityDependencies, job: PrintJobRecord): Promise<void> {
  const { id, jobRef } = job;
  const at = deps.clock();
  const removed =
    jobRef === null
      ? { printedCount: null, wasLost: false }
      : await remove(deps, { ...job, jobRef });
  const isGone = await recordRemoved(deps.pool, id, { ...removed, jobRef, at });
  if (!isGone) throw tryAgainLater('RegisteredMeanwhile', 1_000);
}

async function remove(
  deps: ActivityDependencies,
  job: PrintJobRecord & { jobRef: string },
): Promise<{ printedCount: number | null; wasLost: boolean }> {
  const { id, jobRef, retainedUntil, removedAt } = job;
  const network = deps.printNetworks[job.network];
  const at = deps.clock();
  const status = await network.status(jobRef);
  if (status.state === 'gone') {
    const isExpired = retainedUntil !== null && retainedUntil <= at.getTime();
    const wasThere = job.state === 'ready' || job.state === 'processing';
    return {
      printedCount: status.printedCount,
      wasLost: wasThere && removedAt === null && !isExpired,
    };
  }
  const printedCount = status.state === 'ready' ? status.printedCount : 0;
  await recordRemoving(deps.pool, id, { jobRef, printedCount, at });
  return { ...(await network.remove(jobRef)), wasLost: false };
}

/**
 * Takes every document of an order back, at every network.
 * @throws ApplicationFailure `RemovalNotConfirmed`, to be tried again, until each network has confirmed
 */
export async function removeDocuments(
  deps: ActivityDependencies,
  order: OrderRecord,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    order.printJobs.filter(({ state }) => state !== 'removed').map((job) => takeBack(deps, job)),
  );
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    if (outcome.reason instanceof PrintNetworkUnavailable) {
      const { attempt } = Context.current().info;
      throw tryAgainLater('RemovalNotConfirmed', backOff(attempt, LONGEST_PAUSE), outcome.reason);
    }
    throw outcome.reason;
  }
  await tellTooMany(deps, await loadOrder(deps.pool, order.id));
}

/** More came out than was ordered, between two questions of ours: nobody can undo it, so it is said (I8). */
export async function tellTooMany(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  for (const line of order.lines) {
    const tooMany = printsTooMany(line, order.printJobs);
    if (tooMany === 0) continue;
    await openTask(deps.pool, {
      universityId: order.universityId,
      orderId: order.id,
      kind: 'overprinted',
      reference: line.id,
      amountYen: null,
      facts: { copies: line.copies, tooMany },
      at: deps.clock(),
    });
  }
}
