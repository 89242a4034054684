// P3 and P4: how many orders a second go from placing to printed, and what one costs in processor time.
import { startBareEngine } from './bare-engine.ts';
import { completionRate } from './in-flight.ts';
import {
  approve,
  makeDraft,
  openPayment,
  place,
  print,
  returnFromProvider,
  shownTotal,
  watchStates,
} from './orders.ts';
import { signInVisitors } from './people.ts';
import type { Visitor } from './people.ts';
import { cpuMs } from './process-usage.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, short, spread } from './statistics.ts';

const RATE: Goal = { target: 0.5, worldClass: 0.75, better: 'higher' };
const CPU: Goal = { target: 1.8, worldClass: 1.3, better: 'lower' };

export interface ThroughputSize {
  rounds: number;
  orders: number;
  bareLives: number;
  inFlight: number;
}

/** Processor milliseconds an order, of each part. */
type Shares = Record<'worker' | 'web' | 'Temporal' | 'PostgreSQL' | 'town' | 'driver', number>;

export async function measureThroughput(stage: Stage, size: ThroughputSize): Promise<Findings> {
  const visitors = await signInVisitors(stage, size.inFlight);
  const bare = await startBareEngine(stage);
  const rates: number[] = [];
  const bareRates: number[] = [];
  const shares: Shares[] = [];
  const bareCpu: number[] = [];
  let bareEvents = 0;
  try {
    // Once each without counting: code compiled, connections open, caches filled.
    await stage.watchingPrints(() =>
      runOrders(stage, visitors, { ...size, orders: 2 * size.inFlight }),
    );
    await bare.lives(2 * size.inFlight, size.inFlight);
    for (let round = 0; round < size.rounds; round += 1) {
      const before = usage(stage);
      rates.push(await stage.watchingPrints(() => runOrders(stage, visitors, size)));
      shares.push(perOrder(before, usage(stage), size.orders));

      const pids = [bare.pid, stage.pids.temporal];
      const bareBefore = cpuMs(pids);
      const { perSecond, events } = await bare.lives(size.bareLives, size.inFlight);
      bareRates.push(perSecond);
      bareCpu.push((cpuMs(pids) - bareBefore) / size.bareLives);
      bareEvents = events;
    }
  } finally {
    await bare.stop();
  }
  const costs = shares.map(ofTheProduct);
  const rate = median(rates) / median(bareRates);
  const cpu = median(costs) / median(bareCpu);
  const split = Object.keys(shares[0] ?? {}).map((name) => {
    const values = shares.map((share) => share[name as keyof Shares]);
    return `${name} ${short(median(values))}`;
  });
  const where = `Processor milliseconds an order: ${split.join(', ')} (the town and the driver stand for the world outside and share the two cores).`;
  return {
    rows: [
      {
        figure: 'P3',
        what: `orders a second, placed → printed, ${size.inFlight} in flight`,
        product: spread(rates),
        baseline: spread(bareRates),
        ratio: short(rate),
        ...bounds(RATE),
        verdict: judge(rate, RATE),
        cause: where,
      },
      {
        figure: 'P4',
        what: 'processor ms an order: worker, web, Temporal, PostgreSQL',
        product: spread(costs),
        baseline: spread(bareCpu),
        ratio: short(cpu),
        ...bounds(CPU),
        verdict: judge(cpu, CPU),
        cause: where,
      },
    ],
    notes: [
      `P3, P4: ${size.rounds} rounds of ${size.orders} orders and ${size.bareLives} bare lives in turn. An order is placed and paid over the product's pages, approved in the town, told by the signed notice and by the browser's return, issued to both print networks, mailed, printed at the copier and found printed by the print watch, which runs every two seconds here instead of every minute (housekeeping is paused, and both are while the bare lives run). The bare life has the same kinds of events (${bareEvents}), on the same server, in a process that is worker and client. Counted while ${size.inFlight} are in flight. ${where}`,
    ],
  };
}

function ofTheProduct({ worker, web, Temporal, PostgreSQL }: Shares): number {
  return worker + web + Temporal + PostgreSQL;
}

function usage(stage: Stage): Shares {
  return {
    worker: cpuMs([stage.running('worker').pid]),
    web: cpuMs([stage.running('web').pid]),
    Temporal: cpuMs([stage.pids.temporal]),
    PostgreSQL: cpuMs([stage.pids.postgres]),
    town: cpuMs([stage.pids.town]),
    driver: ownCpuMs(),
  };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function perOrder(before: Shares, after: Shares, orders: number): Shares {
  const names = Object.keys(before) as (keyof Shares)[];
  return Object.fromEntries(
    names.map((name) => [name, (after[name] - before[name]) / orders]),
  ) as Shares;
}

/** @returns orders a second */
async function runOrders(
  stage: Stage,
  visitors: Visitor[],
  { orders, inFlight }: Pick<ThroughputSize, 'orders' | 'inFlight'>,
): Promise<number> {
  const totals = await Promise.all(
    visitors.map(async (visitor) => shownTotal(visitor, await makeDraft(stage, visitor))),
  );
  const watch = watchStates(stage, 20);
  try {
    return await completionRate({ count: orders, inFlight }, async (slot) => {
      const visitor = visitors[slot];
      if (!visitor) throw new Error('more slots than visitors');
      const orderId = await place(visitor, await makeDraft(stage, visitor), totals[slot] ?? '');
      const providerOrderId = await openPayment(visitor, orderId);
      await approve(stage, providerOrderId);
      await returnFromProvider(visitor, providerOrderId);
      await watch.reached(orderId, ['printable']);
      await print(stage, orderId);
      await watch.reached(orderId, ['printed']);
    });
  } finally {
    watch.close();
  }
}
