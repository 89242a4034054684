import type { PoolClient } from 'pg';
import { OPEN_PAYMENT_STATES } from '../../domain/orders/payment-states.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import { depositReference } from '../../domain/orders/journal.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { judgeSlip, strayCause } from '../../domain/orders/slip-judgement.ts';
import type { SlipJudgement } from '../../domain/orders/slip-judgement.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { CashProviderId } from '../../domain/university/profile.ts';
import type { CashDeposit } from '../../gateways/cash/port.ts';
import { inTransaction } from '../../platform/transaction.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import {
  bookReversal,
  depositsOfPayment,
  markReversed,
  owe,
  pendingOf,
  storeDeposit,
} from './deposit-records.ts';
import type { DepositRow } from './deposit-records.ts';

/** Money that goes back, whose life is to be started. */
export interface DepositToReturn {
  captureId: string;
  cause: RefundCause;
}

/**
 * Counted money that the provider took back while nothing of its order is printed as far as we know. It is not booked:
 * what follows depends on what the print networks say.
 */
export interface CountedReversal {
  paymentId: string;
  provider: string;
  /** What the journal calls it: the deposit's reference, or the id of PayPal's refund. */
  reference: string;
  amountYen: number;
  at: Date;
}

export interface SlipFinding {
  /** `paid`: this payment counts for its order. `short`: a part is there. */
  state: 'paid' | 'short' | 'unpaid';
  reversals: CountedReversal[];
  returning: DepositToReturn[];
}

interface LockedOrder {
  id: string;
  state: OrderState;
  universityId: string;
  totalYen: number;
  /** Milliseconds since the epoch. */
  paymentDeadline: number;
  isPaid: boolean;
  paymentState: PaymentState;
  printedCopies: number;
}

/** States in which a paid order has given out nothing yet, as far as we know: it can still be taken back as a whole. */
export const WITHDRAWABLE: readonly OrderState[] = ['preparing', 'printable'];

/**
 * Writes down what a provider says of the cash for one payment, and what becomes of it, in one transaction under the
 * order's lock: whoever looks at the same moment, or again, finds it done. Every yen is booked when it is first seen;
 * deposits in time that reach the amount count and move the order; whatever else cannot stay is owed (R-208, I1, I2,
 * I3, I9).
 * @param slip `deposits`: what the provider said just now; empty: only judge what is stored
 */
export function judgeDeposits(
  { pool }: Pick<ActivityDependencies, 'pool'>,
  slip: {
    orderId: string;
    paymentId: string;
    provider: CashProviderId;
    deposits: readonly CashDeposit[];
    at: Date;
  },
): Promise<SlipFinding> {
  const { orderId, paymentId, provider, at } = slip;
  return inTransaction(pool, async (client) => {
    const order = await lockOrder(client, orderId, paymentId);
    for (const deposit of slip.deposits) {
      const { universityId } = order;
      await storeDeposit(client, { ...deposit, provider, paymentId, orderId, universityId, at });
    }
    const reversals = await takeReversals(client, order, slip);
    const rows = await depositsOfPayment(client, paymentId);
    const state = await decide(client, order, { paymentId, rows, at });
    return { state, reversals, returning: await unstartedReturns(client, rows) };
  });
}

async function lockOrder(
  client: PoolClient,
  orderId: string,
  paymentId: string,
): Promise<LockedOrder> {
  // The order's row is locked by itself first: what is read after that is what the one before us has left.
  await client.query('SELECT 1 FROM "order" WHERE id = $1 FOR UPDATE', [orderId]);
  const { rows } = await client.query<LockedOrder>(
    `SELECT o.id, o.state, o.university_id AS "universityId", o.total_yen AS "totalYen",
       floor(extract(epoch FROM o.payment_deadline) * 1000)::float8 AS "paymentDeadline",
       EXISTS (SELECT 1 FROM payment c WHERE c.order_id = o.id AND c.state = 'captured') AS "isPaid",
       p.state AS "paymentState",
       (SELECT coalesce(sum(j.printed_count), 0)::int FROM print_job j WHERE j.order_id = o.id) AS "printedCopies"
     FROM "order" o JOIN payment p ON p.order_id = o.id AND p.id = $2 WHERE o.id = $1`,
    [orderId, paymentId],
  );
  const [row] = rows;
  if (!row) throw new Error(`payment ${paymentId} is not one of order ${orderId}`);
  return row;
}

