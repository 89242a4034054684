import type { Pool } from 'pg';
import { readEvent, verifyWebhook } from '../../gateways/paypal/webhooks.ts';
import type { PayPalEvent } from '../../gateways/paypal/webhooks.ts';
import { storeEvent } from '../../platform/store-event.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { isUuid } from '../../platform/uuid.ts';
import { createRefusals, handOn } from './notices.ts';

/**
 * Takes a notice of PayPal: verified, stored once, then handed on. It is answered with 2xx only after it was stored
 * (I15); what hinders handing it on is left to the reconciliation, which finds what was not handled.
 */
export function receiveWebhook(deps: AppDependencies): Handler {
  const refused = createRefusals(deps);
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
      if (checked.reason === 'certificate-unavailable') {
        logger.warn('the certificate of a webhook could not be fetched');
        return void res.sendStatus(503);
      }
      await refused(req, 'paypal', checked.reason);
      return void res.sendStatus(400);
    }
    const eventId = await keepEvent(pool, checked.event, now);
    if (eventId !== null) await handOn(deps, eventId);
    res.sendStatus(200);
  };
}

/** @returns the id of the row to handle, if any */
function keepEvent(pool: Pool, event: PayPalEvent, now: Date): Promise<string | null> {
  const { customId, ...facts } = readEvent(event);
  const paymentId = customId !== null && isUuid(customId) ? customId : null;
  const payload = withoutPerson(event);
  return storeEvent(pool, { ...facts, provider: 'paypal', paymentId, payload }, now);
}

/** Parts of an event's resource that say something about the money; the payer's name and address are not kept. */
const KEPT = ['id', 'status', 'amount', 'custom_id', 'invoice_id', 'create_time', 'update_time'];

function withoutPerson(event: PayPalEvent): object {
  const { id, event_type, create_time, resource_type, resource } = event;
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => KEPT.includes(name)));
  return { id, event_type, create_time, resource_type, resource: kept };
}
