import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { loadTypefaces } from '../certificates/fonts/typeface.ts';
import { loadEmails } from '../rendering/render-email.ts';
import { addressesOf } from '../platform/addresses.ts';
import { readEnvironment } from '../platform/env.ts';
import type { Environment } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import type { Logger } from '../platform/logger.ts';
import { connectionOptions } from '../platform/temporal/client.ts';
import { createDataConverter } from '../platform/temporal/data-converter.ts';
import { registerSearchAttributes } from '../platform/temporal/search-attributes.ts';
import { openDatabase } from '../prisma/client.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';
import type { TaskQueue } from '../workflows/task-queues.ts';
import { workflowBundle } from './bundle.ts';
import { createActivityDependencies } from './dependencies.ts';
import { startHealthServer } from './health.ts';
import { heartbeatInterceptor } from './heartbeat.ts';
import { ensureSchedules } from './schedules.ts';

/** Lives kept in memory between their steps; one costs about 60 KB (docs/benchmarks.md, P8). */
const CACHED_WORKFLOWS = 2_000;

/** How many activities of a queue run at once in one process. */
const PARALLEL_ACTIVITIES: Record<TaskQueue, number> = {
  certificates: 20,
  mail: 5,
  payments: 20,
  printing: 20,
};

/** Given to what is under way when the process is asked to stop; what is not done then is done again elsewhere. */
const SHUTDOWN_GRACE = '6 seconds';

/** The worker process: lives, and everything they do to the world. Drains on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const environment = readEnvironment(process.env);
  const logger = createLogger('worker', environment.LOG_LEVEL);
  installRuntime(logger);
  loadEmails();
  loadTypefaces();

  const database = openDatabase(addressesOf(environment).database, environment.DATABASE_POOL_SIZE);
  const options = connectionOptions(environment);
  const dataConverter = createDataConverter(environment.PAYLOAD_KEYS);
  const [connection, clientConnection, bundle] = await Promise.all([
    NativeConnection.connect(options),
    Connection.connect(options),
    workflowBundle(environment.WORKFLOW_BUNDLE),
  ]);
  const client = new Client({
    connection: clientConnection,
    namespace: environment.TEMPORAL_NAMESPACE,
    dataConverter,
  });
  await registerSearchAttributes(clientConnection, environment.TEMPORAL_NAMESPACE);

  const deps = createActivityDependencies(environment, database, { client, logger });
  const activities = createActivities(deps);
  const queues = queuesOf(environment);
  const workers = await Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace: environment.TEMPORAL_NAMESPACE,
        taskQueue,
        identity: `${environment.BUILD_ID}@${hostname()}:${process.pid}`,
        activities: activities[taskQueue],
        interceptors: { activity: [heartbeatInterceptor] },
        dataConverter,
        maxConcurrentActivityTaskExecutions: PARALLEL_ACTIVITIES[taskQueue],
        shutdownGraceTime: SHUTDOWN_GRACE,
        shutdownForceTime: '8 seconds',
        ...(taskQueue === TASK_QUEUES.certificates ? withWorkflows(bundle) : {}),
      }),
    ),
  );
  if (queues.includes(TASK_QUEUES.certificates)) {
    await ensureSchedules(client, {
      housekeeping: environment.HOUSEKEEPING_SECONDS,
      printWatch: environment.PRINT_WATCH_SECONDS ?? environment.HOUSEKEEPING_SECONDS,
    });
  }
  const health = await startHealthServer(environment.WORKER_HEALTH_PORT, environment.HOST, workers);
  logger.info(
    { queues, healthPort: health.port, ms: Math.round(performance.now() - startedAt) },
    'worker is ready',
  );

  const stop = () =>
    workers.forEach((worker) => worker.getState() === 'RUNNING' && worker.shutdown());
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await Promise.all(workers.map((worker) => worker.run()));

  await health.close();
  deps.mail.close();
  await clientConnection.close();
  await connection.close();
  await database.close();
  logger.info('worker has stopped');
}

function withWorkflows(
  workflowBundle: NonNullable<WorkerOptions['workflowBundle']>,
): Pick<WorkerOptions, 'workflowBundle' | 'maxCachedWorkflows' | 'reuseV8Context'> {
  return { workflowBundle, maxCachedWorkflows: CACHED_WORKFLOWS, reuseV8Context: true };
}

function queuesOf(environment: Environment): TaskQueue[] {
  const names = environment.TASK_QUEUES.split(',').map((name) => name.trim());
  return Object.values(TASK_QUEUES).filter((queue) => names.includes(queue));
}

/** The SDK logs through ours; signals are ours as well, since the health server and the database stop after the workers. */
function installRuntime(logger: Logger): void {
  const levels = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'debug',
    WARN: 'warn',
    ERROR: 'error',
  } as const;
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      // Three of the four queues have activities alone, on purpose.
      if (message.startsWith('No workflows registered')) return;
      const { workflowId, activityType, taskQueue, error } = meta ?? {};
      const errorName = error instanceof Error ? error.name : undefined;
      logger[levels[level]]({ workflowId, activityType, taskQueue, errorName }, message);
    }),
  });
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    process.exit();
  });
}
