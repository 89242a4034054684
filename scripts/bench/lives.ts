// P1 and P2: what a life costs in events and billable actions, counted in the histories of lives that were really
// lived; and that looking at a page asks Temporal nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { paths } from '../../api/paths.ts';
import { costOfParts, PARTS } from './least.ts';
import type { PartName } from './least.ts';
import { LIVES } from './lived-lives.ts';
import type { Life } from './lived-lives.ts';
import { watchStates } from './orders.ts';
import { signInVisitors } from './people.ts';
import type { Visitor } from './people.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, short, spread } from './statistics.ts';

const EVENTS: Goal = { target: 1.25, worldClass: 1, better: 'lower' };
const ACTIONS: Goal = { target: 1.34, worldClass: 1, better: 'lower' };
const QUERIES: Goal = { target: 0, worldClass: 0, better: 'lower' };

/** What one life cost. */
interface Cost {
  events: number;
  actions: number;
  /** How many there were of each part, and of what the least of a life has none of. */
  parts: Map<string, number>;
}

/** Events that no life needs at least, by their attributes. */
const OTHERS: Record<string, string> = {
  upsertWorkflowSearchAttributesEventAttributes: 'change of what operators search by',
  markerRecordedEventAttributes: 'marker (local activity, version)',
  activityTaskCancelRequestedEventAttributes: 'activity called off',
};

/** @param count lives of each kind */
export async function measureLives(stage: Stage, count: number): Promise<Findings> {
  const visitors = new Map<Life, Visitor>();
  for (const life of LIVES) {
    for (const visitor of await signInVisitors(stage, 1, life.university)) {
      visitors.set(life, visitor);
    }
  }
  const watch = watchStates(stage, 20);
  const costs = new Map<Life, Cost[]>(LIVES.map((life) => [life, []]));
  try {
    await stage.watchingPrints(async () => {
      for (let round = 0; round < count; round += 1) {
        await Promise.all(
          [...visitors].map(async ([life, visitor]) => {
            const orderId = await life.live({ stage, visitor, watch });
            await watch.reached(orderId, [life.ends]);
            costs.get(life)?.push(await costOf(stage, orderId));
          }),
        );
      }
    });
  } finally {
    watch.close();
  }
  const [visitor] = visitors.values();
  if (!visitor) throw new Error('no visitors');
  const views = await viewWithoutTemporal(stage, visitor);
  return { rows: [...rowsOf(costs), views], notes: notesOf(costs, count) };
}

async function costOf({ client }: Stage, orderId: string): Promise<Cost> {
  const handle = client.workflow.getHandle(orderWorkflowId(orderId));
  await handle.result();
  const { events } = await handle.fetchHistory();
  const cost: Cost = { events: events?.length ?? 0, actions: 0, parts: new Map() };
  const names = new Map<string, string>([
    ...Object.entries(PARTS).map(([name, { attributes }]) => [attributes, name] as const),
    ...Object.entries(OTHERS),
  ]);
  for (const event of events ?? []) {
    // Written when it ends, with the number of the attempt that ended it.
    cost.actions += event.activityTaskStartedEventAttributes?.attempt ?? 0;
    const seen = Object.entries(event).find(([key, value]) => value && names.has(key))?.[0];
    const name = seen === undefined ? undefined : names.get(seen);
    if (name === undefined) continue;
    cost.parts.set(name, (cost.parts.get(name) ?? 0) + 1);
    // Activities were counted by their attempts.
    if (isPart(name) && name !== 'activity') cost.actions += PARTS[name].actions;
  }
  return cost;
}

const isPart = (name: string): name is PartName => name in PARTS;

