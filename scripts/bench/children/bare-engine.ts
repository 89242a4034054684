// Worker and client of the bare engine in one process, on a task queue of its own: no codec, no database. Takes orders
// from its parent one after the other.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { InjectedSinks } from '@temporalio/worker';
import { completionRate } from '../in-flight.ts';
import type { BareActivities, Progress } from './bare-workflows.ts';

export type BareOrder =
  | { kind: 'lives'; count: number; inFlight: number }
  | { kind: 'notice' }
  /** Opens lives that wait and are not ended. */
  | { kind: 'open'; count: number };

/** `perSecond` and `events` for lives, `ms` for a notice. */
export interface BareAnswer {
  perSecond: number;
  events: number;
  ms: number;
}

const TASK_QUEUE = 'bench-bare';
const [address = '', namespace = ''] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('WARN') });
const native = await NativeConnection.connect({ address });
const connection = await Connection.connect({ address });
const client = new Client({ connection, namespace });
const reached = new Map<string, () => void>();
const sinks: InjectedSinks<Progress> = {
  progress: {
    reached: { fn: ({ workflowId }, phase) => reached.get(`${workflowId} ${phase}`)?.() },
  },
};
const activities: BareActivities = { nothing: async () => {} };
const worker = await Worker.create({
  connection: native,
  namespace,
  taskQueue: TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('bare-workflows.ts', import.meta.url)),
  activities,
  sinks,
});

function phase(workflowId: string, name: 'waiting' | 'acted'): Promise<void> {
  const key = `${workflowId} ${name}`;
  return new Promise((resolve) =>
    reached.set(key, () => {
      reached.delete(key);
      resolve();
    }),
  );
}

async function live(): Promise<string> {
  const workflowId = `bare:${randomUUID()}`;
  const waiting = phase(workflowId, 'waiting');
  const acted = phase(workflowId, 'acted');
  const handle = await client.workflow.start('bareLife', { workflowId, taskQueue: TASK_QUEUE });
  await waiting;
  await handle.signal('first');
  await acted;
  await handle.signal('second');
  await handle.result();
  return workflowId;
}

/** Does `work` so many times, ten at once. */
async function together(count: number, work: () => Promise<void>): Promise<void> {
  let begun = 0;
  const slot = async () => {
    while (begun < count) {
      begun += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: 10 }, slot));
}

async function open(): Promise<void> {
  const workflowId = `bare-open:${randomUUID()}`;
  const waiting = phase(workflowId, 'waiting');
  await client.workflow.start('bareLife', { workflowId, taskQueue: TASK_QUEUE });
  await waiting;
}

async function notice(): Promise<number> {
  const workflowId = `bare-notice:${randomUUID()}`;
  const waiting = phase(workflowId, 'waiting');
  const handle = await client.workflow.start('bareNotice', { workflowId, taskQueue: TASK_QUEUE });
  await waiting;
  // The answer to the first task is to be written before the clock starts.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const since = performance.now();
  await handle.signal('first');
  await handle.result();
  return performance.now() - since;
}

async function obey(order: BareOrder): Promise<BareAnswer> {
  if (order.kind === 'notice') return { perSecond: 0, events: 0, ms: await notice() };
  if (order.kind === 'open') {
    await together(order.count, open);
    return { perSecond: 0, events: 0, ms: 0 };
  }
  let last = '';
  const perSecond = await completionRate(order, async () => {
    last = await live();
  });
  const { events } = await client.workflow.getHandle(last).fetchHistory();
  return { perSecond, events: events?.length ?? 0, ms: 0 };
}

// SIGTERM shuts the worker down: the SDK sees to that.
const running = worker.run();
process.on('message', (order: BareOrder) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
await running;
await connection.close();
await native.close();
if (process.connected) process.disconnect();
