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
  /** Nothing is to be paid: the order begins as paid. */
  isFree?: true;
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

/**
 * Update: the order is given up: before paying by the person, or, paid and nothing printed, as the university's
 * terms allow. Without a request: by the person, before paying.
 */
export const CANCEL_ORDER = 'cancelOrder';
export interface CancelRequest {
  cause: Extract<RefundCause, 'cancelled_by_person' | 'cancelled_by_staff'>;
  /** `account:<id>` or `staff:<id>`. */
  actor: string;
  /** Most yen that may go back: what was decided about, by as many people as it takes. Absent: what the terms say. */
  mostYen?: number;
}
/** The state afterwards: `cancelled` where nothing had been paid, else `refunding` or `refunded`. */
export interface CancelResult {
  state: OrderState;
}

/** Signal: the deadlines on the order's row have moved later; ISO instants, both as they are now. */
export const DEADLINES_MOVED = 'deadlinesMoved';
export interface Deadlines {
  paymentDeadline: string;
  printDeadline: string;
}

/** Update: the one free re-opening of the print window, before it ends. Returns the new deadline (ISO). */
export const REOPEN_PRINT_WINDOW = 'reopenPrintWindow';
export interface ReopenRequest {
  actor: string;
}

/** Signal: staff have paid out cash that could not go back the way it came; its row says so. */
export const PAYOUT_RECORDED = 'payoutRecorded';

/** Signal for operators and staff: try again what was held back: to issue, or to return the money that was refused. */
export const RETRY_ISSUANCE = 'retryIssuance';

/**
 * Signal: what can be printed has changed without the life's doing (the watch over the networks saw it, and wrote it
 * down first). What is `incomplete` or `usable` the life goes on registering, as after the payment; `blocked` waits for
 * `retryIssuance`.
 */
export const ISSUANCE_CHANGED = 'issuanceChanged';
export interface IssuanceChange {
  /** The order's state as its row has it now. */
  state: Extract<OrderState, 'preparing' | 'printable' | 'partly_printed'>;
  /** Absent: as the life knows it. */
  issuance?: IssuanceReport;
  /** Whether a person must look at it (the row's `attention`). */
  needsAttention: boolean;
}

/** Types of the `ApplicationFailure`s with which the updates refuse. */
export const ORDER_REFUSALS = {
  alreadyPaid: 'AlreadyPaid',
  paymentInProgress: 'PaymentInProgress',
  ended: 'OrderEnded',
  /** Something of it was printed: nothing goes back. */
  printed: 'AlreadyPrinted',
  /** The university's terms do not give money back in this case. */
  notRefundable: 'NotRefundable',
  /** Another update of this order is under way. */
  busy: 'OrderBusy',
  notReopenable: 'NotReopenable',
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
  | { kind: 'pending'; askAgainAt: string }
  /** The store took counted cash back before anything was printed: the order has ended as cancelled. */
  | { kind: 'reversed' };

export type LapseReport =
  | SettlementReport
  | { kind: 'lapsed' }
  /** The row's deadline has moved, and is not reached. */
  | { kind: 'not_yet'; deadlines: Deadlines };

export type WindowReport =
  | { outcome: 'printed' | 'print_expired' | 'never_printable' }
  | { outcome: 'not_yet'; deadlines: Deadlines };

/**
 * `owed`: cash; it goes back when staff have paid it out (`payoutRecorded`), then this is asked again. `refused`: the
 * provider definitely refuses; asked again when staff say so, have paid it out, or a day later.
 */
export interface RefundReport {
  outcome: 'refunded' | 'owed' | 'refused';
}

export interface CertificateOrderActivities {
  /** Captures or finds the payment, compares it with the order, and makes the first attempt to issue. */
  settlePayment(input: { orderId: string }): Promise<SettlementReport>;
  /** At the payment deadline: asks the provider once more, then lapses the order (I9). */
  lapseOrder(input: { orderId: string }): Promise<LapseReport>;
  /** Before payment; asks the provider first. No request: by the person. Refuses with `AlreadyPaid`, `OrderEnded`. */
  cancelOrder(input: { orderId: string } & Partial<CancelRequest>): Promise<{ state: OrderState }>;
  /** Registers what is not registered yet; fails retryably while a network does not answer. */
  issueDocuments(input: { orderId: string; isUsable: boolean }): Promise<IssuanceReport>;
  /** Writes down that every copy is out (a local activity: the facts are in the database already). */
  recordPrinted(input: { orderId: string }): Promise<void>;
  /**
   * At the print deadline: removes every document from the networks and believes what was printed meanwhile.
   * `never_printable`: no network ever had it ready, or all of them lost it, so the money goes back.
   */
  closePrintWindow(input: { orderId: string }): Promise<WindowReport>;
  /**
   * Returns the payment of an order that could not be issued, or what its terms give back when it was cancelled. An
   * order that cost nothing has nothing to return: it becomes `cancelled` (`cancel_free`).
   */
  refundOrder(input: { orderId: string; cause: RefundCause }): Promise<RefundReport>;
  /**
   * Paid and nothing printed: takes the documents back and moves the order to `refunding`, with the refund's row; one
   * that cost nothing to `cancelled` (`cancel_free`). Refuses with `AlreadyPrinted` (what had been taken back is offered again), `NotRefundable`, `OrderEnded`.
   */
  withdrawOrder(input: { orderId: string } & CancelRequest): Promise<void>;
  /** Moves the print deadline by the university's rule, once. Refuses with `NotReopenable`. */
  reopenPrintWindow(input: { orderId: string } & ReopenRequest): Promise<Deadlines>;
}
