import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { JOURNAL_EVENTS } from '../../domain/orders/journal.ts';
import type { JournalEvent } from '../../domain/orders/journal.ts';

/**
 * Books yen once: the unique key of event and reference makes a repeat harmless (I1, I5).
 * @param entry `orderId`: null where no order explains the money. `reference`: capture id, refund id or order id, as
 *   domain/orders/journal.ts says of each event
 */
export async function book(
  pool: Pool | PoolClient,
  entry: { orderId: string | null; event: JournalEvent; reference: string; amountYen: number },
): Promise<void> {
  const { debit, credit } = JOURNAL_EVENTS[entry.event];
  await pool.query(
    `INSERT INTO journal_entry (id, order_id, event, reference, debit, credit, amount_yen)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event, reference) DO NOTHING`,
    [randomUUID(), entry.orderId, entry.event, entry.reference, debit, credit, entry.amountYen],
  );
}
