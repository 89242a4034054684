import type { Pool } from 'pg';
import { addDays, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { ProviderId } from '../../domain/university/profile.ts';
import type { LedgerLine } from './provider-ledger.ts';

/** One happening as all three have it; yen, 0 where one of them does not know it. */
export interface BookLine {
  kind: LedgerLine['kind'];
  reference: string;
  /** Counted by an order, or returned by a refund. */
  ordersYen: number;
  journalYen: number;
  providerYen: number;
  universityId: string | null;
  orderId: string | null;
  isBooked: boolean;
  isReversed: boolean;
}

interface OurLine {
  reference: string;
  kind: BookLine['kind'];
  ordersYen: number;
  journalYen: number | null;
  universityId: string | null;
  orderId: string | null;
  isReversed: boolean;
}

/** What came in: captures and deposits that the provider lists, and those that we hold to be of that day. */
const INCOMING = `
WITH wanted AS (
  SELECT unnest($2::text[]) AS reference
  UNION SELECT capture_id FROM payment
    WHERE $1 = 'paypal' AND provider = $1 AND state IN ('captured', 'reversed') AND paid_at >= $3 AND paid_at < $4
  UNION SELECT provider || ':' || provider_deposit_id FROM deposit
    WHERE provider = $1 AND paid_at >= $3 AND paid_at < $4
)
SELECT w.reference, 'in' AS kind, coalesce(d.amount_yen, p.amount_yen, f.amount_yen, 0) AS "ordersYen",
  j.amount_yen AS "journalYen", o.university_id AS "universityId", o.id AS "orderId",
  d.reversed_at IS NOT NULL AS "isReversed"
FROM wanted w
LEFT JOIN deposit d ON d.provider = $1 AND d.provider_deposit_id = substr(w.reference, length($1) + 2)
LEFT JOIN payment p ON p.capture_id = w.reference AND p.provider = 'paypal' AND p.state IN ('captured', 'reversed')
LEFT JOIN LATERAL (
  SELECT amount_yen, order_id FROM refund WHERE capture_id = w.reference AND channel = 'provider' LIMIT 1
) f ON p.id IS NULL
LEFT JOIN LATERAL (
  SELECT amount_yen, order_id FROM journal_entry
  WHERE event IN ('captured', 'captured_to_return', 'deposited') AND reference = w.reference LIMIT 1
) j ON true
LEFT JOIN "order" o ON o.id = coalesce(d.order_id, p.order_id, f.order_id, j.order_id)`;

/** What went back through the provider: refunds of ours by their id there, and what it gave back by itself. */
const RETURNED = `
SELECT w.reference, 'back' AS kind, coalesce(r.amount_yen, j.yen, 0) AS "ordersYen",
  CASE WHEN r.id IS NULL THEN j.yen ELSE k.amount_yen END AS "journalYen", o.university_id AS "universityId",
  o.id AS "orderId", false AS "isReversed"
FROM unnest($1::text[]) AS w (reference)
LEFT JOIN refund r ON r.provider_refund_id = w.reference
LEFT JOIN LATERAL (
  SELECT sum(amount_yen)::int AS yen, (array_agg(order_id))[1] AS order_id FROM journal_entry
  WHERE event IN ('reversed', 'reversed_owed', 'reversed_used') AND reference = w.reference
) j ON true
LEFT JOIN journal_entry k ON k.event = 'refunded' AND k.reference = r.id::text
LEFT JOIN "order" o ON o.id = coalesce(r.order_id, j.order_id)`;

/** Lays what our orders and our journal say of one day beside the provider's ledger of it. */
export async function ourBooks(
  pool: Pool,
  { provider, day }: { provider: ProviderId; day: CivilDate },
  ledger: readonly LedgerLine[],
): Promise<BookLine[]> {
  const references = (kind: LedgerLine['kind']) =>
    ledger.filter((line) => line.kind === kind).map(({ reference }) => reference);
  const incoming = await pool.query<OurLine>(INCOMING, [
    provider,
    references('in'),
    new Date(tokyoInstant(day)),
    new Date(tokyoInstant(addDays(day, 1))),
  ]);
  const returned = await pool.query<OurLine>(RETURNED, [references('back')]);
  return [...incoming.rows, ...returned.rows].map((line) => ({
    ...line,
    journalYen: line.journalYen ?? 0,
    isBooked: line.journalYen !== null,
    providerYen: ledger.find(({ reference }) => reference === line.reference)?.amountYen ?? 0,
  }));
}
