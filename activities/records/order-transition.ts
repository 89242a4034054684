import type { Pool, PoolClient } from 'pg';
import { HELD_BACK } from '../../domain/orders/held-back.ts';
import { isEnded, nextOrderState, statesBefore } from '../../domain/orders/states.ts';
import type { OrderEvent, OrderState } from '../../domain/orders/states.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';

/** Where an event leads; each event of the table has one target. */
function targetOf(event: OrderEvent): OrderState {
  const [source] = statesBefore(event);
  const target = source && nextOrderState(source, event);
  if (!target) throw new RangeError(`no state knows the event ${event}`);
  return target;
}

const TRANSITION = `
WITH old AS (
  SELECT id, state, university_id FROM "order" WHERE id = $1 AND state = ANY($2) FOR UPDATE
), changed AS (
  UPDATE "order" o SET state = $3, revision = o.revision + 1,
    printable_at = CASE WHEN $3 = 'printable' THEN $6::timestamptz ELSE o.printable_at END,
    ended_at = CASE WHEN $4 THEN $6::timestamptz ELSE o.ended_at END,
    attention = CASE WHEN ($4 OR $3 = 'refunding') AND o.attention = ANY($9) THEN NULL ELSE o.attention END
  FROM old WHERE o.id = old.id RETURNING o.id
)
INSERT INTO audit_entry (at, actor, action, entity, entity_id, before, after, cause, university_id)
SELECT $6::timestamptz, $5, $7, 'order', old.id::text, jsonb_build_object('state', old.state), jsonb_build_object('state', $3::text),
  $8, old.university_id
FROM old JOIN changed ON changed.id = old.id`;

/**
 * Writes one legal step of an order and its audit row in one statement; a repeat, or a step that is not legal any
 * more, changes nothing (I6, I17). With what is not printed any more goes what held it back.
 * @param step `cause`: what the timeline tells besides the state, e.g. a provider's issue. `actor`: who wished it,
 *   where it is not the life by itself (`account:<id>`, `staff:<id>`).
 * @returns whether the order was changed
 */
export async function transitionOrder(
  pool: Pool | PoolClient,
  step: { orderId: string; event: OrderEvent; at: Date; cause?: string; actor?: string },
): Promise<boolean> {
  const target = targetOf(step.event);
  const { rowCount } = await pool.query({
    name: 'transition-order',
    text: TRANSITION,
    values: [
      step.orderId,
      statesBefore(step.event),
      target,
      isEnded(target),
      step.actor ?? `life:${orderWorkflowId(step.orderId)}`,
      step.at,
      step.event,
      step.cause ?? null,
      HELD_BACK,
    ],
  });
  return rowCount === 1;
}

const SET_ATTENTION = `
WITH changed AS (
  UPDATE "order" SET attention = $2 WHERE id = $1 AND attention IS DISTINCT FROM $2 RETURNING id, university_id
)
INSERT INTO audit_entry (actor, action, entity, entity_id, after, university_id)
SELECT $3, 'attention', 'order', id::text, jsonb_build_object('attention', $2::text), university_id FROM changed`;

/** Says why a person must look at an order, or (null) that nobody need any more. */
export async function setAttention(
  pool: Pool,
  orderId: string,
  attention: string | null,
): Promise<void> {
  await pool.query(SET_ATTENTION, [orderId, attention, `life:${orderWorkflowId(orderId)}`]);
}
