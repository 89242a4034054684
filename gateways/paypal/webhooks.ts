import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { CertificateProblem, CertificateStore } from './certificates.ts';
import { amountSchema, captureIdFromLinks, instantSchema, wholeUnits } from './wire.ts';

/** How PayPal's webhooks are laid out; `resource` differs by event type. */
const eventSchema = z.object({
  id: z.string().min(1).max(200),
  event_type: z.string().min(1).max(200),
  create_time: instantSchema,
  resource_type: z.string().optional(),
  resource: z.record(z.string(), z.unknown()),
});

/** A webhook whose signature was good. `readEvent` says what is in it. */
export type PayPalEvent = z.infer<typeof eventSchema>;

export type WebhookProblem =
  | CertificateProblem
  /** A header is missing or there is more than one of it. */
  | 'headers'
  /** Not SHA256withRSA. */
  | 'algorithm'
  /** Sent too long ago, or in the future. */
  | 'time'
  | 'signature'
  /** Signed, but not an event as PayPal describes it. */
  | 'body';

export interface WebhookDelivery {
  /** The body as it came over the wire, before any parsing. */
  rawBody: Buffer;
  /** Names in lower case, as Node.js gives them. */
  headers: Record<string, string | string[] | undefined>;
  /** The id that PayPal gave to our webhook; it is part of what is signed. */
  webhookId: string;
  certificates: CertificateStore;
  now?: Date;
  /** How old a transmission may be. Default 3 days: PayPal retries for so long. */
  maxAgeMs?: number;
  /** How far PayPal's clock may be ahead of ours. Default 5 minutes. */
  maxAheadMs?: number;
}

const threeDaysMs = 3 * 24 * 60 * 60 * 1000;
const fiveMinutesMs = 5 * 60 * 1000;

/**
 * Checks a webhook without asking PayPal: RSA-SHA256 over
 * `transmission id|transmission time|webhook id|CRC-32 of the raw body as unsigned decimal`.
 * The layout of the message is well known, but not in PayPal's reference pages.
 *
 * It does not throw. `certificate-unavailable` may pass by itself: answer 503, and PayPal sends the
 * webhook again. The same event can arrive more than once; its id tells.
 */
export async function verifyWebhook(
  delivery: WebhookDelivery,
): Promise<{ ok: true; event: PayPalEvent } | { ok: false; reason: WebhookProblem }> {
  const header = (name: string): string | undefined => {
    const value = delivery.headers[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const id = header('paypal-transmission-id');
  const time = header('paypal-transmission-time');
  const signature = header('paypal-transmission-sig');
  const certificateUrl = header('paypal-cert-url');
  const algorithm = header('paypal-auth-algo');
  if (!id || !time || !signature || !certificateUrl || !algorithm) {
    return { ok: false, reason: 'headers' };
  }
  if (algorithm.toLowerCase() !== 'sha256withrsa') return { ok: false, reason: 'algorithm' };
  if (!isTimely(time, delivery)) return { ok: false, reason: 'time' };

  const certificate = await delivery.certificates.find(certificateUrl);
  if (!certificate.ok) return { ok: false, reason: certificate.problem };
  const message = `${id}|${time}|${delivery.webhookId}|${crc32(delivery.rawBody)}`;
  const isGenuine = verify(
    'RSA-SHA256',
    Buffer.from(message),
    certificate.publicKey,
    Buffer.from(signature, 'base64'),
  );
  if (!isGenuine) return { ok: false, reason: 'signature' };

  const event = eventSchema.safeParse(parseJson(delivery.rawBody));
  return event.success ? { ok: true, event: event.data } : { ok: false, reason: 'body' };
}

/** What an event says, flat. Null where it says nothing: do not trust it further than to ask PayPal. */
export interface PayPalEventFacts {
  eventId: string;
  /** E.g. `CHECKOUT.ORDER.APPROVED`, `PAYMENT.CAPTURE.COMPLETED`; new ones can appear. */
  type: string;
  providerOrderId: string | null;
  captureId: string | null;
  refundId: string | null;
  /** Our payment id. */
  customId: string | null;
  /** Whole units of `currency` (yen for JPY); -1 when not a whole number. */
  amountYen: number | null;
  currency: string | null;
  /** ISO UTC instant. */
  occurredAt: string;
}

const resourceSchema = z.object({
  id: z.string().optional().catch(undefined),
  custom_id: z.string().optional().catch(undefined),
  amount: amountSchema.optional().catch(undefined),
  purchase_units: z
    .array(
      z.object({
        custom_id: z.string().optional().catch(undefined),
        amount: amountSchema.optional().catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
  links: z
    .array(z.object({ href: z.string(), rel: z.string() }))
    .optional()
    .catch(undefined),
  supplementary_data: z
    .object({
      related_ids: z.object({
        order_id: z.string().optional(),
        capture_id: z.string().optional(),
      }),
    })
    .optional()
    .catch(undefined),
});

/** Reads an event's facts. Never throws: an event of a kind we do not know has nulls. */
export function readEvent(event: PayPalEvent): PayPalEventFacts {
  const resource = resourceSchema.parse(event.resource);
  const related = resource.supplementary_data?.related_ids;
  const id = resource.id ?? null;
  const kind = kindOf(event);
  const unit = kind === 'order' ? resource.purchase_units?.[0] : undefined;
  const amount = resource.amount ?? unit?.amount;
  return {
    eventId: event.id,
    type: event.event_type,
    providerOrderId: kind === 'order' ? id : (related?.order_id ?? null),
    captureId:
      kind === 'capture'
        ? id
        : (related?.capture_id ?? (kind === 'refund' ? captureIdFromLinks(resource.links) : null)),
    refundId: kind === 'refund' ? id : null,
    customId: resource.custom_id ?? unit?.custom_id ?? null,
    amountYen: amount ? wholeUnits(amount.value) : null,
    currency: amount?.currency_code ?? null,
    occurredAt: event.create_time,
  };
}

/** What the resource of an event is. A refunded or reversed capture arrives with its refund. */
function kindOf(event: PayPalEvent): 'order' | 'capture' | 'refund' | 'other' {
  const type = event.event_type;
  if (type.startsWith('CHECKOUT.ORDER.')) return 'order';
  if (type.startsWith('PAYMENT.REFUND.')) return 'refund';
  if (type === 'PAYMENT.CAPTURE.REFUNDED' || type === 'PAYMENT.CAPTURE.REVERSED') return 'refund';
  if (type.startsWith('PAYMENT.CAPTURE.')) return 'capture';
  return 'other';
}

function isTimely(time: string, delivery: WebhookDelivery): boolean {
  const sentAt = Date.parse(time);
  if (Number.isNaN(sentAt)) return false;
  const age = (delivery.now ?? new Date()).getTime() - sentAt;
  return (
    age <= (delivery.maxAgeMs ?? threeDaysMs) && age >= -(delivery.maxAheadMs ?? fiveMinutesMs)
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
