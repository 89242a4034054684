// The model of an order's life (issue of full orders, "Proof"): any interleaving of what people, providers, networks and
// time may do ends in a legal state, and what must always be true is true (I1–I9, I12, I14, I15).
import fc from 'fast-check';
import { checkInvariants } from '../support/invariants.ts';
import { HOUR } from '../support/activity-world.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import type { CertificateOrderResult } from '../../workflows/certificate-order/contract.ts';
import { COMMANDS } from './commands.ts';
import type { Model } from './commands.ts';
import * as events from './events.ts';
import { keepHouse, payOut } from './housekeeping.ts';
import type { ModelWorld } from './model-world.ts';
import { orderNow, placeOrder, PLACEMENTS } from './ordered.ts';
import type { ModelRun } from './ordered.ts';
import { brokenPromises } from './promises.ts';

/** More rounds of housekeeping than any order that does not end by itself would need. */
const MOST_ROUNDS = 60;

const placements = fc.array(
  fc.record({
    placement: fc.constantFrom(...PLACEMENTS, 'card' as const, 'cash' as const),
    copies: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** The property; `tell` hears the story of a run that fails. */
export function anyInterleavingEndsWell(
  model: ModelWorld,
  tell: (story: string) => void,
): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(
    placements,
    fc.commands(COMMANDS, { maxCommands: 25, size: '+1' }),
    async (placed, commands) => {
      const run: ModelRun = { model, orders: [], held: [], isDown: false, story: [] };
      await model.reset();
      try {
        for (const { placement, copies } of placed) await placeOrder(run, placement, copies);
        run.story.push(...placed.map((one) => JSON.stringify(one)));
        await fc.asyncModelRun(
          () => ({ model: { orders: placed.length } satisfies Model, real: run }),
          commands,
        );
        await endAll(run);
        await judge(run);
      } catch (error) {
        tell(run.story.join('\n'));
        await terminateAll(run);
        throw error;
      }
    },
  );
}

/** Everything is healed, and time goes on until every order and every refund has ended. */
async function endAll(run: ModelRun): Promise<void> {
  const { model } = run;
  model.killings.length = 0;
  await events.heal(run);
  run.story.push('everything is healed');
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await keepHouse(run);
    await payOut(run);
    await events.settleAtPayPal(run, 'complete');
    await model.sleep(1_000);
    const until = await nextInstant(run);
    if (until === null) return;
    await model.sleep(Math.max(1_000, until - model.now().getTime()));
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

/** Rows, lives, ledgers and mails say the same (I6, I7), and what must be true is. */
async function judge(run: ModelRun): Promise<void> {
  const { model, orders } = run;
  for (const order of orders) {
    const life = model.environment.client.workflow.getHandle(orderWorkflowId(order.orderId));
    const { outcome } = (await life.result()) as CertificateOrderResult;
    const { state } = await orderNow(run, order);
    if (outcome !== state) throw new Error(`I6 order ${order.orderId} is ${state}, not ${outcome}`);
  }
  const broken = await brokenPromises(run);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  const { pool } = model.world.database;
  await checkInvariants({ pool, townUrl: model.world.payPal.town.url });
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
