import type { AppDependencies } from '../dependencies.ts';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
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

/** How giving up an order before payment ended. */
export type Cancellation =
  | { kind: 'cancelled' }
  /** The life said no; `type` is one of `ORDER_REFUSALS`. */
  | { kind: 'refused'; type: string }
  /** It was sent, and nobody knows yet what became of it. */
  | { kind: 'unknown' };

export async function cancelOrder(deps: Deps, order: OrderDetail): Promise<Cancellation> {
  try {
    if (order.startedAt === null)
      await startLife(deps, {
        ...order,
        orderId: order.id,
        university: order.universityCode,
        isFree: order.totalYen === 0,
      });
    await deps.lives.cancelOrder(order.id);
    return { kind: 'cancelled' };
  } catch (error) {
    if (error instanceof LifeRefusal) return { kind: 'refused', type: error.type };
    if (error instanceof LifeEnded) return { kind: 'refused', type: 'OrderEnded' };
    if (error instanceof LifeUnreachable) return { kind: 'unknown' };
    throw error;
  }
}
