import { z } from 'zod';
import type { PayPalCapture, PayPalOrder, PayPalRefund, PayPalTransaction } from './port.ts';

/** PayPal's JSON, read tolerantly: what we do not use may be missing or new. */
export const amountSchema = z.object({ currency_code: z.string(), value: z.string() });

const linkSchema = z.object({ href: z.string(), rel: z.string() });
const linksSchema = z.array(linkSchema).optional();
type Links = z.infer<typeof linksSchema>;

export const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString());

export const captureSchema = z.object({
  id: z.string().min(1),
  status: z.enum(['COMPLETED', 'PENDING', 'DECLINED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'FAILED']),
  amount: amountSchema,
  custom_id: z.string().optional(),
  invoice_id: z.string().optional(),
  create_time: instantSchema,
  links: linksSchema,
  supplementary_data: z
    .object({ related_ids: z.object({ order_id: z.string().optional() }).optional() })
    .optional(),
});

export const refundSchema = z.object({
  id: z.string().min(1),
  status: z.enum(['COMPLETED', 'PENDING', 'CANCELLED', 'FAILED']),
  amount: amountSchema,
  create_time: instantSchema,
  links: linksSchema,
});

export const orderSchema = z.object({
  id: z.string().min(1),
  status: z.enum(['CREATED', 'SAVED', 'PAYER_ACTION_REQUIRED', 'APPROVED', 'VOIDED', 'COMPLETED']),
  purchase_units: z
    .array(
      z.object({
        amount: amountSchema.optional(),
        custom_id: z.string().optional(),
        payments: z
          .object({
            captures: z.array(captureSchema).optional(),
            refunds: z.array(refundSchema).optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  links: linksSchema,
});

const transactionSchema = z.object({
  transaction_info: z.object({
    transaction_id: z.string().min(1),
    transaction_event_code: z.string(),
    transaction_initiation_date: z.string(),
    transaction_amount: amountSchema,
    transaction_status: z.string(),
    custom_field: z.string().optional(),
  }),
});

export const transactionsSchema = z.object({
  transaction_details: z.array(transactionSchema).default([]),
  total_pages: z.int().nonnegative().default(1),
});

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number().positive(),
});

/** PayPal's error body; only the machine's words of it are kept. */
export const errorSchema = z.object({
  name: z.string().optional(),
  debug_id: z.string().optional(),
  details: z.array(z.object({ issue: z.string().optional() })).optional(),
});

/** Whole units of the currency; -1 when the value is not a whole number. */
export function wholeUnits(value: string): number {
  if (!/^\d{1,12}(\.0+)?$/.test(value)) return -1;
  return Number.parseInt(value, 10);
}

/**
 * PayPal's amount for integer yen. JPY has no decimals: "300", never "300.00" (PayPal answers
 * `DECIMALS_NOT_SUPPORTED`). Throws RangeError for anything but a positive integer.
 */
export function yenAmount(amountYen: number): { currency_code: 'JPY'; value: string } {
  if (!Number.isSafeInteger(amountYen) || amountYen <= 0) {
    throw new RangeError(
      `An amount for PayPal is a positive whole number of yen, not ${amountYen}`,
    );
  }
  return { currency_code: 'JPY', value: String(amountYen) };
}

export function toCapture(
  wire: z.infer<typeof captureSchema>,
  providerOrderId: string | null = null,
): PayPalCapture {
  return {
    captureId: wire.id,
    status: wire.status,
    amountYen: wholeUnits(wire.amount.value),
    currency: wire.amount.currency_code,
    customId: wire.custom_id ?? null,
    invoiceId: wire.invoice_id ?? null,
    providerOrderId: wire.supplementary_data?.related_ids?.order_id ?? providerOrderId,
    paidAt: wire.create_time,
  };
}

/** Throws when the order does not say its amount, which `Prefer: return=representation` asks for. */
export function toOrder(wire: z.infer<typeof orderSchema>): PayPalOrder {
  const units = wire.purchase_units ?? [];
  const [unit] = units;
  if (!unit?.amount) throw new TypeError('The order has no amount');
  return {
    providerOrderId: wire.id,
    status: wire.status,
    customId: unit.custom_id ?? null,
    amountYen: wholeUnits(unit.amount.value),
    currency: unit.amount.currency_code,
    approvalUrl: approvalUrlOf(wire.links),
    captures: units.flatMap((each) =>
      (each.payments?.captures ?? []).map((capture) => toCapture(capture, wire.id)),
    ),
    refunds: units.flatMap((each) => (each.payments?.refunds ?? []).map(toRefund)),
  };
}

export function toRefund(wire: z.infer<typeof refundSchema>): PayPalRefund {
  return {
    refundId: wire.id,
    status: wire.status,
    captureId: captureIdFromLinks(wire.links),
    amountYen: wholeUnits(wire.amount.value),
    currency: wire.amount.currency_code,
    refundedAt: wire.create_time,
  };
}

/** Codes T00… are payments, T11… and T12… what is given back and charged back; `S` is a transaction that went through. */
export function toTransactions(
  wire: z.infer<typeof transactionsSchema>['transaction_details'],
): PayPalTransaction[] {
  return wire.flatMap(({ transaction_info: info }) => {
    const kind = /^T00/.test(info.transaction_event_code)
      ? 'capture'
      : /^T1[12]/.test(info.transaction_event_code)
        ? 'refund'
        : null;
    if (kind === null || info.transaction_status !== 'S') return [];
    return {
      transactionId: info.transaction_id,
      kind,
      customId: info.custom_field ?? null,
      amountYen: wholeUnits(info.transaction_amount.value.replace(/^-/, '')),
      currency: info.transaction_amount.currency_code,
      at: new Date(info.transaction_initiation_date),
    };
  });
}

/**
 * Where the payer approves: `payer-action` when the order was created with `payment_source`,
 * `approve` with the older context. We send the first and accept both.
 */
export function approvalUrlOf(links: Links): string | null {
  const link =
    links?.find(({ rel }) => rel === 'payer-action') ?? links?.find(({ rel }) => rel === 'approve');
  return link?.href ?? null;
}

/** A refund names its capture only by its link `up`. */
export function captureIdFromLinks(links: Links): string | null {
  const up = links?.find(({ rel }) => rel === 'up')?.href;
  return up?.match(/\/captures\/([A-Za-z0-9]+)$/)?.[1] ?? null;
}
