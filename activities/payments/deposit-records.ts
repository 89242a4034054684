import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import {
  depositOf,
  depositReference,
  JOURNAL_EVENTS,
  journalBalances,
  reversalBookings,
} from '../../domain/orders/journal.ts';
import type { JournalBooking } from '../../domain/orders/journal.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import type { CashDeposit } from '../../gateways/cash/port.ts';
import type { CashProviderId } from '../../domain/university/profile.ts';
import { openTask, settleTask } from '../../platform/staff-tasks.ts';
import { book } from '../records/journal.ts';

/** A deposit as it is stored. Instants are milliseconds since the epoch. */
export interface DepositRow {
  id: string;
  /** As the journal names it: `<provider>:<deposit id>`. */
  reference: string;
  provider: CashProviderId;
  amountYen: number;
  paidAt: number;
  countedYen: number;
  returningYen: number;
  isReversed: boolean;
}

const STORE = `
WITH told AS (
  INSERT INTO deposit (id, provider, provider_deposit_id, slip_key, payment_id, order_id, amount_yen, kind, store,
    paid_at, received_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (provider, provider_deposit_id) DO UPDATE SET kind = 'final'
    WHERE deposit.kind = 'provisional' AND EXCLUDED.kind = 'final'
  RETURNING id, xmax = 0 AS is_new
), booked AS (
  INSERT INTO journal_entry (id, order_id, event, reference, debit, credit, amount_yen)
  SELECT $12, $6, 'deposited', $13, $14, $15, $7 FROM told WHERE is_new
)
INSERT INTO audit_entry (actor, action, entity, entity_id, after, university_id)
SELECT 'provider:' || $2, 'deposit_received', 'payment', $4,
  jsonb_build_object('amountYen', $7::int, 'paidAt', $10::timestamptz, 'kind', $8::text), $16
FROM told WHERE is_new`;

/** Stores what the provider told of a deposit and books all of it, once however often it is told (I1, I2, R-325). */
export async function storeDeposit(
  client: PoolClient,
  deposit: CashDeposit & {
    provider: CashProviderId;
    paymentId: string | null;
    orderId: string | null;
    universityId: string;
    at: Date;
  },
): Promise<void> {
  const { debit, credit } = JOURNAL_EVENTS.deposited;
  await client.query({
    name: 'store-deposit',
    text: STORE,
    values: [
      randomUUID(),
      deposit.provider,
      deposit.depositId,
      deposit.slipKey,
      deposit.paymentId,
      deposit.orderId,
      deposit.amountYen,
      deposit.kind,
      deposit.store,
      deposit.paidAt,
      deposit.at,
      randomUUID(),
      depositReference(deposit.provider, deposit.depositId),
      debit,
      credit,
      deposit.universityId,
    ],
  });
}

const DEPOSIT_COLUMNS = `id, provider || ':' || provider_deposit_id AS reference, provider, amount_yen AS "amountYen",
  floor(extract(epoch FROM paid_at) * 1000)::float8 AS "paidAt", counted_yen AS "countedYen",
  returning_yen AS "returningYen", reversed_at IS NOT NULL AS "isReversed"`;

/** Every deposit of one payment, oldest first. */
export async function depositsOfPayment(
  client: PoolClient,
  paymentId: string,
): Promise<DepositRow[]> {
  const { rows } = await client.query<DepositRow>(
    `SELECT ${DEPOSIT_COLUMNS} FROM deposit WHERE payment_id = $1 ORDER BY paid_at, provider_deposit_id`,
    [paymentId],
  );
  return rows;
}

/** @returns the deposit of a reference; null when it was never stored */
export async function findDeposit(
  client: Pool | PoolClient,
  reference: string,
): Promise<DepositRow | null> {
  const { provider, providerDepositId } = depositOf(reference);
  const { rows } = await client.query<DepositRow>(
    `SELECT ${DEPOSIT_COLUMNS} FROM deposit WHERE provider = $1 AND provider_deposit_id = $2`,
    [provider, providerDepositId],
  );
  return rows[0] ?? null;
}

/** The store has taken a deposit back. */
export async function markReversed(
  client: PoolClient,
  reference: string,
  reversedAt: Date,
): Promise<void> {
  const { provider, providerDepositId } = depositOf(reference);
  await client.query(
    'UPDATE deposit SET reversed_at = $3 WHERE provider = $1 AND provider_deposit_id = $2',
    [provider, providerDepositId, reversedAt],
  );
}

/** What a return of cash is about. */
export interface CashReturn {
  universityId: string;
  orderId: string | null;
  deposit: Pick<DepositRow, 'id' | 'reference' | 'provider' | 'paidAt'>;
  amountYen: number;
  cause: RefundCause;
  at: Date;
}

/**
 * Yen of a deposit that no order counts: from now on they are owed, staff have a task to pay them out, and the refund's
 * life waits for that (I2, R-190). The life is started by whoever calls, after the transaction, or by housekeeping.
 */