function rowsOf(costs: Map<Life, Cost[]>): Row[] {
  const row = (
    life: Life,
    of: { figure: 'P1' | 'P2'; key: 'events' | 'actions'; goal: Goal },
  ): Row => {
    const all = costs.get(life) ?? [];
    const values = all.map((cost) => cost[of.key]);
    const least = costOfParts(life.least)[of.key];
    const ratio = median(values) / least;
    return {
      figure: of.figure,
      what: `${of.key === 'events' ? 'history events' : 'billable actions'}: ${life.name}`,
      product: spread(values),
      baseline: String(least),
      ratio: short(ratio),
      ...bounds(of.goal),
      verdict: judge(ratio, of.goal),
      cause: `Beyond the least: ${beyondTheLeast(life, all)}.`,
    };
  };
  return [
    ...LIVES.map((life) => row(life, { figure: 'P1', key: 'events', goal: EVENTS })),
    ...LIVES.map((life) => row(life, { figure: 'P2', key: 'actions', goal: ACTIONS })),
  ];
}

/** What a life has more of than the least of it, on average. */
function beyondTheLeast({ least }: Life, costs: Cost[]): string {
  const names = [...new Set(costs.flatMap(({ parts }) => [...parts.keys()]))];
  const more = names.flatMap((name) => {
    const lived = costs.reduce((sum, { parts }) => sum + (parts.get(name) ?? 0), 0) / costs.length;
    const surplus = lived - least.filter((part) => part === name).length;
    return surplus > 0 ? [`${name} ${short(surplus)}`] : [];
  });
  return more.length === 0 ? 'nothing' : more.join(', ');
}

function notesOf(costs: Map<Life, Cost[]>, count: number): string[] {
  const fewest = LIVES.map((life) => {
    const all = costs.get(life) ?? [];
    const events = Math.min(...all.map((cost) => cost.events));
    const actions = Math.min(...all.map((cost) => cost.actions));
    const least = costOfParts(life.least);
    return `${life.name} ${events} events and ${actions} actions of at least ${least.events} and ${least.actions} (${life.least.join(', ')}; beyond it: ${beyondTheLeast(life, all)})`;
  });
  return [
    `P1, P2: ${count} lives of each kind, counted in their histories. Paid lives get what a real one gets: by card the provider's notice, the browser's return and the notice of the capture; in cash the provisional notice and the final one. Baseline: the least that can do it, put together of the parts in brackets, counted as the quality list does: a task and an activity are three events, an update two, anything else one; start, timer, signal, update and activity are one action each. The sums for lapsed, printed and expired are those of the quality list; free and refunded are added up in the same way. Activities are billed by attempt; a local activity is no action. The cheapest of each: ${fewest.join('; ')}.`,
    'Lapsed and expired lives begin with near deadlines: the order is placed by the statement of the product, its two deadlines are overwritten, and the life is started with them by the product’s client.',
  ];
}

/** Stops Temporal in its tracks and looks at pages meanwhile: whatever asks it would hang. */
async function viewWithoutTemporal(stage: Stage, visitor: Visitor): Promise<Row> {
  const { rows } = await stage.pool.query<{ id: string }>(
    'SELECT id FROM "order" WHERE account_id = $1 LIMIT 1',
    [visitor.accountId],
  );
  const order = rows[0]?.id;
  const addresses = [
    paths.top(visitor.university),
    paths.orders(visitor.university),
    paths.orderHistory(visitor.university),
    ...(order === undefined ? [] : [paths.order(visitor.university, order)]),
  ];
  const views = 100;
  let failed = 0;
  process.kill(stage.pids.temporal, 'SIGSTOP');
  try {
    for (let view = 0; view < views; view += 1) {
      const { status } = await visitor.get(addresses[view % addresses.length] ?? '/');
      if (status !== 200) failed += 1;
    }
  } finally {
    process.kill(stage.pids.temporal, 'SIGCONT');
  }
  await sleep(500);
  return {
    figure: 'P2',
    what: 'questions to Temporal in 100 page views',
    product: String(failed),
    baseline: '0',
    ratio: '–',
    ...bounds(QUERIES),
    verdict: judge(failed, QUERIES),
    cause: 'Pages were not answered while Temporal’s process was stopped.',
  };
}
