import { proxyActivities } from '@temporalio/workflow';
import { HEARTBEAT_TIMEOUT, TASK_QUEUES } from '../task-queues.ts';
import type {
  HousekeepingActivities,
  HousekeepingReport,
  PrintWatchActivities,
  PrintWatchReport,
} from './contract.ts';

// Each run is repeated by its schedule soon enough; a run that hangs or fails is given up and said so.
const { keepHouse } = proxyActivities<HousekeepingActivities>({
  taskQueue: TASK_QUEUES.certificates,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { maximumAttempts: 2 },
});
const { watchPrinting } = proxyActivities<PrintWatchActivities>({
  taskQueue: TASK_QUEUES.printing,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { maximumAttempts: 2 },
});

/** Starts what a crash left without a life, dispatches what was not dispatched, sends what waits. */
export function housekeeping(): Promise<HousekeepingReport> {
  return keepHouse();
}

/** Asks the print networks what came out of the copiers. */
export function printWatch(): Promise<PrintWatchReport> {
  return watchPrinting();
}
