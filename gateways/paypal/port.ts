/** State of a PayPal order (Orders v2). */
export type PayPalOrderStatus =
  'CREATED' | 'SAVED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'VOIDED' | 'COMPLETED';

/** An order as PayPal sees it now. */
export interface PayPalOrder {
  providerOrderId: string;
  status: PayPalOrderStatus;
  /** Our payment id, as it was given to `createOrder`. */
  customId: string | null;
  /** Whole units of `currency`, which are yen when `currency` is JPY; -1 when not a whole number. */
  amountYen: number;
  /** ISO 4217 code; anything but JPY is wrong for us. */
  currency: string;
  /** Where the payer approves; null once there is nothing left to approve. */
  approvalUrl: string | null;
  /** Every capture, the declined ones too. More than one that holds money is a doubled payment. */
  captures: PayPalCapture[];
  /** Money that went back of them, by whomever: us, somebody at PayPal's own pages, or PayPal. */
  refunds: PayPalRefund[];
}

/** Money taken, or about to be taken, for an order. */
export type PayPalCapture = {
  captureId: string;
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'REFUNDED' | 'PARTIALLY_REFUNDED' | 'FAILED';
  /** Whole units of `currency`, which are yen when `currency` is JPY; -1 when not a whole number. */
  amountYen: number;
  currency: string;
  customId: string | null;
  invoiceId: string | null;
  providerOrderId: string | null;
  /**
   * ISO UTC instant at which the payer's payment was taken (`create_time`). It stays the same when
   * a pending capture settles later and when money is refunded.
   */
  paidAt: string;
};

export interface PayPalRefund {
  refundId: string;
  status: 'COMPLETED' | 'PENDING' | 'CANCELLED' | 'FAILED';
  /** Null when PayPal does not link the refund to its capture. */
  captureId: string | null;
  /** Whole units of `currency`, which are yen when `currency` is JPY; -1 when not a whole number. */
  amountYen: number;
  currency: string;
  /** ISO UTC instant. */
  refundedAt: string;
}

/** One line of PayPal's list of transactions. */
export interface PayPalTransaction {
  /** Of a capture its id, of a refund the refund's. */
  transactionId: string;
  kind: 'capture' | 'refund';
  /** Our payment id; PayPal calls it custom_field here. */
  customId: string | null;
  /** Whole units of `currency`, positive both ways; -1 when not a whole number. */
  amountYen: number;
  currency: string;
  at: Date;
}

/**
 * PayPal's Orders v2, Payments v2 and Transaction Search v1, as far as a payment for certificates needs them.
 *
 * Every method can throw `PayPalRefusal` and `PayPalUnavailable`; those that change something can
 * throw `PayPalUnknownOutcome` as well. `requestId` is PayPal's idempotency key: store it before
 * the call. PayPal remembers it for 6 hours for orders and captures, for 45 days for refunds.
 */
export interface PayPalGateway {
  /**
   * Opens an order that the payer approves at `approvalUrl`.
   *
   * `orderReference` is our payment id; PayPal keeps it as custom_id and invoice_id and refuses
   * (`DUPLICATE_INVOICE_ID`) when money was captured for it before. `amountYen` is a positive
   * integer. After an unknown outcome repeat the call with the same `requestId`.
   */
  createOrder(input: {
    requestId: string;
    orderReference: string;
    amountYen: number;
    description: string;
    brandName: string;
    locale: 'ja' | 'en';
    returnUrl: string;
    cancelUrl: string;
  }): Promise<{ providerOrderId: string; approvalUrl: string; status: PayPalOrderStatus }>;

  /** Refused with HTTP 404 (`INVALID_RESOURCE_ID`) once an order that nobody approved has expired. */
  getOrder(providerOrderId: string): Promise<PayPalOrder>;

  /**
   * Takes the money of an approved order and returns the order with its captures. An order that was
   * captured before comes back as it stands. Look at each capture: it can be `PENDING` or
   * `DECLINED`. After an unknown outcome ask `getOrder` before repeating.
   */
  capture(input: { requestId: string; providerOrderId: string }): Promise<PayPalOrder>;

  getCapture(captureId: string): Promise<PayPalCapture>;

  /**
   * Gives money back: `amountYen`, or all that is left when it is absent. The payer sees `note`.
   * After an unknown outcome repeat with the same `requestId`.
   */
  refund(input: {
    requestId: string;
    captureId: string;
    amountYen?: number;
    note?: string;
  }): Promise<PayPalRefund>;

  getRefund(refundId: string): Promise<PayPalRefund>;

  /**
   * PayPal's own list of what came in and went back between two instants (half-open, at most 31 days apart), oldest
   * first. It is complete some three hours later.
   */
  transactionsOf(from: Date, to: Date): Promise<PayPalTransaction[]>;
}

/** PayPal said no, and nothing was applied. */
export class PayPalRefusal extends Error {
  override readonly name = 'PayPalRefusal';
  /** PayPal's own word, e.g. `INSTRUMENT_DECLINED`, `ORDER_NOT_APPROVED`, `CAPTURE_FULLY_REFUNDED`. */
  readonly issue: string;
  readonly httpStatus: number;
  /** What PayPal's support asks for. */
  readonly debugId: string | null;

  constructor(refusal: { issue: string; httpStatus: number; debugId?: string | null }) {
    super(`PayPal refused with ${refusal.httpStatus} ${refusal.issue}`);
    this.issue = refusal.issue;
    this.httpStatus = refusal.httpStatus;
    this.debugId = refusal.debugId ?? null;
  }
}

/** With these issues PayPal refuses what concerns an order that it has forgotten, because nobody approved it in time. */
export const FORGOTTEN_ISSUES: ReadonlySet<string> = new Set([
  'INVALID_RESOURCE_ID',
  'RESOURCE_NOT_FOUND',
  'ORDER_EXPIRED',
]);

/** The call may or may not have been applied: timeout, socket cut, 5xx, unreadable answer. Ask first. */
export class PayPalUnknownOutcome extends Error {
  override readonly name = 'PayPalUnknownOutcome';
}

/** Nothing was applied, and the same call can be repeated later: PayPal is down or busy. */
export class PayPalUnavailable extends Error {
  override readonly name = 'PayPalUnavailable';
  /** How long PayPal asks us to wait; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
