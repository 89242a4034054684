// What breaks, and time.
import { randomUUID } from 'node:crypto';
import { moveDeadlines } from '../../platform/order-deadlines.ts';
import { DAY, HOUR } from '../support/activity-world.ts';
import { keepHouse } from './housekeeping.ts';
import type { Killing } from './model-world.ts';
import { orderNow } from './ordered.ts';
import type { ModelRun, PlacedOrder } from './ordered.ts';

/** A network forgets a document before its time; what was printed within the minute before, nobody would ever learn. */
export async function lose(
  run: ModelRun,
  order: PlacedOrder,
  network: 'netprint' | 'network-print',
): Promise<void> {
  const { world } = run.model;
  await keepHouse(run);
  const documents = await world.documents(network, order.orderId);
  const living = documents.find(({ end }) => end === null);
  if (living) await world.post(`/${network}/control/lose`, { document: living.id });
}

export const PARTIES = ['paypal', 'smart-pit', 'netprint', 'network-print', 'mailbox'] as const;
export const FAULTS = ['fail-before', 'fail-after', 'drop-before', 'drop-after', 'twice'] as const;

export async function breakOnce(
  run: ModelRun,
  party: (typeof PARTIES)[number],
  mode: (typeof FAULTS)[number],
): Promise<void> {
  await run.model.world.fault(party, '*', mode);
  if (mode === 'twice') run.doubling.add(party);
}

export async function takeDown(run: ModelRun, party: (typeof PARTIES)[number]): Promise<void> {
  await run.model.world.fault(party, '*', 'down');
  run.isDown = true;
}

export async function heal(run: ModelRun): Promise<void> {
  await run.model.world.noFaults();
  run.isDown = false;
}

export function killWorker({ model }: ModelRun, killings: Killing[]): void {
  model.killings.push(...killings);
}

/** A halt is announced that gives the order so much more time. */
export async function announceHalt(run: ModelRun, order: PlacedOrder, days: number): Promise<void> {
  const { paymentDeadline, printDeadline } = await orderNow(run, order);
  const later = (date: Date) => new Date(date.getTime() + days * DAY);
  await moveDeadlines(
    { pool: run.model.world.database.pool, lives: run.model.lives },
    {
      orderId: order.orderId,
      cause: 'halt',
      reference: randomUUID(),
      payment: later(paymentDeadline),
      print: later(printDeadline),
      actor: 'system',
      at: run.model.now(),
    },
  );
}

export const INSTANTS = [
  'a moment',
  'an hour',
  'two days',
  'just before the payment deadline',
  'just after the payment deadline',
  'just before the print deadline',
  'just after the print deadline',
] as const;

/** The clock goes on while something happens: enough for that also on a busy machine. Milliseconds. */
const JUST_BEFORE = 30_000;

/** Time passes; a deadline is that of the order. While a party is down, only a little. */
export async function passTime(
  run: ModelRun,
  order: PlacedOrder,
  until: (typeof INSTANTS)[number],
): Promise<void> {
  const { paymentDeadline, printDeadline } = await orderNow(run, order);
  const now = run.model.now().getTime();
  const target = {
    'a moment': now + 2_000,
    'an hour': now + HOUR,
    'two days': now + 2 * DAY,
    'just before the payment deadline': paymentDeadline.getTime() - JUST_BEFORE,
    'just after the payment deadline': paymentDeadline.getTime() + 1_000,
    'just before the print deadline': printDeadline.getTime() - JUST_BEFORE,
    'just after the print deadline': printDeadline.getTime() + 1_000,
  }[until];
  const left = () => target - run.model.now().getTime();
  if (left() <= 0) return;
  if (run.isDown && left() > HOUR / 2) await heal(run);
  // Days do not pass without housekeeping.
  while (left() > 3 * DAY) {
    await run.model.sleep(3 * DAY);
    await keepHouse(run);
  }
  if (left() > 0) await run.model.sleep(left());
}