export async function owe(client: PoolClient, money: CashReturn): Promise<void> {
  const { deposit, orderId, amountYen, cause, at } = money;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO refund (id, order_id, capture_id, amount_yen, cause, channel, requested_at)
     VALUES ($1, $2, $3, $4, $5, 'payout', $6) ON CONFLICT (capture_id, cause) DO NOTHING RETURNING id`,
    [randomUUID(), orderId, deposit.reference, amountYen, cause, at],
  );
  const [refund] = rows;
  if (!refund) return;
  await client.query('UPDATE deposit SET returning_yen = returning_yen + $2 WHERE id = $1', [
    deposit.id,
    amountYen,
  ]);
  await book(client, { orderId, event: 'owed', reference: refund.id, amountYen });
  await openTask(client, {
    universityId: money.universityId,
    orderId,
    kind: 'owed_money',
    reference: refund.id,
    amountYen,
    facts: {
      cause,
      provider: deposit.provider,
      paidAt: new Date(deposit.paidAt).toISOString(),
    },
    at,
  });
}

/** What became of yen that a provider took back. */
export interface Reversal {
  universityId: string;
  orderId: string;
  /** Capture's id, or the reference of the deposit. */
  reference: string;
  provider: string;
  amountYen: number;
  /** Yen of `pending` that it may be taken from: none while certificates are out for them. */
  pendingYen: number;
  printedCopies: number;
  at: Date;
}

/**
 * Books yen that a provider took back by itself, from wherever they are now, and, where they had been used up, puts it
 * before staff (R-190, I1). A repeat changes nothing.
 */
export async function bookReversal(client: PoolClient, reversal: Reversal): Promise<void> {
  const { orderId, reference, amountYen, at } = reversal;
  const { rowCount } = await client.query(
    `SELECT 1 FROM journal_entry WHERE reference = $1 AND event IN ('reversed', 'reversed_owed', 'reversed_used')`,
    [reference],
  );
  if (rowCount !== 0) return;
  const owedYen = await owedOf(client, orderId, reference);
  const parts = reversalBookings(amountYen, { pendingYen: reversal.pendingYen, owedYen });
  for (const part of parts) {
    await book(client, { orderId, reference, ...part });
    if (part.event === 'reversed_owed') {
      await lessenOwed(client, { orderId, reference, amountYen: part.amountYen, at });
    }
    if (part.event === 'reversed_used') {
      await openTask(client, {
        universityId: reversal.universityId,
        orderId,
        kind: 'payment_reversed',
        reference,
        amountYen: part.amountYen,
        facts: { provider: reversal.provider, printedCopies: reversal.printedCopies },
        at,
      });
    }
  }
  await client.query(
    `INSERT INTO audit_entry (actor, action, entity, entity_id, after, cause, university_id)
     VALUES ($1, 'deposit_reversed', 'order', $2, $3, $4, $5)`,
    [
      `provider:${reversal.provider}`,
      orderId,
      JSON.stringify({ amountYen }),
      reference,
      reversal.universityId,
    ],
  );
}

/** Refunds that staff have not paid out, which a reversal may have made superfluous: this deposit's own first. */
const OWED = `SELECT id, amount_yen AS "amountYen" FROM refund
  WHERE order_id = $1 AND channel = 'payout' AND state = 'requested' AND paid_out_at IS NULL
  ORDER BY capture_id <> $2, requested_at FOR UPDATE`;

async function owedOf(client: PoolClient, orderId: string, reference: string): Promise<number> {
  const { rows } = await client.query<{ amountYen: number }>(OWED, [orderId, reference]);
  return rows.reduce((sum, { amountYen }) => sum + amountYen, 0);
}

async function lessenOwed(
  client: PoolClient,
  {
    orderId,
    reference,
    amountYen,
    at,
  }: { orderId: string; reference: string; amountYen: number; at: Date },
): Promise<void> {
  let left = amountYen;
  const { rows } = await client.query<{ id: string; amountYen: number }>(OWED, [
    orderId,
    reference,
  ]);
  for (const refund of rows) {
    const taken = Math.min(left, refund.amountYen);
    if (taken === 0) break;
    left -= taken;
    const isNothingLeft = taken === refund.amountYen;
    await client.query(
      `UPDATE refund SET amount_yen = amount_yen - $2, reason = 'reversed',
         paid_out_at = CASE WHEN $3 THEN $4::timestamptz END, paid_out_by = CASE WHEN $3 THEN 'provider' END
       WHERE id = $1`,
      [refund.id, taken, isNothingLeft, at],
    );
    if (isNothingLeft) {
      const note = 'reversed';
      await settleTask(client, {
        kind: 'owed_money',
        reference: refund.id,
        by: null,
        action: null,
        note,
        at,
      });
    } else {
      await client.query(
        `UPDATE staff_task SET amount_yen = amount_yen - $2 WHERE kind = 'owed_money' AND reference = $1`,
        [refund.id, taken],
      );
    }
  }
}

/** Yen of an order that are not decided yet. */
export async function pendingOf(client: PoolClient, orderId: string): Promise<number> {
  const { rows } = await client.query<JournalBooking>(
    `SELECT debit, credit, amount_yen AS "amountYen" FROM journal_entry WHERE order_id = $1`,
    [orderId],
  );
  return journalBalances(rows).pending;
}
