/** Task queues: one a kind of work, all served by one worker process by default and separable by configuration. */
export const TASK_QUEUES = {
  /** Workflow tasks and activities that touch only PostgreSQL. */
  certificates: 'certificates',
  mail: 'mail',
  payments: 'payments',
  printing: 'printing',
} as const;

export type TaskQueue = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];

/**
 * An activity that may take longer says within this time that it is alive (worker/heartbeat.ts). A worker that was
 * killed is so noticed after seconds, not after the two or more minutes that an activity may take.
 */
export const HEARTBEAT_TIMEOUT = '10 seconds';
