import type { AppDependencies } from '../dependencies.ts';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import { ORDER_REFUSALS } from '../../workflows/certificate-order/contract.ts';
import type { OrderDetail } from './queries.ts';

type Deps = Pick<AppDependencies, 'pool' | 'lives' | 'clock' | 'logger'>;

/**
 * Starts the life of a placed order and writes down that it runs. When Temporal is away the order stays without:
 * a schedule starts it within minutes, and the person goes on.
 */
export async function startLife(
  { pool, lives, clock, logger }: Deps,
  order: {
    orderId: string;
    university: string;
    paymentDeadline: Date;
    printDeadline: Date;
    isFree: boolean;
  },
): Promise<void> {
  try {
    await lives.startOrder({
      orderId: order.orderId,
      university: order.university,
      paymentDeadline: order.paymentDeadline.toISOString(),
      printDeadline: order.printDeadline.toISOString(),
      ...(order.isFree ? { isFree: true } : {}),
    });
  } catch (error) {
    if (!(error instanceof LifeUnreachable)) throw error;
    logger.warn({ orderId: order.orderId }, 'the life of an order is left to the schedule');
    return;
  }
  await pool.query({
    name: 'order-started',
    text: 'update "order" set started_at = $2 where id = $1 and started_at is null',
    values: [order.orderId, clock()],
  });
}

/** How what a person asked of an order's life ended. */
export type Answer =
  | { kind: 'done' }
  /** The life said no; `type` is one of `ORDER_REFUSALS`. */
  | { kind: 'refused'; type: string }
  /** It was sent, and nobody knows yet what became of it. */
  | { kind: 'unknown' };

/**
 * Gives an order up. Only where its row says that it is paid is the life asked to return money: what was
 * paid meanwhile is not given up by somebody who saw that nothing was.
 */
export async function cancelOrder(deps: Deps, order: OrderDetail): Promise<Answer> {
  return ask(async () => {
    if (order.startedAt === null)
      await startLife(deps, {
        ...order,
        orderId: order.id,
        university: order.universityCode,
        isFree: order.totalYen === 0,
      });
    const isPaid = order.state !== 'awaiting_payment';
    await deps.lives.cancelOrder(
      order.id,
      ...(isPaid ? [{ cause: 'cancelled_by_person', actor: actorOf(order) } as const] : []),
    );
  });
}

/** The one free re-opening of the print window. */
export async function reopenPrintWindow(deps: Deps, order: OrderDetail): Promise<Answer> {
  return ask(() => deps.lives.reopenPrintWindow(order.id, { actor: actorOf(order) }));
}

const actorOf = ({ accountId }: OrderDetail) => `account:${accountId}`;

async function ask(work: () => Promise<unknown>): Promise<Answer> {
  try {
    await work();
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof LifeRefusal) return { kind: 'refused', type: error.type };
    if (error instanceof LifeEnded) return { kind: 'refused', type: ORDER_REFUSALS.ended };
    if (error instanceof LifeUnreachable) return { kind: 'unknown' };
    throw error;
  }
}
