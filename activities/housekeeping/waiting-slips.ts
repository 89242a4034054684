import { methodOf } from '../../domain/orders/methods.ts';
import type { SlipNumber } from '../../domain/orders/slip.ts';
import { CashProviderUnavailable, CashRefusal } from '../../gateways/cash/port.ts';
import type { CashProviderId } from '../../gateways/cash/port.ts';
import { orderLinks } from '../../platform/order-links.ts';
import { issueSlip } from '../../platform/payment-slips.ts';
import { slipMail } from '../../rendering/slip-mail.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { loadOrder } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';

/** How long the person's own request is left alone, and how long between two tries. Milliseconds. */
const TRY_AFTER = 60_000;
const BATCH = 200;

/**
 * Gets the numbers for payments that a crash or an outage left without. Where the provider's own page
 * hands them out there is nothing to get.
 * @returns how many numbers there are now
 */
export async function issueWaitingSlips(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const { rows } = await deps.pool.query<{
    paymentId: string;
    orderId: string;
    provider: CashProviderId;
  }>(
    `UPDATE payment SET asked_at = $1
     WHERE id IN (
       SELECT p.id FROM payment p JOIN "order" o ON o.id = p.order_id
       WHERE p.state = 'created' AND p.provider <> 'paypal' AND o.state = 'awaiting_payment'
         AND $1 < o.payment_deadline AND coalesce(p.asked_at, p.created_at) <= $2
       ORDER BY p.asked_at NULLS FIRST LIMIT ${BATCH} FOR UPDATE OF p SKIP LOCKED)
     RETURNING id AS "paymentId", order_id AS "orderId", provider`,
    [now, new Date(now.getTime() - TRY_AFTER)],
  );
  const silent = new Set<CashProviderId>();
  let issued = 0;
  for (const { paymentId, orderId, provider } of rows) {
    if (silent.has(provider)) continue;
    const order = await loadOrder(deps.pool, orderId);
    const method = methodOf(await orderProfile(deps, order), order.paymentMethod);
    if (method.way !== 'slip') continue;
    const { order: url } = orderLinks(deps.publicOrigin, order);
    try {
      const slip = await issueSlip(deps.pool, deps.cash[provider], {
        paymentId,
        providerMethod: method.providerMethod,
        returnUrls: { success: url, cancel: url, error: url },
        actor: 'system',
        at: now,
      });
      if (slip) issued += 1;
    } catch (error) {
      if (error instanceof CashProviderUnavailable) silent.add(provider);
      else if (!(error instanceof CashRefusal)) throw error;
      deps.logger.warn({ orderId, type: (error as Error).name }, 'no numbers for a payment');
    }
  }
  return issued;
}

/**
 * MAIL-9: sends the numbers to pay with, whoever got them: the person's page, housekeeping, or a notice of the provider
 * whose own page handed them out.
 * @returns how many mails were written
 */
export async function mailSlips(deps: ActivityDependencies): Promise<number> {
  const { rows } = await deps.pool.query<{
    paymentId: string;
    orderId: string;
    numbers: SlipNumber[];
  }>(
    `SELECT p.id AS "paymentId", p.order_id AS "orderId", p.slip AS numbers
     FROM payment p JOIN "order" o ON o.id = p.order_id JOIN account a ON a.id = o.account_id
     WHERE p.state = 'open' AND p.slip IS NOT NULL AND o.state = 'awaiting_payment' AND $1 < o.payment_deadline
       AND a.mail_address IS NOT NULL
       AND NOT EXISTS (SELECT FROM mail_message m WHERE m.key = 'order:' || o.id || ':slip:' || p.id)
     ORDER BY p.created_at LIMIT ${BATCH}`,
    [deps.clock()],
  );
  for (const { paymentId, orderId, numbers } of rows) {
    const order = await loadOrder(deps.pool, orderId);
    const profile = await orderProfile(deps, order);
    await mailAboutOrder(deps, {
      order,
      profile,
      key: `slip:${paymentId}`,
      template: 'cash-slip',
      model: slipMail(profile, {
        issueNumber: order.issueNumber,
        totalYen: order.totalYen,
        paymentDeadline: new Date(order.paymentDeadline),
        printDeadline: new Date(order.printDeadline),
        numbers,
        method: methodOf(profile, order.paymentMethod),
        links: orderLinks(deps.publicOrigin, order),
      }),
    });
  }
  return rows.length;
}
