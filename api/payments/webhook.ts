import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { readEvent, verifyWebhook } from '../../gateways/paypal/webhooks.ts';
import type { PayPalEvent, WebhookProblem } from '../../gateways/paypal/webhooks.ts';
import { dispatchProviderEvent } from '../../platform/provider-events.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit, isWithin, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { Handler } from '../middleware/policy.ts';
import { isUuid } from '../orders/queries.ts';

/** How many refusals of one network leave a row in the audit trail, which only grows; the log has them all. */
export const REFUSALS_KEPT: Limit = { name: 'webhook:refused', attempts: 20, seconds: 60 * 60 };

/**
 * Takes a notice of PayPal: verified, stored once, then handed on. It is answered with 2xx only after it was stored
 * (I15); what hinders handing it on is left to the reconciliation, which finds what was not handled.
 */
export function receiveWebhook(deps: AppDependencies): Handler {
  const kept = createAttemptLimit(deps, REFUSALS_KEPT);
  return async (req, res) => {
    const { environment, paypalCertificates, clock, logger, pool } = deps;
    const now = clock();
    const checked = await verifyWebhook({
      rawBody: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      headers: req.headers,
      webhookId: environment.PAYPAL_WEBHOOK_ID,
      certificates: paypalCertificates,
      now,
    });
    if (!checked.ok) {
      logger.warn({ reason: checked.reason }, 'a webhook was refused');
      if (checked.reason === 'certificate-unavailable') return void res.sendStatus(503);
      if (await isWithin(kept, networkOf(req))) await auditRefusal(pool, checked.reason, now);
      return void res.sendStatus(400);
    }
    const eventId = await storeEvent(pool, checked.event, now);
    if (eventId !== null) await handOn(deps, eventId);
    res.sendStatus(200);
  };
}

async function handOn(deps: AppDependencies, eventId: string): Promise<void> {
  try {
    await dispatchProviderEvent(deps, eventId, 'arrival');
  } catch (error) {
    const type = error instanceof Error ? error.name : typeof error;
    deps.logger.warn({ eventId, type }, 'an event is left to the reconciliation');
  }
}

/** @returns the id of the row to handle: a new one, or one that came before and was not handled; null otherwise */
async function storeEvent(pool: Pool, event: PayPalEvent, now: Date): Promise<string | null> {
  const facts = readEvent(event);
  const { rows } = await pool.query<{ id: string }>({
    name: 'store-event',
    text: `with stored as (
        insert into provider_event (id, provider, event_id, type, provider_order_id, capture_id, payment_id,
          amount_yen, currency, occurred_at, received_at, payload)
        values ($1, 'paypal', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (provider, event_id) do nothing returning id
      )
      select id from stored
      union all
      select id from provider_event
      where provider = 'paypal' and event_id = $2 and handled_at is null and not exists (select 1 from stored)`,
    values: [
      randomUUID(),
      facts.eventId,
      facts.type,
      facts.providerOrderId,
      facts.captureId,
      facts.customId !== null && isUuid(facts.customId) ? facts.customId : null,
      facts.amountYen,
      facts.currency,
      facts.occurredAt,
      now,
      JSON.stringify(withoutPerson(event)),
    ],
  });
  return rows[0]?.id ?? null;
}

/** Parts of an event's resource that say something about the money; the payer's name and address are not kept. */
const KEPT = ['id', 'status', 'amount', 'custom_id', 'invoice_id', 'create_time', 'update_time'];

function withoutPerson(event: PayPalEvent): object {
  const { id, event_type, create_time, resource_type, resource } = event;
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => KEPT.includes(name)));
  return { id, event_type, create_time, resource_type, resource: kept };
}

async function auditRefusal(pool: Pool, reason: WebhookProblem, now: Date): Promise<void> {
  await pool.query({
    name: 'webhook-refused',
    text: `insert into audit_entry (at, actor, action, entity, entity_id, cause)
      values ($1, 'provider:unverified', 'webhook_refused', 'provider_event', 'unverified', $2)`,
    values: [now, reason],
  });
}
