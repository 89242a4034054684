// P8: what an open order costs in the worker's memory while it is cached.
import { startBareEngine } from './bare-engine.ts';
import { INSPECTABLE, inspect } from './heap.ts';
import type { Inspected } from './heap.ts';
import { openOrders } from './open-orders.ts';
import { residentKb } from './process-usage.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal } from './rows.ts';
import type { Stage } from './stage.ts';
import { short, slope } from './statistics.ts';

const MEMORY: Goal = { target: 75, worldClass: 60, better: 'lower' };

export interface MemorySize {
  /** Orders before the first look: code compiled, caches of the worker filled. */
  warmUp: number;
  steps: number;
  ordersAStep: number;
}

/** KB for each open life: heap of the thread that runs workflows, of the main thread, and resident memory. */
interface Growth {
  workflows: number;
  main: number;
  resident: number;
}

export async function measureMemory(stage: Stage, size: MemorySize): Promise<Findings> {
  const [product, bare] = await stage.without('worker', async () => {
    const worker = await stage.startAnother('worker', INSPECTABLE);
    const ours = await growthOf(worker, (count) => openOrders(stage, count), size).finally(() =>
      worker.stop(),
    );
    const engine = await startBareEngine(stage, INSPECTABLE);
    const theirs = await growthOf(engine, (count) => engine.open(count), size).finally(() =>
      engine.stop(),
    );
    return [ours, theirs];
  });
  const kb = product.workflows + product.main;
  const split = ({ workflows, main }: Growth) =>
    `${short(workflows)} KB in the thread that runs workflows and ${short(main)} KB in the main thread`;
  return {
    rows: [
      {
        figure: 'P8',
        what: 'KB of worker heap for each cached open order',
        product: short(kb),
        baseline: `– (bare life: ${short(bare.workflows + bare.main)})`,
        ratio: '–',
        ...bounds(MEMORY, ' KB'),
        verdict: judge(kb, MEMORY),
        cause: `An order holds ${split(product)}; a bare life in the same SDK, which loads two small workflows and no codec, ${split(bare)}. The main thread's part is the SDK's own (its streams for each cached life).`,
      },
    ],
    notes: [
      `P8: a worker of its own, started as in production; after ${size.warmUp} orders ${size.steps} times ${size.ordersAStep} more are opened with the real contract and far deadlines, and stay cached while they wait. Its JavaScript heaps (all threads, buffers included) are read through Node's inspector, opened by SIGUSR1, after a garbage collection: what is left is what the orders hold. Slope of the straight line through ${size.steps + 1} readings. An order holds ${split(product)}, a bare life ${split(bare)}. Resident memory of the whole process, garbage and native cache included, grew by ${short(product.resident)} KB an order (bare life: ${short(bare.resident)}).`,
    ],
  };
}

async function growthOf(
  process: Inspected,
  open: (count: number) => Promise<void>,
  { warmUp, steps, ordersAStep }: MemorySize,
): Promise<Growth> {
  const readings: { x: number; main: number; others: number; resident: number }[] = [];
  const inspector = await inspect(process);
  try {
    await open(warmUp);
    for (let step = 0; step <= steps; step += 1) {
      if (step > 0) await open(ordersAStep);
      readings.push({
        x: step * ordersAStep,
        ...(await inspector.heapKb()),
        resident: residentKb(process.pid),
      });
    }
  } finally {
    inspector.close();
  }
  const growth = (of: 'main' | 'others' | 'resident') =>
    slope(readings.map((reading) => ({ x: reading.x, y: reading[of] })));
  return { workflows: growth('others'), main: growth('main'), resident: growth('resident') };
}
