// One order of a run: how it is placed, found again, and what was promised to whoever ordered it.
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import type { CashProviderId } from '../../domain/university/profile.ts';
import { isEnded } from '../../domain/orders/states.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { TestOrder } from '../support/activity-world.ts';
import type { ModelWorld } from './model-world.ts';

export const PLACEMENTS = ['card', 'cash', 'free'] as const;
export type Placement = (typeof PLACEMENTS)[number];

export interface PlacedOrder extends TestOrder {
  placement: Placement;
  university: string;
  /** What an update has answered: it must be so in the end (I14). */
  promised: { state?: OrderState; printDeadline?: string };
}

/** Notices about to be delivered, by whoever keeps them back. */
export interface ModelRun {
  model: ModelWorld;
  orders: PlacedOrder[];
  /** Stored events that were not passed on yet. */
  held: (() => Promise<void>)[];
  /** A party does not answer at all: time passes slowly meanwhile, as every question is repeated. */
  isDown: boolean;
  /** Parties that did something twice by themselves. */
  doubling: Set<string>;
  /** What happened, for whoever reads a failure. */
  story: string[];
}

/** Places an order as the web does: the row first, then its life. */
export async function placeOrder(
  run: ModelRun,
  placement: Placement,
  copies: number[],
): Promise<PlacedOrder> {
  const { world, lives } = run.model;
  const slip: CashProviderId | undefined = placement === 'cash' ? 'smart-pit' : undefined;
  const isFree = placement === 'free';
  const placed = await world.placeOrder({ copies, isFree, ...(slip && { slip }) });
  const university = slip ? 'rakuo' : 'aomine';
  await lives.startOrder({
    orderId: placed.orderId,
    university,
    paymentDeadline: placed.paymentDeadline.toISOString(),
    printDeadline: placed.printDeadline.toISOString(),
    ...(isFree ? { isFree } : {}),
  });
  const order = { ...placed, placement, university, promised: {} };
  run.orders.push(order);
  return order;
}

export interface OrderNow {
  state: OrderState;
  attention: string | null;
  paymentDeadline: Date;
  printDeadline: Date;
  isOver: boolean;
}

export async function orderNow({ model }: ModelRun, { orderId }: PlacedOrder): Promise<OrderNow> {
  const { rows } = await model.world.database.pool.query<Omit<OrderNow, 'isOver'>>(
    `SELECT state, attention, payment_deadline AS "paymentDeadline", print_deadline AS "printDeadline"
     FROM "order" WHERE id = $1`,
    [orderId],
  );
  const [row] = rows;
  if (!row) throw new Error(`order ${orderId} is gone`);
  return { ...row, isOver: isEnded(row.state) };
}

/** The attempt to pay that is open or was last; absent where there is nothing to pay. */
export async function paymentNow(
  { model }: ModelRun,
  { orderId }: PlacedOrder,
): Promise<{ id: string; provider: string; providerOrderId: string | null } | undefined> {
  const { rows } = await model.world.database.pool.query<{
    id: string;
    provider: string;
    providerOrderId: string | null;
  }>(
    `SELECT id, provider, provider_order_id AS "providerOrderId" FROM payment WHERE order_id = $1
     ORDER BY created_at DESC LIMIT 1`,
    [orderId],
  );
  return rows[0];
}

/** Asks a life; what it refuses, or cannot answer now, is an answer too. */
export async function ask<T>(run: ModelRun, what: () => Promise<T>): Promise<T | null> {
  try {
    return await what();
  } catch (error) {
    const isAnswer =
      error instanceof LifeRefusal ||
      error instanceof LifeEnded ||
      error instanceof LifeUnreachable;
    if (!isAnswer) throw error;
    run.story.push(`  ${error.message}`);
    return null;
  }
}
