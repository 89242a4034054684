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
  { scheduleId: HOUSEKEEPING_SCHEDULE_ID, workflowType: HOUSEKEEPING },
  { scheduleId: PRINT_WATCH_SCHEDULE_ID, workflowType: PRINT_WATCH },
];

/**
 * Makes the schedules, or brings them to the wanted interval when they are there already.
 * @param everySeconds seconds between two runs; a run that takes longer is not overtaken
 */
export async function ensureSchedules(client: Client, everySeconds: number): Promise<void> {
  const spec = { intervals: [{ every: everySeconds * 1_000 }] };
  for (const { scheduleId, workflowType } of SCHEDULES) {
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
