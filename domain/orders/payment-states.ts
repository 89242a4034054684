/**
 * The states of one attempt to pay. `created` → row and idempotency keys stored; `open` → the provider knows it;
 * `pending` → captured but not yet settled by the provider; the others are ends. `reversed`: it had counted, and the
 * provider took it back.
 */
export const PAYMENT_STATES = [
  'created',
  'open',
  'pending',
  'captured',
  'declined',
  'abandoned',
  'expired',
  'mismatched',
  'late',
  'duplicate',
  'reversed',
] as const;

export type PaymentState = (typeof PAYMENT_STATES)[number];

/** At most one payment an order is in one of these: a partial unique index holds it. */
export const OPEN_PAYMENT_STATES = [
  'created',
  'open',
  'pending',
] as const satisfies readonly PaymentState[];

/** What an order expects of a capture. */
export interface ExpectedPayment {
  paymentId: string;
  amountYen: number;
  /** Instant from which on money is too late, milliseconds since the epoch. */
  paymentDeadline: number;
}

/** What the provider says of a capture. `paidAt` in milliseconds since the epoch. */
export interface ReportedCapture {
  customId: string | null;
  amountYen: number;
  currency: string;
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'REFUNDED' | 'PARTIALLY_REFUNDED' | 'FAILED';
  paidAt: number;
}

export type CaptureVerdict = 'accepted' | 'pending' | 'declined' | 'mismatched' | 'late';

/**
 * Judges a capture by what was ordered, and its time by the provider's instant, not by ours (R-208, I3, I9).
 * A capture that was refunded already counts as declined: the money is not here.
 */
export function judgeCapture(expected: ExpectedPayment, capture: ReportedCapture): CaptureVerdict {
  if (capture.status === 'PENDING') return 'pending';
  if (capture.status !== 'COMPLETED') return 'declined';
  const matches =
    capture.currency === 'JPY' &&
    capture.amountYen === expected.amountYen &&
    capture.customId === expected.paymentId;
  if (!matches) return 'mismatched';
  return capture.paidAt < expected.paymentDeadline ? 'accepted' : 'late';
}
