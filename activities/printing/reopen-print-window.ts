import { reopeningOf } from '../../domain/orders/reopening.ts';
import { moveDeadlines } from '../../platform/order-deadlines.ts';
import type { CertificateOrderActivities } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { orderRefusal } from '../failures.ts';
import { mailDeadlineMoved } from '../mail/order-mails.ts';
import { deadlinesForLife, loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { copiesLeft } from './printed.ts';

/** The one key of all re-openings of an order: so there is one. */
const ONCE = 'reopening';

/**
 * The one free re-opening of the print window, where the university has it: counted from today by the university's rule
 * for print deadlines. A repeat returns what the first one did.
 */
export function createReopenPrintWindow(
  deps: ActivityDependencies,
): CertificateOrderActivities['reopenPrintWindow'] {
  return async ({ orderId, actor }) => {
    const order = await loadOrder(deps.pool, orderId);
    if (!(await hasReopened(deps, orderId))) {
      const print = await newDeadline(deps, order);
      const move = { orderId, cause: 'reopening', reference: ONCE, print, actor } as const;
      if (!(await moveDeadlines(deps, { ...move, at: deps.clock() })))
        throw orderRefusal('notReopenable');
    }
    // A row of its own besides the moved deadline, and the order's mark; also when a first attempt stopped in between.
    await deps.pool.query(RECORD, [orderId, deps.clock(), actor]);
    const reopened = await loadOrder(deps.pool, orderId);
    await mailDeadlineMoved(deps, reopened, {
      cause: 'reopening',
      reference: ONCE,
      payment: null,
      print: new Date(reopened.printDeadline),
    });
    return deadlinesForLife(reopened);
  };
}

const RECORD = `
WITH reopened AS (
  UPDATE "order" SET reopened_at = $2, revision = revision + 1 WHERE id = $1 AND reopened_at IS NULL
  RETURNING id, university_id, print_deadline
)
INSERT INTO audit_entry (actor, action, entity, entity_id, after, university_id)
SELECT $3, 'print_window_reopened', 'order', id::text, jsonb_build_object('print', print_deadline), university_id
FROM reopened`;

/** @throws ApplicationFailure `NotReopenable` */
async function newDeadline(deps: ActivityDependencies, order: OrderRecord): Promise<Date> {
  const profile = await orderProfile(deps, order);
  const { state, printDeadline } = order;
  const asked = { state, printDeadline, isReopened: false, copiesLeft: copiesLeft(order) };
  const reopening = reopeningOf(asked, profile, deps.clock());
  if (reopening.kind === 'impossible') throw orderRefusal('notReopenable');
  return reopening.print;
}

async function hasReopened({ pool }: ActivityDependencies, orderId: string): Promise<boolean> {
  const { rows } = await pool.query<{ reopenedAt: Date | null; hasMoved: boolean }>(
    `SELECT reopened_at AS "reopenedAt", EXISTS (SELECT FROM deadline_change c
       WHERE c.order_id = o.id AND c.cause = 'reopening') AS "hasMoved" FROM "order" o WHERE id = $1`,
    [orderId],
  );
  // Moved, but not marked: a first attempt of the same wish was cut off.
  const [row] = rows;
  if (row?.reopenedAt) throw orderRefusal('notReopenable');
  return row?.hasMoved === true;
}
