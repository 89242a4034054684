import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import {
  HOUSEKEEPING,
  HOUSEKEEPING_SCHEDULE_ID,
  PRINT_WATCH,
  PRINT_WATCH_SCHEDULE_ID,
} from '../workflows/housekeeping/contract.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

const SCHEDULES = [
  { kind: 'housekeeping', scheduleId: HOUSEKEEPING_SCHEDULE_ID, workflowType: HOUSEKEEPING },
  { kind: 'printWatch', scheduleId: PRINT_WATCH_SCHEDULE_ID, workflowType: PRINT_WATCH },
] as const;

/**
 * Makes the schedules, or brings them to the wanted interval when they are there already.
 * @param every seconds between two runs of each; a run that takes longer is not overtaken
 */
export async function ensureSchedules(
  client: Client,
  every: Record<(typeof SCHEDULES)[number]['kind'], number>,
): Promise<void> {
  for (const { kind, scheduleId, workflowType } of SCHEDULES) {
    const spec = { intervals: [{ every: every[kind] * 1_000 }] };
    try {
      await client.schedule.create({
        scheduleId,
        spec,
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: scheduleId,
          taskQueue: TASK_QUEUES.certificates,
          args: [],
        },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule
        .getHandle(scheduleId)
        .update(({ searchAttributes: _indexed, typedSearchAttributes, ...current }) => ({
          ...current,
          typedSearchAttributes,
          spec,
        }));
    }
  }
}
