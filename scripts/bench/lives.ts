// P1 and P2: what a life costs in events and billable actions, counted in the histories of lives that were really
// lived; and that looking at a page asks Temporal nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderState } from '../../domain/orders/states.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { paths } from '../../api/paths.ts';
import {
  approve,
  makeDraft,
  openPayment,
  place,
  placeWithDeadlines,
  print,
  returnFromProvider,
  shownTotal,
  watchStates,
} from './orders.ts';
import type { StateWatch } from './orders.ts';
import { signInVisitors, UNIVERSITY } from './people.ts';
import type { Visitor } from './people.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, short, spread } from './statistics.ts';

const EVENTS: Goal = { target: 1.25, worldClass: 1, better: 'lower' };
const ACTIONS: Goal = { target: 1.34, worldClass: 1, better: 'lower' };
const QUERIES: Goal = { target: 0, worldClass: 0, better: 'lower' };

interface Cost {
  events: number;
  actions: number;
  /** What came in, e.g. how many notices. */
  signals: number;
}

interface Life {
  name: string;
  leastEvents: number;
  leastActions: number;
  live(stage: Stage, visitor: Visitor, watch: StateWatch): Promise<string>;
  ends: OrderState;
}

const LIVES: Life[] = [
  {
    name: 'unpaid → lapsed',
    leastEvents: 16,
    leastActions: 3,
    ends: 'lapsed',
    live: (stage, visitor) =>
      placeWithDeadlines(stage, visitor, {
        paymentDeadline: inSeconds(1),
        printDeadline: inDays(8),
      }),
  },
  {
    name: 'paid → printed',
    leastEvents: 23,
    leastActions: 6,
    ends: 'printed',
    async live(stage, visitor, watch) {
      const draft = await makeDraft(stage, visitor);
      const orderId = await place(visitor, draft, await shownTotal(visitor, draft));
      await pay(stage, visitor, orderId);
      await watch.reached(orderId, ['printable']);
      await print(stage, orderId);
      return orderId;
    },
  },
  {
    name: 'paid → expired',
    leastEvents: 28,
    leastActions: 6,
    ends: 'print_expired',
    async live(stage, visitor, watch) {
      const orderId = await placeWithDeadlines(stage, visitor, {
        paymentDeadline: inDays(1),
        printDeadline: inSeconds(8),
      });
      await pay(stage, visitor, orderId);
      await watch.reached(orderId, ['printable']);
      return orderId;
    },
  },
];

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const inDays = (days: number) => inSeconds(days * 86_400);

/** As it happens: the provider's notice, the browser that comes back, and the notice of the capture. */
async function pay(stage: Stage, visitor: Visitor, orderId: string): Promise<void> {
  const providerOrderId = await openPayment(visitor, orderId);
  await approve(stage, providerOrderId);
  await returnFromProvider(visitor, providerOrderId);
}

/** @param count lives of each kind */
export async function measureLives(stage: Stage, count: number): Promise<Findings> {
  const visitors = await signInVisitors(stage, 3);
  const watch = watchStates(stage, 20);
  const costs = new Map<Life, Cost[]>(LIVES.map((life) => [life, []]));
  try {
    await stage.watchingPrints(async () => {
      for (let round = 0; round < count; round += 1) {
        await Promise.all(
          LIVES.map(async (life, index) => {
            const visitor = visitors[index];
            if (!visitor) throw new Error('too few visitors');
            const orderId = await life.live(stage, visitor, watch);
            await watch.reached(orderId, [life.ends]);
            costs.get(life)?.push(await costOf(stage, orderId));
          }),
        );
      }
    });
  } finally {
    watch.close();
  }
  const [visitor] = visitors;
  if (!visitor) throw new Error('no visitors');
  const views = await viewWithoutTemporal(stage, visitor);
  return { rows: [...rowsOf(costs), views], notes: notesOf(costs, count) };
}

async function costOf({ client }: Stage, orderId: string): Promise<Cost> {
  const handle = client.workflow.getHandle(orderWorkflowId(orderId));
  await handle.result();
  const { events } = await handle.fetchHistory();
  const cost: Cost = { events: events?.length ?? 0, actions: 0, signals: 0 };
  for (const event of events ?? []) {
    if (event.workflowExecutionSignaledEventAttributes) cost.signals += 1;
    const isAction =
      event.workflowExecutionStartedEventAttributes ??
      event.timerStartedEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.workflowExecutionUpdateAcceptedEventAttributes;
    if (isAction) cost.actions += 1;
    // Written when it ends, with the number of the attempt that ended it.
    cost.actions += event.activityTaskStartedEventAttributes?.attempt ?? 0;
  }
  return cost;
}

function rowsOf(costs: Map<Life, Cost[]>): Row[] {
  const row = (
    life: Life,
    of: { figure: 'P1' | 'P2'; key: 'events' | 'actions'; least: number; goal: Goal },
  ): Row => {
    const values = (costs.get(life) ?? []).map((cost) => cost[of.key]);
    const signals = (costs.get(life) ?? []).map((cost) => cost.signals);
    const ratio = median(values) / of.least;
    return {
      figure: of.figure,
      what: `${of.key === 'events' ? 'history events' : 'billable actions'}, ${life.name}`,
      product: spread(values),
      baseline: String(of.least),
      ratio: short(ratio),
      ...bounds(of.goal),
      verdict: judge(ratio, of.goal),
      cause: causeOf(of.key, spread(signals)),
    };
  };
  return [
    ...LIVES.map((life) =>
      row(life, { figure: 'P1', key: 'events', least: life.leastEvents, goal: EVENTS }),
    ),
    ...LIVES.map((life) =>
      row(life, { figure: 'P2', key: 'actions', least: life.leastActions, goal: ACTIONS }),
    ),
  ];
}

function causeOf(key: 'events' | 'actions', signals: string): string {
  const notices = `A life was told ${signals} times: the provider's notice, the browser's return and the notice of the capture each wake it, and each later question to the provider is an activity.`;
  return key === 'events'
    ? `${notices} The state that operators search by costs an event at each change.`
    : notices;
}

function notesOf(costs: Map<Life, Cost[]>, count: number): string[] {
  const fewest = LIVES.map((life) => {
    const all = costs.get(life) ?? [];
    const events = Math.min(...all.map((cost) => cost.events));
    const actions = Math.min(...all.map((cost) => cost.actions));
    return `${life.name} ${events} events and ${actions} actions`;
  });
  return [
    `P1, P2: ${count} lives of each kind, counted in their histories. Paid lives get what a real one gets: the provider's notice, the browser's return and the notice of the capture. The cheapest of each: ${fewest.join('; ')}. Baseline: the least events and actions that can do it (quality list). Actions: start, timers, signals, updates and activity attempts, one each; a local activity is none of them.`,
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
    paths.top(UNIVERSITY),
    paths.orders(UNIVERSITY),
    paths.orderHistory(UNIVERSITY),
    ...(order === undefined ? [] : [paths.order(UNIVERSITY, order)]),
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
