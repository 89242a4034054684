// Lives on the time-skipping server: the product's bundle and converter, activities as a test says.
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { WorkerOptions, WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { readEnvironment } from '../../platform/env.ts';
import { createDataConverter } from '../../platform/temporal/data-converter.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { heartbeatInterceptor } from '../../worker/heartbeat.ts';
import { TASK_QUEUES } from '../../workflows/task-queues.ts';

export const testDataConverter = createDataConverter(
  readEnvironment({ NODE_ENV: 'test' }).PAYLOAD_KEYS,
);

let bundle: Promise<WorkflowBundleOption> | undefined;

/**
 * Runs `test` with workers on every task queue; each does the given activities and no others.
 * @param options `maxCachedWorkflows: 0` for workers that others follow: the time-skipping server would wait for the
 *   worker that has a life in its cache
 */
export async function withWorkers<T>(
  environment: TestWorkflowEnvironment,
  activities: Partial<Activities>,
  test: () => Promise<T>,
  options: Pick<WorkerOptions, 'maxCachedWorkflows'> = {},
): Promise<T> {
  bundle ??= bundleWorkflows();
  const workflowBundle = await bundle;
  const create = (taskQueue: string) =>
    Worker.create({
      connection: environment.nativeConnection,
      taskQueue,
      activities,
      interceptors: { activity: [heartbeatInterceptor] },
      workflowBundle,
      dataConverter: testDataConverter,
      ...options,
    });
  const workers = await Promise.all(Object.values(TASK_QUEUES).map(create));
  const [first, ...others] = workers;
  if (!first) throw new Error('no task queues');
  return others.reduce(
    (inner, worker) => () => worker.runUntil(inner),
    () => first.runUntil(test),
  )();
}

/**
 * The same for all tests of a file: workers cost more than most tests do.
 * @returns what stops them, to be called before the environment is torn down
 */
export async function startWorkers(
  environment: TestWorkflowEnvironment,
  activities: Partial<Activities>,
): Promise<() => Promise<void>> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const { promise: started, resolve: start, reject } = Promise.withResolvers<void>();
  const running = withWorkers(environment, activities, () => {
    start();
    return stopped;
  });
  running.catch(reject);
  await started;
  return () => {
    stop();
    return running;
  };
}

/** @returns the type with which a life refused an update, or undefined when it did what was asked */
export async function refusalOf(update: Promise<unknown>): Promise<string | null | undefined> {
  try {
    await update;
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    if (!(error.cause instanceof ApplicationFailure)) throw error;
    return error.cause.type;
  }
}
