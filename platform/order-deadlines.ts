import type { Pool } from 'pg';
import { STATES_BEFORE_DEADLINE } from '../domain/orders/deadline-changes.ts';
import type { DeadlineChangeCause } from '../domain/orders/deadline-changes.ts';
import { LifeUnreachable } from './lives.ts';
import type { Lives } from './lives.ts';

export interface DeadlineMove {
  orderId: string;
  cause: DeadlineChangeCause;
  /** What makes the cause one: a payment's id, the beginning of a halt or outage, … A second move for it does nothing. */
  reference: string;
  /** The new deadlines; one that is absent, or not later than the order's, stays. */
  payment?: Date;
  print?: Date;
  /** As the audit row names whoever it is: `account:<id>`, `life:<workflow id>`, `system`. */
  actor: string;
  at: Date;
}

// Whoever moves the same order waits at FOR UPDATE and then reads what the other wrote; whoever has the same cause finds
// its row by the unique key.
const MOVE = `
WITH old AS (
  SELECT id, university_id, state, payment_deadline, print_deadline FROM "order" WHERE id = $1 FOR UPDATE
), move AS (
  INSERT INTO deadline_change (id, order_id, which, cause, reference, before, after, changed_at)
  SELECT gen_random_uuid(), old.id, wish.which, $2, $3, wish.before, wish.after, $4
  FROM old CROSS JOIN LATERAL (VALUES
    ('payment', payment_deadline, $5::timestamptz, state = ANY($7)),
    ('print', print_deadline, $6::timestamptz, state = ANY($8))) AS wish (which, before, after, is_movable)
  WHERE wish.is_movable AND wish.before > $4 AND wish.after > wish.before
  ON CONFLICT DO NOTHING
  RETURNING which, before, after
), changed AS (
  UPDATE "order" o SET revision = o.revision + 1,
    payment_deadline = coalesce((SELECT after FROM move WHERE which = 'payment'), o.payment_deadline),
    print_deadline = coalesce((SELECT after FROM move WHERE which = 'print'), o.print_deadline)
  FROM old WHERE o.id = old.id AND EXISTS (SELECT FROM move)
  RETURNING o.id, o.university_id, o.payment_deadline, o.print_deadline
), trail AS (
  INSERT INTO audit_entry (actor, action, entity, entity_id, before, after, cause, university_id)
  SELECT $9, 'deadline_moved', 'order', changed.id::text, (SELECT jsonb_object_agg(which, before) FROM move),
    (SELECT jsonb_object_agg(which, after) FROM move), $2, changed.university_id
  FROM changed
)
SELECT payment_deadline AS "paymentDeadline", print_deadline AS "printDeadline" FROM changed`;

/**
 * Moves the deadlines of an order later, once for a cause, with its audit row, in one statement; then tells the life.
 * A deadline that was reached, or decides nothing any more, stays (I9, X-13, X-14). A life that cannot be told now
 * learns of it when it wakes at the old deadline.
 * @returns whether a deadline moved
 */
export async function moveDeadlines(
  { pool, lives }: { pool: Pool; lives: Pick<Lives, 'moveDeadlines'> },
  move: DeadlineMove,
): Promise<boolean> {
  const { rows } = await pool.query<{ paymentDeadline: Date; printDeadline: Date }>({
    name: 'move-deadlines',
    text: MOVE,
    values: [
      move.orderId,
      move.cause,
      move.reference,
      move.at,
      move.payment ?? null,
      move.print ?? null,
      STATES_BEFORE_DEADLINE.payment,
      STATES_BEFORE_DEADLINE.print,
      move.actor,
    ],
  });
  const [moved] = rows;
  if (!moved) return false;
  try {
    await lives.moveDeadlines(move.orderId, {
      paymentDeadline: moved.paymentDeadline.toISOString(),
      printDeadline: moved.printDeadline.toISOString(),
    });
  } catch (error) {
    if (!(error instanceof LifeUnreachable)) throw error;
  }
  return true;
}
