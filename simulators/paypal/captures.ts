import { newId, toSeconds } from './books.ts';
import type { CaptureEntry, CaptureStatus, Desk, OrderEntry } from './books.ts';
import { findOrder } from './orders.ts';
import { PayPalProblem } from './problem.ts';
import { captureJson } from './representation.ts';

/**
 * Takes the money of an approved order, as its payer and the town's control have arranged.
 * Throws PayPalProblem as PayPal refuses.
 */
export function captureOrder(desk: Desk, orderId: string): CaptureEntry {
  const order = findOrder(desk, orderId);
  if (order.status === 'COMPLETED') throw new PayPalProblem(422, 'ORDER_ALREADY_CAPTURED');
  if (order.status !== 'APPROVED') throw new PayPalProblem(422, 'ORDER_NOT_APPROVED');
  if (order.invoiceId !== null && desk.ledger.value.paidInvoices[order.invoiceId]) {
    throw new PayPalProblem(422, 'DUPLICATE_INVOICE_ID');
  }
  if (order.script === 'capture-declined') throw declineInstrument(desk, order);

  const next = desk.ledger.value.nextCapture;
  const status = next?.status ?? (order.script === 'capture-pending' ? 'PENDING' : 'COMPLETED');
  return addCapture(desk, order, status, {
    currency_code: next?.currency ?? order.amount.currency_code,
    value: next?.value ?? order.amount.value,
  });
}

/** Takes the money of an order a second time, which PayPal should never do. */
export function captureAgain(desk: Desk, orderId: string): CaptureEntry {
  const order = findOrder(desk, orderId);
  if (order.status !== 'COMPLETED') throw new PayPalProblem(422, 'ORDER_NOT_CAPTURED');
  return addCapture(desk, order, 'COMPLETED', order.amount);
}

export function findCapture(desk: Desk, id: string): CaptureEntry {
  const capture = desk.ledger.value.captures[id];
  if (!capture) throw new PayPalProblem(404, 'INVALID_RESOURCE_ID');
  return capture;
}

/** Decides a pending capture. PayPal's pages call a denied one both DECLINED and DENIED. */
export function settleCapture(
  desk: Desk,
  id: string,
  outcome: 'complete' | 'deny',
  deniedAs: 'DECLINED' | 'DENIED' = 'DECLINED',
): CaptureEntry {
  const capture = findCapture(desk, id);
  if (capture.status !== 'PENDING') throw new PayPalProblem(422, 'CAPTURE_NOT_PENDING');
  desk.ledger.change((books) => {
    capture.status = outcome === 'complete' ? 'COMPLETED' : 'DECLINED';
    capture.updatedAt = toSeconds(desk.now());
    if (outcome === 'deny' && capture.invoiceId !== null) {
      delete books.paidInvoices[capture.invoiceId];
    }
  });
  tell(desk, capture, outcome === 'complete' ? 'COMPLETED' : deniedAs);
  return capture;
}

function addCapture(
  desk: Desk,
  order: OrderEntry,
  status: CaptureStatus,
  amount: CaptureEntry['amount'],
): CaptureEntry {
  const now = toSeconds(desk.now());
  const capture: CaptureEntry = {
    id: newId(),
    orderId: order.id,
    status,
    amount,
    customId: order.customId,
    invoiceId: order.invoiceId,
    createdAt: now,
    updatedAt: now,
    refundIds: [],
  };
  desk.ledger.change((books) => {
    books.captures[capture.id] = capture;
    books.nextCapture = null;
    order.captureIds.push(capture.id);
    order.status = 'COMPLETED';
    order.updatedAt = now;
    if (status !== 'DECLINED' && order.invoiceId !== null) {
      books.paidInvoices[order.invoiceId] = capture.id;
    }
  });
  tell(desk, capture, status);
  return capture;
}

/** The payer has to choose another card: the order goes back to them. */
function declineInstrument(desk: Desk, order: OrderEntry): PayPalProblem {
  desk.ledger.change(() => {
    order.status = 'PAYER_ACTION_REQUIRED';
    order.script = null;
    order.updatedAt = toSeconds(desk.now());
  });
  return new PayPalProblem(422, 'INSTRUMENT_DECLINED', {
    links: [{ href: `${desk.url}/checkoutnow?token=${order.id}`, rel: 'redirect', method: 'GET' }],
  });
}

function tell(desk: Desk, capture: CaptureEntry, word: string): void {
  desk.notify({
    type: `PAYMENT.CAPTURE.${word}`,
    resourceType: 'capture',
    summary: `Payment ${word.toLowerCase()} for ${capture.amount.currency_code} ${capture.amount.value}`,
    resource: captureJson(desk, capture),
  });
}
