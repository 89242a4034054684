import type { Pool } from 'pg';
import { storeCashNotice } from './store-event.ts';
import type { CashNoticeFacts } from './store-event.ts';

/** SBPS's notices as they are stored: rows of `provider_event`, found by the key of the slip. */
export function createSbpsRecords(pool: Pool) {
  return {
    /** What is kept of everything that was told of a slip, in the order of arrival. */
    async noticesOf(slipKey: string): Promise<unknown[]> {
      const { rows } = await pool.query<{ payload: unknown }>({
        name: 'sbps-notices',
        text: `select payload from provider_event where provider = 'sbps' and provider_order_id = $1
          order by received_at, id`,
        values: [slipKey],
      });
      return rows.map(({ payload }) => payload);
    },

    /** Keys of slips for which money was told to have been paid in a span of time, those we know nothing of too. */
    async slipsPaidBetween(from: Date, to: Date): Promise<string[]> {
      const { rows } = await pool.query<{ key: string }>({
        name: 'sbps-paid-slips',
        text: `select distinct provider_order_id as key from provider_event
          where provider = 'sbps' and type in ('deposit', 'final', 'reversal')
            and occurred_at >= $1 and occurred_at < $2 order by 1`,
        values: [from, to],
      });
      return rows.map(({ key }) => key);
    },

    /** Keeps what an inquiry found at `now`, unless more notices than `seen` have come meanwhile. */
    async keep(notice: CashNoticeFacts, seen: number, now: Date): Promise<void> {
      const { rows } = await pool.query<{ count: string }>({
        name: 'sbps-notice-count',
        text: `select count(*) from provider_event where provider = 'sbps' and provider_order_id = $1`,
        values: [notice.slipKey],
      });
      if (Number(rows[0]?.count) === seen) await storeCashNotice(pool, notice, now);
    },
  };
}
