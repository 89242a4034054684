// P8: what an open order costs in the worker's memory while it is cached.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { INSPECTABLE, inspect } from './heap.ts';
import { UNIVERSITY } from './people.ts';
import { residentKb } from './process-usage.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal } from './rows.ts';
import type { Stage } from './stage.ts';
import { short, slope } from './statistics.ts';

const MEMORY: Goal = { target: 75, worldClass: 60, better: 'lower' };
const DAY = 86_400_000;
/** How many starts are under way at once. */
const PARALLEL = 20;

export interface MemorySize {
  /** Orders before the first look: code compiled, caches of the worker filled. */
  warmUp: number;
  steps: number;
  ordersAStep: number;
}

export async function measureMemory(stage: Stage, size: MemorySize): Promise<Findings> {
  const readings: { x: number; main: number; others: number; resident: number }[] = [];
  await stage.without('worker', async () => {
    const worker = await stage.startAnother('worker', INSPECTABLE);
    try {
      const inspector = await inspect(worker);
      try {
        await openOrders(stage, size.warmUp);
        for (let step = 0; step <= size.steps; step += 1) {
          if (step > 0) await openOrders(stage, size.ordersAStep);
          readings.push({
            x: step * size.ordersAStep,
            ...(await inspector.heapKb()),
            resident: residentKb(worker.pid),
          });
        }
      } finally {
        inspector.close();
      }
    } finally {
      await worker.stop();
    }
  });
  const growth = (of: 'main' | 'others' | 'resident') =>
    slope(readings.map((reading) => ({ x: reading.x, y: reading[of] })));
  const kb = growth('main') + growth('others');
  const split = `${short(growth('others'))} KB in the thread that runs the workflows, ${short(growth('main'))} KB in the main thread`;
  return {
    rows: [
      {
        figure: 'P8',
        what: 'KB of worker heap for each cached open order',
        product: short(kb),
        baseline: '–',
        ratio: short(kb),
        ...bounds(MEMORY, ' KB'),
        verdict: judge(kb, MEMORY),
        cause: `${split}.`,
      },
    ],
    notes: [
      `P8: a worker of its own, started as in production; after ${size.warmUp} orders ${size.steps} times ${size.ordersAStep} more are opened with the real contract and far deadlines, and stay cached while they wait. Its JavaScript heaps (all threads, buffers included) are read through Node's inspector, opened by SIGUSR1, after a garbage collection: what is left is what the orders hold. Slope of the straight line through ${readings.length} readings: ${split}. Resident memory of the whole process, garbage and native cache included, grew by ${short(growth('resident'))} KB an order.`,
    ],
  };
}

/** Opens that many lives, and waits until each has done its first task and waits for its payment. */
async function openOrders({ client, lives }: Stage, count: number): Promise<void> {
  const deadline = (days: number) => new Date(Date.now() + days * DAY).toISOString();
  const ids = Array.from({ length: count }, () => randomUUID());
  const left = ids.values();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const orderId of left) {
        await lives.startOrder({
          orderId,
          university: UNIVERSITY,
          paymentDeadline: deadline(30),
          printDeadline: deadline(60),
        });
      }
    }),
  );
  for (const orderId of ids) {
    const handle = client.workflow.getHandle(orderWorkflowId(orderId));
    // Started, task scheduled, begun, completed, timer started.
    while ((await handle.describe()).historyLength < 5) await sleep(20);
  }
}
