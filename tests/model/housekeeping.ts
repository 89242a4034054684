// What runs by itself beside the lives, and what staff do about what is on their list.
import { randomUUID } from 'node:crypto';
import { lifeOfRefund } from '../../domain/orders/refund-causes.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { settleTask } from '../../platform/staff-tasks.ts';
import { ask } from './ordered.ts';
import type { ModelRun } from './ordered.ts';

/** One run of housekeeping, and of the watch over the networks. A party that is down may spoil parts of it. */
export async function keepHouse(run: ModelRun): Promise<void> {
  const { world } = run.model;
  // The database's clock is the real one: what was received in this run's time is as old as that.
  await world.database.pool.query(
    `UPDATE provider_event SET received_at = now() - interval '1 minute' WHERE handled_at IS NULL`,
  );
  for (const part of ['watchPrinting', 'keepHouse'] as const) {
    try {
      await world.run(part, undefined);
    } catch (error) {
      run.story.push(`  ${part}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Staff pay out everything that is owed, and have what was refused tried again, by paying it out too. */
export async function payOut(run: ModelRun): Promise<number> {
  const { world, lives } = run.model;
  const { pool } = world.database;
  const { rows } = await pool.query<{
    id: string;
    taskKind: 'owed_money' | 'refund_refused';
    orderId: string | null;
    captureId: string;
    cause: RefundCause;
  }>(
    `UPDATE refund r SET channel = 'payout', paid_out_at = $1, paid_out_by = $2, payout_reference = 'bank'
     FROM staff_task t WHERE t.reference = r.id::text AND t.kind IN ('owed_money', 'refund_refused') AND t.state = 'open'
       AND r.paid_out_at IS NULL AND r.state IN ('requested', 'refused')
     RETURNING r.id, t.kind AS "taskKind", r.order_id AS "orderId", r.capture_id AS "captureId", r.cause`,
    [run.model.now(), `staff:${randomUUID()}`],
  );
  for (const refund of rows) {
    await settleTask(pool, {
      kind: refund.taskKind,
      reference: refund.id,
      by: randomUUID(),
      action: 'record_payout',
      note: null,
      at: run.model.now(),
    });
    await ask(run, () => lives.recordPayout(lifeOfRefund(refund)));
  }
  return rows.length;
}
