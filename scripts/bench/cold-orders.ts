// P9 and P10: what an order costs that nobody has in memory, and whether others that are open make it dearer.
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { openOrders } from './open-orders.ts';
import { placeWithDeadlines } from './orders.ts';
import { signInVisitors } from './people.ts';
import { cpuMs } from './process-usage.ts';
import { bounds, judge, worst } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, percentile, short } from './statistics.ts';

const WAIT: Goal = { target: 2, worldClass: 1.2, better: 'lower' };
const CPU: Goal = { target: 1.5, worldClass: 1.2, better: 'lower' };
const REPLAY: Goal = { target: 20, worldClass: 10, better: 'lower' };
const HISTORY: Goal = { target: 10, worldClass: 6, better: 'lower' };
const DAY = 86_400_000;

export interface ColdSize {
  /** Open orders of the baseline, and of the measurement. */
  few: number;
  many: number;
  /** Orders that are ended one by one each time. */
  ended: number;
  replays: number;
}

/** Of orders that were told to end while the worker had none of them in memory. */
interface Endings {
  ms: number[];
  /** Processor milliseconds of worker, Temporal and PostgreSQL for each. */
  cpu: number;
  /** Of the last that ended. */
  orderId: string;
}

export async function measureColdOrders(stage: Stage, size: ColdSize): Promise<Findings> {
  await openOrders(stage, size.few);
  // Not counted: pages of the database and of Temporal's file are read, code is compiled.
  await endCold(stage, Math.ceil(size.ended / 4));
  const few = await endCold(stage, size.ended);
  await openOrders(stage, size.many - size.few);
  const many = await endCold(stage, size.ended);
  const wait = percentile(many.ms, 0.99) / percentile(few.ms, 0.99);
  const cpu = many.cpu / few.cpu;
  const row: Row = {
    figure: 'P9',
    what: `told → done with ${size.many} open orders, cold: p99 ms; processor ms`,
    product: `${short(percentile(many.ms, 0.99))}; ${short(many.cpu)}`,
    baseline: `${short(percentile(few.ms, 0.99))}; ${short(few.cpu)}`,
    ratio: `${short(wait)}; ${short(cpu)}`,
    target: `${bounds(WAIT).target}; ${bounds(CPU).target}`,
    worldClass: `${bounds(WAIT).worldClass}; ${bounds(CPU).worldClass}`,
    verdict: worst(judge(wait, WAIT), judge(cpu, CPU)),
    cause: `Half took ${short(median(many.ms))} ms, and ${short(median(few.ms))} ms with few open.`,
  };
  const replayed = await measureReplay(stage, many.orderId, size.replays);
  const note = `P9: ${size.few} orders are open, the worker is started anew with nothing in memory, and ${size.ended} further orders, placed before, are given up one by one: the clock runs from the request to the end of the life. The same again with ${size.many} open (of the 100,000 of the target as many as two cores and the development server open in minutes; \`--open-orders\` names another number). One follows the other: open orders cannot be closed in between. Processor milliseconds: worker, Temporal, PostgreSQL.`;
  return { rows: [row, ...replayed.rows], notes: [note, ...replayed.notes] };
}

/** Places orders, restarts the worker, which then knows none of them, and has their people give them up. */
async function endCold(stage: Stage, count: number): Promise<Endings> {
  const [visitor] = await signInVisitors(stage, 1);
  if (!visitor) throw new Error('no visitor');
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const deadline = (days: number) => new Date(Date.now() + days * DAY);
    const deadlines = { paymentDeadline: deadline(30), printDeadline: deadline(60) };
    ids.push(await placeWithDeadlines(stage, visitor, deadlines));
  }
  // Each has done its first task, and waits.
  for (const id of ids) await stage.client.workflow.getHandle(orderWorkflowId(id)).describe();
  await stage.without('worker', async () => {});
  const { postgres, temporal: server } = stage.pids;
  const pids = [stage.running('worker').pid, server, postgres];
  const before = cpuMs(pids);
  const ms: number[] = [];
  for (const id of ids) {
    const since = performance.now();
    await stage.lives.cancelOrder(id);
    await stage.client.workflow.getHandle(orderWorkflowId(id)).result();
    ms.push(performance.now() - since);
  }
  return { ms, cpu: (cpuMs(pids) - before) / count, orderId: ids.at(-1) ?? '' };
}

/** The last order that was printed, or else the one given, replayed again and again by a worker that keeps nothing. */
async function measureReplay(stage: Stage, orderId: string, replays: number): Promise<Findings> {
  const { rows } = await stage.pool.query<{ id: string }>(
    `SELECT id FROM "order" WHERE state = 'printed' AND started_at > now() - interval '1 day' ORDER BY ended_at DESC LIMIT 1`,
  );
  const workflowId = orderWorkflowId(rows[0]?.id ?? orderId);
  const history = await stage.client.workflow.getHandle(workflowId).fetchHistory();
  const kb = proto.temporal.api.history.v1.History.encode(history).finish().length / 1024;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const again = Array.from({ length: replays + 1 }, (_, index) => ({
    workflowId: `${workflowId}:${index}`,
    history,
  }));
  const ms: number[] = [];
  let since = performance.now();
  const { workflowBundle: codePath, dataConverter } = stage;
  for await (const { error } of Worker.runReplayHistories(
    { workflowBundle: { codePath }, dataConverter },
    again,
  )) {
    if (error) throw error;
    ms.push(performance.now() - since);
    since = performance.now();
  }
  const [, ...counted] = ms;
  const took = median(counted);
  const what = rows[0] ? 'a printed order' : 'an order that was given up';
  const row = (of: string, value: number, goal: Goal, unit: string): Row => ({
    figure: 'P10',
    what: `${of} of ${what} (${history.events?.length ?? 0} events)`,
    product: short(value),
    baseline: '–',
    ratio: '–',
    ...bounds(goal, unit),
    verdict: judge(value, goal),
    cause:
      'The SDK runs every task of it anew, decrypts what it was told, and writes down where each promise was made.',
  });
  return {
    rows: [
      row('ms to replay the history', took, REPLAY, ' ms'),
      row('KB of the encrypted history', kb, HISTORY, ' KB'),
    ],
    notes: [
      `P10: the history of ${what} as the server keeps it, payloads encrypted, in the bytes of its protocol; replayed ${replays} times under other ids, each time from its first event, by one worker of the SDK with the production bundle. The first, which starts the worker, is not counted. Median ${short(took)} ms, p99 ${short(percentile(counted, 0.99))} ms.`,
    ],
  };
}
