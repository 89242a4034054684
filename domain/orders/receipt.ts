import { lifeOfRefund } from './refund-causes.ts';
import type { RefundCause } from './refund-causes.ts';

/** Money as a receipt must know it. Yen. */
export interface ReceiptFacts {
  orderId: string;
  totalYen: number;
  systemFeeYen: number;
  /** The payment that counts; null while there is none, or when its provider took it back. */
  paidAt: Date | null;
  refunds: readonly {
    captureId: string;
    cause: RefundCause;
    amountYen: number;
    state: 'requested' | 'refunded' | 'refused';
  }[];
}

/**
 * Whether there is a receipt (領収書), and what it must say of money that goes back: `void` when all of it has gone
 * back, or is about to. Returned money that the order never counted (late, doubled) is none of the receipt's business.
 */
export type ReceiptState =
  { kind: 'none' } | { kind: 'valid' | 'partly_returned' | 'void'; returnedYen: number };

export function receiptState(facts: ReceiptFacts): ReceiptState {
  if (facts.paidAt === null || facts.totalYen === 0) return { kind: 'none' };
  const returnedYen = facts.refunds
    .filter((refund) => 'orderId' in lifeOfRefund({ orderId: facts.orderId, ...refund }))
    .reduce((sum, { amountYen }) => sum + amountYen, 0);
  if (returnedYen === 0) return { kind: 'valid', returnedYen };
  return { kind: returnedYen >= facts.totalYen ? 'void' : 'partly_returned', returnedYen };
}

/** Consumption tax on services since 1 October 2019. Percent. */
const TAX_PERCENT = 10;

/**
 * What an invoice must say of consumption tax: fees for certificates of a school are not taxed (Consumption Tax Act,
 * table 2, no. 11); the fee for the use of the system is, and its price includes the tax.
 */
export function receiptTax({ totalYen, systemFeeYen }: { totalYen: number; systemFeeYen: number }) {
  return {
    untaxedYen: totalYen - systemFeeYen,
    taxedYen: systemFeeYen,
    percent: TAX_PERCENT,
    taxYen: Math.floor((systemFeeYen * TAX_PERCENT) / (100 + TAX_PERCENT)),
  };
}

/** Most characters of the name on a receipt. */
export const LONGEST_RECEIPT_NAME = 60;
