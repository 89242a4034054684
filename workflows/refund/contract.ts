import type { RefundState } from '../../domain/orders/refund-states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';

/** The life of money that must go back although no order counts it: late, doubled or of the wrong amount (R-208, I2). */
export const REFUND = 'refund';

/** @returns the workflow id of the return of one capture: `refund:<capture id>` */
export function refundWorkflowId(captureId: string): string {
  return `refund:${captureId}`;
}

export interface RefundInput {
  orderId: string;
  paymentId: string;
  captureId: string;
  university: string;
  cause: RefundCause;
}

export interface RefundResult {
  /**
   * `counted`: the capture turned out to be the one that pays the order. `nothing_captured`: it brought no money.
   * `refused` waits for staff.
   */
  outcome: Exclude<RefundState, 'returning'>;
}

/** Signal: staff have paid the money out, where it was cash; its row says so. */
export const PAYOUT_RECORDED = 'payoutRecorded';

export interface RefundActivities {
  /** Asks the provider for the capture, books it, returns it, mails the person. Repeats are harmless. */
  returnCapture(input: RefundInput): Promise<RefundResult>;
}