/** What a store took back is booked at once, unless it is one of those that are returned from here. */
async function takeReversals(
  client: PoolClient,
  order: LockedOrder,
  {
    paymentId,
    provider,
    deposits,
    at,
  }: {
    paymentId: string;
    provider: CashProviderId;
    deposits: readonly CashDeposit[];
    at: Date;
  },
): Promise<CountedReversal[]> {
  const waiting: CountedReversal[] = [];
  for (const row of await depositsOfPayment(client, paymentId)) {
    const { reference, amountYen } = row;
    const told = deposits.find((one) => depositReference(provider, one.depositId) === reference);
    if (!told?.reversedAt || row.isReversed) continue;
    if (row.countedYen > 0 && order.printedCopies === 0 && WITHDRAWABLE.includes(order.state)) {
      waiting.push({ paymentId, provider, reference, amountYen, at: told.reversedAt });
      continue;
    }
    await reverseDeposit(client, order, { row, reversedAt: told.reversedAt, at });
  }
  return waiting;
}

async function reverseDeposit(
  client: PoolClient,
  order: LockedOrder,
  { row, reversedAt, at }: { row: DepositRow; reversedAt: Date; at: Date },
): Promise<void> {
  const isOut = row.countedYen > 0;
  const undecided = isOut ? 0 : await pendingOf(client, order.id);
  await bookReversal(client, {
    universityId: order.universityId,
    orderId: order.id,
    reference: row.reference,
    provider: row.provider,
    amountYen: row.amountYen,
    pendingYen: Math.min(undecided, row.amountYen - row.returningYen),
    printedCopies: order.printedCopies,
    at,
  });
  await markReversed(client, row.reference, reversedAt);
}

/** @returns how the payment stands now */
async function decide(
  client: PoolClient,
  order: LockedOrder,
  { paymentId, rows, at }: { paymentId: string; rows: readonly DepositRow[]; at: Date },
): Promise<'paid' | 'short' | 'unpaid'> {
  const undecided = rows.filter(
    ({ countedYen, returningYen, isReversed }) =>
      countedYen === 0 && returningYen === 0 && !isReversed,
  );
  const isAwaited =
    order.state === 'awaiting_payment' &&
    OPEN_PAYMENT_STATES.some((state) => state === order.paymentState);
  if (!isAwaited) {
    for (const row of undecided) {
      await owe(client, { ...returnOf(order, row, at), cause: strayCause(row, order) });
    }
    return order.paymentState === 'captured' ? 'paid' : 'unpaid';
  }
  const judgement = judgeSlip(
    { amountYen: order.totalYen, paymentDeadline: order.paymentDeadline },
    undecided,
  );
  if (judgement.completedBy !== null) {
    await count(client, order, { paymentId, judgement, undecided, at });
  }
  for (const { id, returningYen, cause } of judgement.parts) {
    const row = undecided.find((one) => one.id === id);
    if (!row || cause === null) continue;
    await owe(client, { ...returnOf(order, row, at), amountYen: returningYen, cause });
  }
  return judgement.state === 'counted' ? 'paid' : judgement.state;
}

const returnOf = ({ id, universityId }: LockedOrder, deposit: DepositRow, at: Date) => ({
  universityId,
  orderId: id,
  deposit,
  amountYen: deposit.amountYen,
  at,
});

/** The sum is complete: the payment counts, and the order is paid, at the instant of the deposit that completed it. */
async function count(
  client: PoolClient,
  order: LockedOrder,
  {
    paymentId,
    judgement,
    undecided,
    at,
  }: {
    paymentId: string;
    judgement: SlipJudgement;
    undecided: readonly DepositRow[];
    at: Date;
  },
): Promise<void> {
  const completing = undecided.find(({ id }) => id === judgement.completedBy?.id);
  if (!completing) throw new Error('the deposit that completed the sum is not among them');
  const paidAt = new Date(completing.paidAt);
  for (const { id, countedYen } of judgement.parts) {
    if (countedYen === 0) continue;
    await client.query('UPDATE deposit SET counted_yen = $2 WHERE id = $1', [id, countedYen]);
  }
  await client.query(
    `UPDATE payment SET state = 'captured', capture_id = $2, paid_at = $3, closed_at = $4 WHERE id = $1`,
    [paymentId, completing.reference, paidAt, at],
  );
  await client.query(
    `WITH moved AS (
       UPDATE "order" SET state = 'preparing', revision = revision + 1, paid_at = $2 WHERE id = $1
       RETURNING id, university_id
     )
     INSERT INTO audit_entry (actor, action, entity, entity_id, before, after, university_id)
     SELECT $3, 'paid', 'order', id::text, '{"state": "awaiting_payment"}', '{"state": "preparing"}', university_id
     FROM moved`,
    [order.id, paidAt, `life:${orderWorkflowId(order.id)}`],
  );
}

/** Refunds of these deposits that no life waits for yet. */
async function unstartedReturns(
  client: PoolClient,
  rows: readonly DepositRow[],
): Promise<DepositToReturn[]> {
  const found = await client.query<DepositToReturn>(
    `SELECT capture_id AS "captureId", cause FROM refund
     WHERE capture_id = ANY($1) AND channel = 'payout' AND started_at IS NULL`,
    [rows.map(({ reference }) => reference)],
  );
  return found.rows;
}
