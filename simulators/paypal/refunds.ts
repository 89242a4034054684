import { z } from 'zod';
import { newId, toSeconds } from './books.ts';
import type { CaptureEntry, Desk, Money, RefundEntry } from './books.ts';
import { findCapture } from './captures.ts';
import { checkAmount } from './orders.ts';
import { PayPalProblem } from './problem.ts';
import { refundJson } from './representation.ts';

const refundableMs = 180 * 24 * 60 * 60 * 1000;

const refundRequestSchema = z.object({
  amount: z.object({ currency_code: z.string().length(3), value: z.string().max(32) }).optional(),
  note_to_payer: z.string().max(255).optional(),
});

/** Gives money back, all that is left unless the body says less. Returns the refund's id. */
export function refundCapture(desk: Desk, captureId: string, body: unknown): string {
  const capture = findCapture(desk, captureId);
  const request = refundRequestSchema.safeParse(body ?? {});
  if (!request.success) throw new PayPalProblem(400, 'INVALID_PARAMETER_VALUE');
  if (request.data.amount) checkAmount(request.data.amount);
  const left = leftOf(desk, capture);
  const amount = request.data.amount ?? left;
  refuseWhenImpossible(desk, capture, left, amount);

  const now = toSeconds(desk.now());
  const refund: RefundEntry = {
    id: newId(),
    captureId,
    status: desk.ledger.value.nextRefundStatus ?? 'COMPLETED',
    amount,
    note: request.data.note_to_payer ?? null,
    createdAt: now,
    updatedAt: now,
  };
  desk.ledger.change((books) => {
    books.refunds[refund.id] = refund;
    books.nextRefundStatus = null;
    capture.refundIds.push(refund.id);
  });
  markCapture(desk, capture);
  if (refund.status === 'COMPLETED') tell(desk, refund);
  return refund.id;
}

export function findRefund(desk: Desk, id: string): RefundEntry {
  const refund = desk.ledger.value.refunds[id];
  if (!refund) throw new PayPalProblem(404, 'INVALID_RESOURCE_ID');
  return refund;
}

/** Decides a pending refund. */
export function settleRefund(desk: Desk, id: string, outcome: 'complete' | 'fail'): RefundEntry {
  const refund = findRefund(desk, id);
  if (refund.status !== 'PENDING') throw new PayPalProblem(422, 'REFUND_NOT_PENDING');
  desk.ledger.change(() => {
    refund.status = outcome === 'complete' ? 'COMPLETED' : 'FAILED';
    refund.updatedAt = toSeconds(desk.now());
  });
  markCapture(desk, findCapture(desk, refund.captureId));
  if (outcome === 'complete') tell(desk, refund);
  return refund;
}

function refuseWhenImpossible(desk: Desk, capture: CaptureEntry, left: Money, amount: Money): void {
  if (capture.status === 'REFUNDED') throw new PayPalProblem(422, 'CAPTURE_FULLY_REFUNDED');
  if (capture.status === 'PENDING' || capture.status === 'DECLINED') {
    throw new PayPalProblem(422, 'REFUND_NOT_ALLOWED');
  }
  if (desk.now().getTime() - Date.parse(capture.createdAt) > refundableMs) {
    throw new PayPalProblem(422, 'REFUND_TIME_LIMIT_EXCEEDED');
  }
  if (amount.currency_code !== capture.amount.currency_code) {
    throw new PayPalProblem(422, 'REFUND_CAPTURE_CURRENCY_MISMATCH');
  }
  if (Number(amount.value) > Number(left.value)) {
    throw new PayPalProblem(422, 'REFUND_AMOUNT_EXCEEDED');
  }
}

/** What is not given back or promised yet. */
function leftOf(desk: Desk, capture: CaptureEntry): Money {
  const decimals = capture.amount.value.split('.')[1]?.length ?? 0;
  const given = refundsOf(desk, capture)
    .filter(({ status }) => status !== 'FAILED')
    .reduce((sum, { amount }) => sum + Number(amount.value), 0);
  return {
    currency_code: capture.amount.currency_code,
    value: (Number(capture.amount.value) - given).toFixed(decimals),
  };
}

function markCapture(desk: Desk, capture: CaptureEntry): void {
  const left = Number(leftOf(desk, capture).value);
  desk.ledger.change(() => {
    if (left === 0) capture.status = 'REFUNDED';
    else if (left < Number(capture.amount.value)) capture.status = 'PARTIALLY_REFUNDED';
    else capture.status = 'COMPLETED';
    capture.updatedAt = toSeconds(desk.now());
  });
}

function refundsOf(desk: Desk, capture: CaptureEntry): RefundEntry[] {
  return capture.refundIds.flatMap((id) => desk.ledger.value.refunds[id] ?? []);
}

function tell(desk: Desk, refund: RefundEntry): void {
  desk.notify({
    type: 'PAYMENT.CAPTURE.REFUNDED',
    resourceType: 'refund',
    summary: `A ${refund.amount.currency_code} ${refund.amount.value} capture payment was refunded`,
    resource: refundJson(desk, refund),
  });
}
