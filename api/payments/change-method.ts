import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { methodsFor, networksFor } from '../../domain/orders/methods.ts';
import type { MethodsFor } from '../../domain/orders/methods.ts';
import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import type { PaymentMethod } from '../../domain/university/profile.ts';
import { CashProviderUnavailable, CashRefusal } from '../../gateways/cash/port.ts';
import { moveDeadlines } from '../../platform/order-deadlines.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { PaymentView } from '../orders/queries.ts';
import { actorOf, RETRY_AFTER } from './open-payment.ts';
import type { PaymentStep } from './open-payment.ts';

/** How choosing another way to pay ended. */
export type MethodChange =
  | { kind: 'changed' }
  /** Paid, ended or changed meanwhile: the order's page tells. */
  | { kind: 'stale' }
  /** Money is at the old provider already: its life looks at it. */
  | { kind: 'paid' }
  /** The old provider does not answer; everything is as it was. */
  | { kind: 'unavailable'; retryAt: Date }
  /** The old provider cannot take its numbers back; everything is as it was. */
  | { kind: 'refused' };

/** The ways to pay that an order can be changed to, and why others are not among them. */
export function otherMethods({
  order,
  profile,
}: Pick<PaymentStep, 'order' | 'profile'>): MethodsFor {
  const { offered, notOffered } = methodsFor(profile, order);
  const isOther = ({ code }: PaymentMethod) => code !== order.paymentMethod;
  return {
    offered: offered.filter(isOther),
    notOffered: notOffered.filter(({ method }) => isOther(method)),
  };
}

/**
 * Gives an unpaid order another way to pay: the old one is closed at its provider before there is a new one, so at most
 * one takes money (I2). PayPal cannot be told: there the attempt is given up here, so that it is never captured. The
 * deadlines are those of the new method from the application on, and never earlier than they were. Of two
 * tabs at once one wins, and the other is shown how it stands.
 */
export async function changeMethod(step: PaymentStep, to: PaymentMethod): Promise<MethodChange> {
  const { deps, order, now } = step;
  const old = order.payments.find(({ state }) => state === 'created' || state === 'open') ?? null;
  const hindrance = old && (await closeAtProvider(step, old));
  if (hindrance) return hindrance;
  const paymentId = randomUUID();
  await moveDeadlines(deps, {
    orderId: order.id,
    cause: 'method',
    reference: paymentId,
    ...deadlines(step, to),
    actor: actorOf(order),
    at: now,
  });
  try {
    await inTransaction(deps.pool, (client) =>
      replace(client, step, { to, paymentId, oldPaymentId: old?.id ?? null }),
    );
    return { kind: 'changed' };
  } catch (error) {
    if (error instanceof NotAsSeen) return { kind: 'stale' };
    throw error;
  }
}

/** The order or its payments are not as this request saw them; nothing is changed. */
class NotAsSeen extends Error {
  override name = 'NotAsSeen';
}

function deadlines({ profile, order }: PaymentStep, to: PaymentMethod) {
  const { payment, print } = deadlinesOf(profile, to, order.placedAt);
  return { payment, print };
}

async function closeAtProvider(
  { deps, order, now }: PaymentStep,
  { id, provider }: PaymentView,
): Promise<MethodChange | null> {
  if (provider === 'paypal') return null;
  try {
    return (await deps.cash[provider].cancelSlip(id)) === 'paid' ? { kind: 'paid' } : null;
  } catch (error) {
    if (error instanceof CashProviderUnavailable) {
      deps.logger.warn({ orderId: order.id, provider }, 'a slip could not be closed');
      return { kind: 'unavailable', retryAt: new Date(now.getTime() + RETRY_AFTER) };
    }
    if (error instanceof CashRefusal) return { kind: 'refused' };
    throw error;
  }
}

/** @throws NotAsSeen */
async function replace(
  client: PoolClient,
  { order, profile, now }: PaymentStep,
  change: { to: PaymentMethod; paymentId: string; oldPaymentId: string | null },
): Promise<void> {
  const { to, paymentId, oldPaymentId } = change;
  // Whoever counts a payment locks the order too, so money is counted before this or not at all.
  const { rows } = await client.query<{ paymentDeadline: Date }>(
    `select payment_deadline as "paymentDeadline" from "order"
     where id = $1 and state = 'awaiting_payment' and payment_method = $2 and $3 < payment_deadline for update`,
    [order.id, order.paymentMethod, now],
  );
  const [waiting] = rows;
  if (!waiting) throw new NotAsSeen();
  await client.query(
    `update payment set state = 'abandoned', closed_at = $2, reason = 'METHOD_CHANGED'
     where id = $1 and state in ('created', 'open')`,
    [oldPaymentId, now],
  );
  const { rowCount } = await client.query(
    `insert into payment (id, order_id, provider, method, amount_yen, state, create_request_id, capture_request_id,
       due_at, created_at)
     select $1, $2, $3, $4, $5, 'created', $6, $7, $8, $9
     where not exists (select from payment where order_id = $2 and state in ('created', 'open', 'pending', 'captured'))
     on conflict do nothing`,
    [
      paymentId,
      order.id,
      to.provider,
      to.code,
      order.totalYen,
      randomUUID(),
      randomUUID(),
      to.way === 'page' ? null : waiting.paymentDeadline,
      now,
    ],
  );
  if (rowCount !== 1) throw new NotAsSeen();
  await client.query(
    `with changed as (
       update "order" set payment_method = $2, print_networks = $3, revision = revision + 1 where id = $1
       returning id, university_id
     )
     insert into audit_entry (at, actor, action, entity, entity_id, before, after, university_id)
     select $4, $5, 'payment_method_changed', 'order', changed.id::text, $6, $7, changed.university_id from changed`,
    [
      order.id,
      to.code,
      networksFor(profile, to, order.destination),
      now,
      actorOf(order),
      { paymentMethod: order.paymentMethod },
      { paymentMethod: to.code },
    ],
  );
}
