// The model of an order's life: any interleaving of what people, providers, networks and
// time may do ends in a legal state, and what must always be true is true (I1–I9, I12, I14, I15).
import fc from 'fast-check';
import { addDays, tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { checkInvariants } from '../support/invariants.ts';
import { DAY, HOUR } from '../support/activity-world.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { CARD_PAYMENTS, CASH_PAYMENTS, COMMANDS } from './commands.ts';
import type { Model } from './commands.ts';
import * as events from './events.ts';
import { heal } from './faults.ts';
import { keepHouse, payOut } from './housekeeping.ts';
import type { ModelWorld } from './model-world.ts';
import { orderNow, placeOrder, PLACEMENTS } from './ordered.ts';
import type { ModelRun, Placement } from './ordered.ts';
import { brokenPromises } from './promises.ts';

/** More rounds of housekeeping than any order that does not end by itself would need. */
const MOST_ROUNDS = 60;

const placements = fc.array(
  fc.record({
    placement: fc.constantFrom(...PLACEMENTS, 'card' as const, 'cash' as const),
    copies: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
    /** Most of what can happen happens to orders that are paid; most mistakes with money are made in paying. */
    payment: fc.oneof(
      { arbitrary: fc.constant('proper' as const), weight: 3 },
      { arbitrary: fc.record({ card: CARD_PAYMENTS, cash: CASH_PAYMENTS }), weight: 2 },
      { arbitrary: fc.constant('none' as const), weight: 2 },
    ),
    /** The network that does not answer when it gets its document, though it has taken it. */
    unanswering: fc.constantFrom(null, null, null, 'netprint' as const, 'network-print' as const),
  }),
  { minLength: 1, maxLength: 3 },
);

export interface Listener {
  /** The story of a run that fails. */
  failed(story: string): void;
  /** How an order ended. */
  ended(state: OrderState): void;
}

export function anyInterleavingEndsWell(
  model: ModelWorld,
  listener: Listener,
): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(
    placements,
    fc.nat({ max: 23 }),
    fc.commands(COMMANDS, { maxCommands: 25, size: '+1' }),
    async (placed, hour, commands) => {
      const run: ModelRun = {
        model,
        orders: [],
        held: [],
        isDown: false,
        doubling: new Set(),
        story: [],
      };
      await model.reset();
      try {
        await beginDay(run, hour);
        run.story.push(...placed.map((one) => JSON.stringify(one)));
        for (const one of placed) await begin(run, one);
        await fc.asyncModelRun(
          () => ({ model: { orders: placed.length } satisfies Model, real: run }),
          commands,
        );
        await endAll(run);
        for (const state of await judge(run)) listener.ended(state);
      } catch (error) {
        listener.failed(run.story.join('\n'));
        await terminateAll(run);
        throw error;
      }
    },
  );
}

interface Placed {
  placement: Placement;
  copies: number[];
  payment: 'proper' | 'none' | { card: events.CardPayment; cash: events.CashPayment };
  unanswering: 'netprint' | 'network-print' | null;
}

async function begin(run: ModelRun, placed: Placed): Promise<void> {
  const { placement, copies, payment, unanswering } = placed;
  if (unanswering) await run.model.world.fault(unanswering, 'register', 'drop-after');
  const order = await placeOrder(run, placement, copies);
  if (payment === 'none') return;
  const isProper = payment === 'proper';
  if (placement === 'card') {
    await (isProper ? events.approve(run, order) : events.payByCard(run, order, payment.card));
  }
  if (placement === 'cash') {
    const cash = isProper ? { ...events.EXACTLY, notice: 'now' as const } : payment.cash;
    await events.payInCash(run, order, cash);
  }
  await run.model.sleep(1_000);
}

/** A morning on which the books of the day before have been compared, and so many hours after it. */
async function beginDay(run: ModelRun, hour: number): Promise<void> {
  const { model } = run;
  const morning = tokyoInstant(addDays(tokyoDate(model.now()), 1), '05:00');
  await model.sleep(morning - model.now().getTime());
  await keepHouse(run);
  await model.sleep(hour * HOUR);
}

/** Everything is healed, and time goes on until every order and every refund has ended. */
async function endAll(run: ModelRun): Promise<void> {
  const { model } = run;
  model.killings.length = 0;
  await heal(run);
  run.story.push('everything is healed');
  let isCompared = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await keepHouse(run);
    await payOut(run);
    await events.settleAtPayPal(run, 'complete');
    await model.sleep(1_000);
    const until = await nextInstant(run);
    if (until === null && isCompared) return;
    // Money that nobody told of is found when the books of its day are compared.
    isCompared = until === null;
    const instant = until ?? model.now().getTime() + 32 * HOUR;
    await model.sleep(Math.min(3 * DAY, Math.max(1_000, instant - model.now().getTime())));
    for (const order of run.orders) {
      if ((await orderNow(run, order)).attention !== null) await events.tryAgain(run, order);
    }
  }
  throw new Error('I7 not everything has ended');
}

/** When something is due next; null when everything has ended. Milliseconds since the epoch. */
async function nextInstant(run: ModelRun): Promise<number | null> {
  const now = run.model.now().getTime();
  const { pool } = run.model.world.database;
  const { rows: refunds } = await pool.query(`SELECT 1 FROM refund WHERE state <> 'refunded'`);
  const { rows: notices } = await pool.query(
    'SELECT 1 FROM provider_event WHERE handled_at IS NULL',
  );
  const due = refunds.length + notices.length > 0 ? [now + HOUR] : [];
  for (const order of run.orders) {
    const { state, isOver, paymentDeadline, printDeadline } = await orderNow(run, order);
    if (isOver) continue;
    const deadline = state === 'awaiting_payment' ? paymentDeadline : printDeadline;
    due.push(deadline.getTime() > now ? deadline.getTime() + 1_000 : now + HOUR);
  }
  return due.length === 0 ? null : Math.min(...due);
}

/**
 * Rows, lives, ledgers and mails say the same (I6, I7), and what must be true is.
 * @returns how each order ended
 */
async function judge(run: ModelRun): Promise<OrderState[]> {
  const { model, orders } = run;
  const states: OrderState[] = [];
  for (const order of orders) {
    const { state } = await orderNow(run, order);
    const ended = await model.outcomeOf(order.orderId);
    if (ended !== state)
      throw new Error(`I6 order ${order.orderId} is ${state}, its life ${ended}`);
    states.push(state);
  }
  const broken = await brokenPromises(run);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  const { pool } = model.world.database;
  await checkInvariants({ pool, townUrl: model.world.payPal.town.url });
  return states;
}

/** A run that failed leaves no life behind for the next. */
async function terminateAll({ model, orders }: ModelRun): Promise<void> {
  const { workflow } = model.environment.client;
  for (const { orderId } of orders) {
    await workflow
      .getHandle(orderWorkflowId(orderId))
      .terminate('the run failed')
      .catch(() => {});
  }
}
