import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { StaffTaskAction, StaffTaskKind } from '../domain/staff/tasks.ts';

/** Plain facts that a task's page tells: numbers, instants (ISO), codes; nothing personal. */
export type TaskFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface TaskToOpen {
  universityId: string;
  /** Null where no order explains it. */
  orderId: string | null;
  kind: StaffTaskKind;
  /** What it is about, as domain/staff/tasks.ts says of each kind. */
  reference: string;
  amountYen: number | null;
  facts: TaskFacts;
  at: Date;
  /** The same happening may come back after staff had dealt with it (refused again): a task that was done opens anew. */
  reopens?: boolean;
}

const OPEN = `
WITH opened AS (
  INSERT INTO staff_task (id, university_id, order_id, kind, reference, amount_yen, facts, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (kind, reference) DO UPDATE SET state = 'open', created_at = EXCLUDED.created_at,
    amount_yen = EXCLUDED.amount_yen, facts = EXCLUDED.facts, first_by = NULL, first_at = NULL, done_by = NULL,
    done_at = NULL, action = NULL, note = NULL
  WHERE $9 AND staff_task.state = 'done'
  RETURNING id, kind, university_id
)
INSERT INTO audit_entry (actor, action, entity, entity_id, after, university_id)
SELECT 'system', 'task_opened', 'staff_task', id::text, jsonb_build_object('kind', kind, 'state', 'open'), university_id
FROM opened`;

/**
 * Puts something before the university's staff, once for each kind and reference, with its audit row in the same
 * statement (R-190, R-325, I2, I17).
 * @returns whether it is a new task, or one opened anew
 */
export async function openTask(pool: Pool | PoolClient, task: TaskToOpen): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'open-staff-task',
    text: OPEN,
    values: [
      randomUUID(),
      task.universityId,
      task.orderId,
      task.kind,
      task.reference,
      task.amountYen,
      JSON.stringify(task.facts),
      task.at,
      task.reopens === true,
    ],
  });
  return rowCount === 1;
}

export interface TaskToSettle {
  kind: StaffTaskKind;
  reference: string;
  /** Id of the member of staff; null: the service found that it is settled. */
  by: string | null;
  /** Null: nobody had to do anything. */
  action: StaffTaskAction | null;
  note: string | null;
  at: Date;
}

const SETTLE = `
WITH settled AS (
  UPDATE staff_task t SET state = 'done', done_by = $3, done_at = $4, action = $5, note = $6
  FROM (SELECT id, state FROM staff_task WHERE kind = $1 AND reference = $2 AND state <> 'done' FOR UPDATE) old
  WHERE t.id = old.id RETURNING t.id, t.kind, t.university_id, old.state AS before
)
INSERT INTO audit_entry (actor, action, entity, entity_id, before, after, cause, university_id)
SELECT CASE WHEN $3::uuid IS NULL THEN 'system' ELSE 'staff:' || $3::text END, 'task_done', 'staff_task', id::text,
  jsonb_build_object('kind', kind, 'state', before), jsonb_build_object('kind', kind, 'state', 'done'), $5, university_id
FROM settled`;

/**
 * Ends a task, with its audit row in the same statement; a task that was done, or never was, is left as it is.
 * @returns whether this ended it
 */
export async function settleTask(pool: Pool | PoolClient, task: TaskToSettle): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'settle-staff-task',
    text: SETTLE,
    values: [task.kind, task.reference, task.by, task.at, task.action, task.note],
  });
  return rowCount === 1;
}

/**
 * Ends what an order's staff were to look at, once its end has settled it: nothing is left to be printed.
 * @param end `by`: id of the member of staff who gave the order up; null: it ended otherwise
 */
export async function settleTasksOf(
  client: Pool | PoolClient,
  orderId: string,
  { kinds, by, at }: { kinds: readonly StaffTaskKind[]; by: string | null; at: Date },
): Promise<void> {
  const { rows } = await client.query<{ kind: StaffTaskKind; reference: string }>(
    `SELECT kind, reference FROM staff_task WHERE order_id = $1 AND kind = ANY($2) AND state <> 'done'`,
    [orderId, kinds],
  );
  for (const { kind, reference } of rows) {
    const action = by === null ? null : 'cancel_and_refund';
    await settleTask(client, { kind, reference, by, action, note: null, at });
  }
}
