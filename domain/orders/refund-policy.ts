import type { RefundCause } from './refund-causes.ts';

/** What of the money goes back when an order that is paid, and of which nothing was printed, is cancelled. */
export type RefundShare = 'full' | 'minus_system_fee' | 'none';

/** A university's terms for money that goes back. */
export interface RefundTerms {
  /** `none`: the person cannot cancel after paying. */
  cancelledByPerson: RefundShare;
  /**
   * Until when the person may do so without staff: until a number to print with was given out, or until something was
   * printed. Networks tell of prints minutes later, and of what was removed never: with `printing`, whoever prints and
   * cancels at once has both.
   */
  cancelledByPersonUntil: 'numbers' | 'printing';
  cancelledByStaff: Exclude<RefundShare, 'none'>;
  /** From how many yen on two members of staff are needed; null: one is always enough. */
  secondPersonFromYen: number | null;
}

/**
 * @param cause why the money goes back; whatever is neither the person's wish nor that of staff is nobody's but the
 *   university's, the service's or a provider's, and goes back in full
 */
export function refundShareOf(terms: RefundTerms, cause: RefundCause): RefundShare {
  if (cause === 'cancelled_by_person') return terms.cancelledByPerson;
  return cause === 'cancelled_by_staff' ? terms.cancelledByStaff : 'full';
}

/** @returns yen that go back, and yen that the university keeps; together what was paid */
export function refundOf(
  share: RefundShare,
  paid: { issueFeeYen: number; systemFeeYen: number },
): { refundYen: number; keptYen: number } {
  const total = paid.issueFeeYen + paid.systemFeeYen;
  const keptYen = { full: 0, minus_system_fee: paid.systemFeeYen, none: total }[share];
  return { refundYen: total - keptYen, keptYen };
}
