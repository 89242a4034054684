/**
 * Why money goes back. Money that is late, doubled or of the wrong amount is never kept;
 * an order that could not be issued through no fault of the person is returned in full.
 */
export const REFUND_CAUSES = [
  'late',
  'duplicate',
  'mismatched',
  'order_closed',
  'cannot_issue',
  'partial',
  'excess',
  'unexpected',
  'cancelled_by_person',
  'cancelled_by_staff',
] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

const OF_COUNTED_MONEY: readonly RefundCause[] = [
  'cannot_issue',
  'cancelled_by_person',
  'cancelled_by_staff',
];

/**
 * Which life waits for a refund: the order's own, for money that the order had counted, or `refund:<capture id>`, for
 * money that no order counts. Whoever records a payout, or wants a refused refund tried again, tells that one
 * (`lives.recordPayout`).
 */
export function lifeOfRefund(refund: {
  orderId: string | null;
  captureId: string;
  cause: RefundCause;
}): { orderId: string } | { captureId: string } {
  const { orderId, captureId, cause } = refund;
  return orderId !== null && OF_COUNTED_MONEY.includes(cause) ? { orderId } : { captureId };
}
