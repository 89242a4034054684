import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { settleTask } from '../../platform/staff-tasks.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { orderEmailFrame } from '../mail/order-mails.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { book } from '../records/journal.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { setAttention } from '../records/order-transition.ts';

/** A refund as it is stored. */
export interface RefundRow {
  id: string;
  captureId: string;
  amountYen: number;
  cause: RefundCause;
  state: 'requested' | 'refunded' | 'refused';
  channel: 'provider' | 'payout';
  /** Which attempt at the provider this is; each has an idempotency key of its own, since each followed a definite no. */
  attempt: number;
  /** Staff, or the provider by itself, have given it back. */
  isPaidOut: boolean;
}

const COLUMNS = `id, capture_id AS "captureId", amount_yen AS "amountYen", cause, state, channel, attempt,
  paid_out_at IS NOT NULL AS "isPaidOut"`;

/** The row first: its id is the provider's idempotency key, so a repeat is the same refund. */
export async function openRefund(
  pool: Pool | PoolClient,
  refund: {
    orderId: string;
    captureId: string;
    amountYen: number;
    cause: RefundCause;
    channel: RefundRow['channel'];
    /** `account:<id>` or `staff:<id>`; null: the life itself. */
    requestedBy: string | null;
    at: Date;
  },
): Promise<RefundRow> {
  const { rows } = await pool.query<RefundRow>(
    `INSERT INTO refund (id, order_id, capture_id, amount_yen, cause, channel, requested_by, requested_at, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
     ON CONFLICT (capture_id, cause) DO UPDATE SET started_at = coalesce(refund.started_at, EXCLUDED.started_at)
     RETURNING ${COLUMNS}`,
    [
      randomUUID(),
      refund.orderId,
      refund.captureId,
      refund.amountYen,
      refund.cause,
      refund.channel,
      refund.requestedBy,
      refund.at,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error('the refund was not stored');
  return row;
}

/** Every refund of a capture or deposit, oldest first. */
export async function refundsOf(pool: Pool, captureId: string): Promise<RefundRow[]> {
  const { rows } = await pool.query<RefundRow>(
    `SELECT ${COLUMNS} FROM refund WHERE capture_id = $1 ORDER BY requested_at`,
    [captureId],
  );
  return rows;
}

/**
 * Staff, or the store by itself, have given it back, or the provider has confirmed it: booked, its task done, the
 * person told. A repeat changes nothing, and sends the mail that a crash left unsent (I5, I12).
 * @param money `keptYen`: what the university keeps by its terms
 */
export async function closeRefund(
  deps: ActivityDependencies,
  order: OrderRecord,
  { refund, keptYen }: { refund: RefundRow; keptYen: number },
): Promise<void> {
  const { id, amountYen, cause, isPaidOut } = refund;
  await bookClosed(deps, order.id, refund);
  if (order.attention === 'refund_refused') await setAttention(deps.pool, order.id, null);
  // The store gave it back over its own counter: nobody has to be told.
  if (isPaidOut && amountYen === 0) return;
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: `refund:${id}`,
    template: 'payment-returned',
    model: {
      ...orderEmailFrame(deps, order, profile),
      amountYen,
      keptYen,
      cause,
      channel: isPaidOut ? 'payout' : 'provider',
    },
  });
}

/** Closes what staff have paid out of money that no life waits for; `order` is null where none explains it. */
export async function closePayout(
  deps: ActivityDependencies,
  order: OrderRecord | null,
  refund: RefundRow,
): Promise<void> {
  if (order) await closeRefund(deps, order, { refund, keptYen: 0 });
  else await bookClosed(deps, null, refund);
}

async function bookClosed(
  { pool, clock }: ActivityDependencies,
  orderId: string | null,
  { id, amountYen, isPaidOut }: RefundRow,
): Promise<void> {
  const at = clock();
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE refund SET state = 'refunded', reason = CASE WHEN reason = 'reversed' THEN reason END, ended_at = $2
       WHERE id = $1 AND state <> 'refunded'`,
      [id, at],
    );
    if (rowCount === 0) return;
    const event = isPaidOut ? 'paid_out' : 'refunded';
    await book(client, { orderId, event, reference: id, amountYen });
    for (const kind of ['owed_money', 'refund_refused'] as const) {
      await settleTask(client, { kind, reference: id, by: null, action: null, note: null, at });
    }
  });
}

/** Says that the money is safe, that the office pays it out, and whom to call; once a refund. */
export async function tellOwed(
  deps: ActivityDependencies,
  order: OrderRecord,
  { refund, keptYen }: { refund: RefundRow; keptYen: number },
): Promise<void> {
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: `owed:${refund.id}`,
    template: 'money-owed',
    model: {
      ...orderEmailFrame(deps, order, profile),
      amountYen: refund.amountYen,
      keptYen,
      cause: refund.cause,
      office: profile.contacts.records,
    },
  });
}
