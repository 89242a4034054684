/** Task queues: one a kind of work, all served by one worker process by default and separable by configuration. */
export const TASK_QUEUES = {
  /** Workflow tasks and activities that touch only PostgreSQL. */
  certificates: 'certificates',
  mail: 'mail',
  payments: 'payments',
  printing: 'printing',
} as const;

export type TaskQueue = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];
