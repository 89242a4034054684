import type { RefundState } from '../../domain/orders/refund-states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';

/**
 * The life of money that must go back although no order counts it: late, doubled or of the wrong amount (R-208, I2).
 * Cash cannot go back the way it came: the life waits until staff have paid it out.
 */
export const REFUND = 'refund';

/** @returns the workflow id of the return of one capture: `refund:<capture id>` */
export function refundWorkflowId(captureId: string): string {
  return `refund:${captureId}`;
}

export interface RefundInput {
  orderId: string;
  paymentId: string;
  /** PayPal's capture, or of cash the journal's name of the deposit: `<provider>:<deposit id>`. */
  captureId: string;
  university: string;
  cause: RefundCause;
}

export interface RefundResult {
  /**
   * `counted`: the capture turned out to be the one that pays the order. `nothing_captured`: it brought no money.
   * `owed` and `refused` wait for staff, and are asked about again after `payoutRecorded`; a life ends with `refused`
   * only where it was begun before that was so.
   */
  outcome: Exclude<RefundState, 'returning'>;
}

/** Signal: staff have paid the money out, and its row says so; or a refused refund is to be tried again. */
export const PAYOUT_RECORDED = 'payoutRecorded';

export interface RefundActivities {
  /** Asks the provider for the money, books it, returns it or has it owed, mails the person. Repeats are harmless. */
  returnCapture(input: RefundInput): Promise<RefundResult>;
}
