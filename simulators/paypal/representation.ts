import type { CaptureEntry, Desk, OrderEntry, RefundEntry } from './books.ts';

/** PayPal's JSON of what is in the books. */
export function orderJson(desk: Desk, order: OrderEntry): object {
  const self = `${desk.url}/v2/checkout/orders/${order.id}`;
  const captures = order.captureIds.flatMap((id) => desk.ledger.value.captures[id] ?? []);
  const refunds = captures.flatMap(({ refundIds }) =>
    refundIds.flatMap((id) => desk.ledger.value.refunds[id] ?? []),
  );
  const waitsForPayer = order.status === 'CREATED' || order.status === 'PAYER_ACTION_REQUIRED';
  return {
    id: order.id,
    intent: 'CAPTURE',
    status: order.status,
    payment_source: { paypal: {} },
    purchase_units: [
      {
        reference_id: order.referenceId,
        amount: order.amount,
        ...(order.customId !== null && { custom_id: order.customId }),
        ...(order.invoiceId !== null && { invoice_id: order.invoiceId }),
        ...(order.description !== null && { description: order.description }),
        ...(captures.length > 0 && {
          payments: {
            captures: captures.map((capture) => captureBody(desk, capture)),
            ...(refunds.length > 0 && {
              refunds: refunds.map((refund) => refundJson(desk, refund)),
            }),
          },
        }),
      },
    ],
    ...(order.payerId !== null && { payer: { payer_id: order.payerId } }),
    create_time: order.createdAt,
    update_time: order.updatedAt,
    links: [
      { href: self, rel: 'self', method: 'GET' },
      ...(waitsForPayer
        ? [
            {
              href: `${desk.url}/checkoutnow?token=${order.id}`,
              rel: order.hasPaymentSource ? 'payer-action' : 'approve',
              method: 'GET',
            },
          ]
        : []),
      ...(order.status === 'APPROVED'
        ? [{ href: `${self}/capture`, rel: 'capture', method: 'POST' }]
        : []),
    ],
  };
}

export function captureJson(desk: Desk, capture: CaptureEntry): object {
  return {
    ...captureBody(desk, capture),
    supplementary_data: { related_ids: { order_id: capture.orderId } },
  };
}

function captureBody(desk: Desk, capture: CaptureEntry): object {
  const self = `${desk.url}/v2/payments/captures/${capture.id}`;
  return {
    id: capture.id,
    status: capture.status,
    ...(capture.status === 'PENDING' && { status_details: { reason: 'PENDING_REVIEW' } }),
    amount: capture.amount,
    final_capture: true,
    ...(capture.customId !== null && { custom_id: capture.customId }),
    ...(capture.invoiceId !== null && { invoice_id: capture.invoiceId }),
    create_time: capture.createdAt,
    update_time: capture.updatedAt,
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: `${self}/refund`, rel: 'refund', method: 'POST' },
      { href: `${desk.url}/v2/checkout/orders/${capture.orderId}`, rel: 'up', method: 'GET' },
    ],
  };
}

export function refundJson(desk: Desk, refund: RefundEntry): object {
  const capture = desk.ledger.value.captures[refund.captureId];
  return {
    id: refund.id,
    status: refund.status,
    amount: refund.amount,
    ...(refund.note !== null && { note_to_payer: refund.note }),
    ...(capture?.customId && { custom_id: capture.customId }),
    ...(capture?.invoiceId && { invoice_id: capture.invoiceId }),
    create_time: refund.createdAt,
    update_time: refund.updatedAt,
    links: [
      { href: `${desk.url}/v2/payments/refunds/${refund.id}`, rel: 'self', method: 'GET' },
      { href: `${desk.url}/v2/payments/captures/${refund.captureId}`, rel: 'up', method: 'GET' },
    ],
  };
}
