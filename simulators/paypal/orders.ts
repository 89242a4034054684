import { z } from 'zod';
import { newId, toSeconds } from './books.ts';
import type { CaptureScript, Desk, Money, OrderEntry } from './books.ts';
import { PayPalProblem } from './problem.ts';
import { orderJson } from './representation.ts';

const windowMs = 3 * 60 * 60 * 1000;
/** Currencies that PayPal takes without decimals. */
const wholeCurrencies = new Set(['JPY', 'HUF', 'TWD']);

const shortText = z.string().min(1).max(127);
const experienceSchema = z.object({
  brand_name: shortText.optional(),
  locale: z.string().max(10).optional(),
  return_url: z.url().optional(),
  cancel_url: z.url().optional(),
});

const orderRequestSchema = z.object({
  intent: z.literal('CAPTURE'),
  purchase_units: z
    .array(
      z.object({
        reference_id: z.string().min(1).max(256).optional(),
        custom_id: z.string().min(1).max(127).optional(),
        invoice_id: shortText.optional(),
        description: shortText.optional(),
        amount: z.object({ currency_code: z.string().length(3), value: z.string().max(32) }),
      }),
    )
    .length(1),
  payment_source: z
    .object({ paypal: z.object({ experience_context: experienceSchema.optional() }) })
    .optional(),
  application_context: experienceSchema.optional(),
});

/** Opens an order and returns its id. Throws PayPalProblem as PayPal refuses. */
export function createOrder(desk: Desk, body: unknown): string {
  const request = orderRequestSchema.safeParse(body);
  if (!request.success) throw schemaProblem(request.error);
  const [unit] = request.data.purchase_units;
  if (!unit) throw new PayPalProblem(400, 'MISSING_REQUIRED_PARAMETER');
  checkAmount(unit.amount);
  if (unit.invoice_id !== undefined && desk.ledger.value.paidInvoices[unit.invoice_id]) {
    throw new PayPalProblem(422, 'DUPLICATE_INVOICE_ID');
  }
  const source = request.data.payment_source;
  const context = source?.paypal.experience_context ?? request.data.application_context;
  const now = desk.now();
  const order: OrderEntry = {
    id: newId(),
    status: source ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    amount: unit.amount,
    referenceId: unit.reference_id ?? 'default',
    customId: unit.custom_id ?? null,
    invoiceId: unit.invoice_id ?? null,
    description: unit.description ?? null,
    brandName: context?.brand_name ?? null,
    locale: context?.locale ?? 'ja-JP',
    returnUrl: context?.return_url ?? null,
    cancelUrl: context?.cancel_url ?? null,
    hasPaymentSource: source !== undefined,
    createdAt: toSeconds(now),
    updatedAt: toSeconds(now),
    expiresAt: new Date(now.getTime() + windowMs).toISOString(),
    payerId: null,
    script: null,
    captureIds: [],
  };
  desk.ledger.change((books) => {
    books.orders[order.id] = order;
  });
  return order.id;
}

/** Throws PayPalProblem unless the amount is positive and has the decimals of its currency. */
export function checkAmount(amount: Money): void {
  const field = '/purchase_units/@reference_id==default/amount/value';
  if (!/^\d+(\.\d+)?$/.test(amount.value)) {
    throw new PayPalProblem(400, 'INVALID_PARAMETER_SYNTAX', { field });
  }
  const decimals = amount.value.split('.')[1];
  if (wholeCurrencies.has(amount.currency_code) && decimals !== undefined) {
    throw new PayPalProblem(422, 'DECIMALS_NOT_SUPPORTED', { field });
  }
  if (decimals !== undefined && decimals.length > 2) {
    throw new PayPalProblem(422, 'DECIMAL_PRECISION', { field });
  }
  if (Number(amount.value) === 0) {
    throw new PayPalProblem(422, 'CANNOT_BE_ZERO_OR_NEGATIVE', { field });
  }
}

/** The order, or PayPal's 404. An expired order is gone (our assumption of what PayPal does). */
export function findOrder(desk: Desk, id: string): OrderEntry {
  const order = desk.ledger.value.orders[id];
  if (!order) throw new PayPalProblem(404, 'INVALID_RESOURCE_ID');
  if (order.status !== 'COMPLETED' && new Date(order.expiresAt) <= desk.now()) {
    expireOrder(desk, order);
  }
  if (order.status === 'EXPIRED') throw new PayPalProblem(404, 'INVALID_RESOURCE_ID');
  return order;
}

/** Ends the window to approve or capture. The merchant is told when somebody had approved. */
export function expireOrder(desk: Desk, order: OrderEntry): void {
  if (order.status === 'COMPLETED') throw new PayPalProblem(422, 'ORDER_ALREADY_CAPTURED');
  if (order.status === 'EXPIRED') return;
  const wasApproved = order.status === 'APPROVED';
  desk.ledger.change(() => {
    order.status = 'EXPIRED';
    order.expiresAt = desk.now().toISOString();
  });
  if (!wasApproved) return;
  desk.notify({
    type: 'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
    resourceType: 'checkout-order',
    summary: 'A payment approval has been reversed.',
    resource: {
      order_id: order.id,
      purchase_units: [{ reference_id: order.referenceId, custom_id: order.customId }],
    },
  });
}

/** The payer approves; returns the address they are sent back to (null when none was given). */
export function approveOrder(desk: Desk, id: string, script: CaptureScript): string | null {
  const order = findOrder(desk, id);
  if (order.status === 'COMPLETED') throw new PayPalProblem(422, 'ORDER_ALREADY_CAPTURED');
  const now = desk.now();
  desk.ledger.change(() => {
    order.status = 'APPROVED';
    order.script = script;
    order.payerId ??= newId(13);
    order.updatedAt = toSeconds(now);
    order.expiresAt = new Date(now.getTime() + windowMs).toISOString();
  });
  desk.notify({
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    summary: 'An order has been approved by buyer',
    resource: orderJson(desk, order),
  });
  return withQuery(order.returnUrl, { token: order.id, PayerID: order.payerId ?? '' });
}

/** The payer turns back; the order stays open. Returns where they are sent to. */
export function cancelAddress(order: OrderEntry): string | null {
  return withQuery(order.cancelUrl, { token: order.id });
}

function withQuery(address: string | null, query: Record<string, string>): string | null {
  if (address === null) return null;
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function schemaProblem(error: z.ZodError): PayPalProblem {
  const [first] = error.issues;
  const field = `/${(first?.path ?? []).map(String).join('/')}`;
  if (first?.code === 'too_big' || first?.code === 'too_small') {
    return new PayPalProblem(400, 'INVALID_STRING_LENGTH', { field });
  }
  const isMissing = first?.code === 'invalid_type' && first.message.includes('undefined');
  return new PayPalProblem(
    400,
    isMissing ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_PARAMETER_VALUE',
    { field },
  );
}
