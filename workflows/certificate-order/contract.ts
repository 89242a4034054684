import type { OrderState } from '../../domain/orders/states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';

/**
 * The life of one certificate order, seen from outside: id, input, messages, result, and what it asks of the world.
 * Payloads carry ids and plain facts only (I18).
 */
export const CERTIFICATE_ORDER = 'certificateOrder';

/** @returns the workflow id of an order: `order:<id>` */
export function orderWorkflowId(orderId: string): string {
  return `order:${orderId}`;
}

export interface CertificateOrderInput {
  orderId: string;
  /** University code, e.g. `aomine`. */
  university: string;
  /** Instants as ISO strings in UTC; both are frozen on the order's row. */
  paymentDeadline: string;
  printDeadline: string;
}

/** How the life ended. Temporal's *Failed* means a defect, never one of these. */
export type OrderOutcome = Extract<
  OrderState,
  'printed' | 'print_expired' | 'lapsed' | 'cancelled' | 'refunded'
>;

export interface CertificateOrderResult {
  outcome: OrderOutcome;
}

/** Signal: something may have happened to the payment (browser returned, provider's notice, reconciliation). Trusted for nothing: the life asks the provider. */
export const PAYMENT_NOTICE = 'paymentNotice';
export interface PaymentNotice {
  source: 'return' | 'webhook' | 'reconciliation';
}

/** Signal: the copies printed so far were recorded, and all of them are out. */
export const ALL_PRINTED = 'allPrinted';

/** Update: the person gives the order up before paying. Returns the state afterwards. */
export const CANCEL_ORDER = 'cancelOrder';

/** Signal for operators and, later, staff: try again to issue what was held back. */
export const RETRY_ISSUANCE = 'retryIssuance';

/** Types of the `ApplicationFailure`s with which `cancelOrder` refuses. */
export const ORDER_REFUSALS = {
  alreadyPaid: 'AlreadyPaid',
  paymentInProgress: 'PaymentInProgress',
  ended: 'OrderEnded',
} as const;

/**
 * What became of the documents. `usable`: they can be printed, but the number of a network is still missing.
 * `blocked` waits for a person (e.g. a name with a missing glyph).
 */
export interface IssuanceReport {
  state: 'complete' | 'usable' | 'incomplete' | 'blocked';
}

export type SettlementReport =
  | { kind: 'paid'; issuance: IssuanceReport }
  | { kind: 'unpaid' }
  /** Money is on its way at the provider; ask again at the latest at this instant (ISO). */
  | { kind: 'pending'; askAgainAt: string };

export type LapseReport = SettlementReport | { kind: 'lapsed' };

export interface CertificateOrderActivities {
  /** Captures or finds the payment, compares it with the order, and makes the first attempt to issue. */
  settlePayment(input: { orderId: string }): Promise<SettlementReport>;
  /** At the payment deadline: asks the provider once more, then lapses the order (I9). */
  lapseOrder(input: { orderId: string }): Promise<LapseReport>;
  /** Before payment, by the person; asks the provider first. Refuses with `AlreadyPaid`. */
  cancelOrder(input: { orderId: string }): Promise<{ state: OrderState }>;
  /** Registers what is not registered yet; fails retryably while a network does not answer. */
  issueDocuments(input: { orderId: string; isUsable: boolean }): Promise<IssuanceReport>;
  /** Writes down that every copy is out (a local activity: the facts are in the database already). */
  recordPrinted(input: { orderId: string }): Promise<void>;
  /**
   * At the print deadline: removes every document from the networks and believes what was printed meanwhile.
   * `never_printable`: no network ever had it ready, or all of them lost it, so the money goes back.
   */
  closePrintWindow(input: {
    orderId: string;
  }): Promise<{ outcome: 'printed' | 'print_expired' | 'never_printable' }>;
  /** Returns the whole payment of an order that could not be issued. */
  refundOrder(input: { orderId: string; cause: RefundCause }): Promise<void>;
}
