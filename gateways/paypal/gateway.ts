import { PayPalHttp, unreadable } from './http.ts';
import type { PayPalHttpOptions } from './http.ts';
import { PayPalRefusal, PayPalUnknownOutcome } from './port.ts';
import type { PayPalGateway, PayPalOrder, PayPalTransaction } from './port.ts';
import {
  approvalUrlOf,
  captureSchema,
  orderSchema,
  refundSchema,
  toCapture,
  toOrder,
  toRefund,
  toTransactions,
  transactionsSchema,
  yenAmount,
} from './wire.ts';

/** PayPal's limit for `description`, `brand_name` and the like, in characters. */
const textLimit = 127;
const noteLimit = 255;

/**
 * Talks to PayPal's REST API (Orders v2, Payments v2) without its SDK, whose base address is fixed.
 * One gateway keeps one access token; share it within a process.
 */
export function createPayPalGateway(options: PayPalHttpOptions): PayPalGateway {
  const http = new PayPalHttp(options);

  async function getOrder(providerOrderId: string): Promise<PayPalOrder> {
    const call = {
      operation: 'get order',
      method: 'GET',
      path: `/v2/checkout/orders/${encodeURIComponent(providerOrderId)}`,
      answer: orderSchema,
    } as const;
    const wire = await http.call(call);
    if (!wire.purchase_units?.[0]?.amount) throw unreadable(call);
    return toOrder(wire);
  }

  return {
    getOrder,

    async createOrder(input) {
      const call = {
        operation: 'create order',
        method: 'POST',
        path: '/v2/checkout/orders',
        requestId: input.requestId,
        body: orderRequest(input),
        answer: orderSchema,
      } as const;
      const wire = await http.call(call);
      const approvalUrl = approvalUrlOf(wire.links);
      // An order that was approved meanwhile has no such link; a repeated call can meet one.
      if (approvalUrl === null) throw unreadable(call);
      return { providerOrderId: wire.id, approvalUrl, status: wire.status };
    },

    async capture({ requestId, providerOrderId }) {
      const call = {
        operation: 'capture',
        method: 'POST',
        path: `/v2/checkout/orders/${encodeURIComponent(providerOrderId)}/capture`,
        requestId,
        answer: orderSchema,
      } as const;
      try {
        const wire = await http.call(call);
        // Some answers leave the amount of the order out; then the order itself is asked.
        return wire.purchase_units?.[0]?.amount ? toOrder(wire) : await askAgain();
      } catch (error) {
        if (error instanceof PayPalRefusal && error.issue === 'ORDER_ALREADY_CAPTURED') {
          return askAgain();
        }
        throw error;
      }

      async function askAgain(): Promise<PayPalOrder> {
        try {
          return await getOrder(providerOrderId);
        } catch (cause) {
          throw new PayPalUnknownOutcome('PayPal captured, but cannot be asked what', { cause });
        }
      }
    },

    async getCapture(captureId) {
      return toCapture(
        await http.call({
          operation: 'get capture',
          method: 'GET',
          path: `/v2/payments/captures/${encodeURIComponent(captureId)}`,
          answer: captureSchema,
        }),
      );
    },

    async refund({ requestId, captureId, amountYen, note }) {
      const wire = await http.call({
        operation: 'refund',
        method: 'POST',
        path: `/v2/payments/captures/${encodeURIComponent(captureId)}/refund`,
        requestId,
        body: {
          ...(amountYen !== undefined && { amount: yenAmount(amountYen) }),
          ...(note !== undefined && { note_to_payer: shorten(note, noteLimit) }),
        },
        answer: refundSchema,
      });
      const refund = toRefund(wire);
      return { ...refund, captureId: refund.captureId ?? captureId };
    },

    async transactionsOf(from, to) {
      const found: PayPalTransaction[] = [];
      // PayPal's end is inclusive, in whole seconds.
      const end = new Date(to.getTime() - 1_000);
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const query = new URLSearchParams({
          start_date: toSeconds(from),
          end_date: toSeconds(end),
          fields: 'transaction_info',
          page_size: '500',
          page: String(page),
        });
        const wire = await http.call({
          operation: 'list transactions',
          method: 'GET',
          path: `/v1/reporting/transactions?${query.toString()}`,
          answer: transactionsSchema,
        });
        found.push(...toTransactions(wire.transaction_details));
        pages = wire.total_pages;
      }
      return found.toSorted((one, other) => one.at.getTime() - other.at.getTime());
    },

    async getRefund(refundId) {
      return toRefund(
        await http.call({
          operation: 'get refund',
          method: 'GET',
          path: `/v2/payments/refunds/${encodeURIComponent(refundId)}`,
          answer: refundSchema,
        }),
      );
    },
  };
}

const toSeconds = (instant: Date) => `${instant.toISOString().slice(0, 19)}Z`;

function orderRequest(input: Parameters<PayPalGateway['createOrder']>[0]): object {
  return {
    intent: 'CAPTURE',
    purchase_units: [
      {
        reference_id: 'default',
        custom_id: input.orderReference,
        invoice_id: input.orderReference,
        description: shorten(input.description, textLimit),
        amount: yenAmount(input.amountYen),
      },
    ],
    payment_source: {
      paypal: {
        experience_context: {
          brand_name: shorten(input.brandName, textLimit),
          locale: input.locale === 'ja' ? 'ja-JP' : 'en-US',
          shipping_preference: 'NO_SHIPPING',
          user_action: 'PAY_NOW',
          payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
          return_url: input.returnUrl,
          cancel_url: input.cancelUrl,
        },
      },
    },
  };
}

/** Cuts between characters, so that 𠮷 is not torn. */
function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let short = '';
  for (const character of text) {
    if (short.length + character.length > limit - 1) break;
    short += character;
  }
  return `${short}…`;
}
