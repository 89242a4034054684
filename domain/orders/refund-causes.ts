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
