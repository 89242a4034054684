import { refundOf } from './refund-policy.ts';
import type { RefundTerms } from './refund-policy.ts';
import type { OrderSituation } from './situation.ts';

/** What giving an order up means for its person now. */
export type Cancelling =
  /** Nothing was paid, nothing is charged. */
  | { kind: 'free' }
  /** It is paid and nothing is printed: what goes back, and what the university keeps; yen. */
  | { kind: 'refund'; refundYen: number; keptYen: number }
  | {
      kind: 'impossible';
      reason:
        /** A payment is being looked at: what becomes of it decides. */
        | 'payment_under_way'
        /** The university's terms: whoever has paid cannot cancel. */
        | 'terms'
        /** Its numbers were given out: whether nothing was printed is for staff to see. */
        | 'numbers_out'
        | 'printed'
        /** The print deadline is over: nothing goes back. */
        | 'window_closed'
        /** Staff are at it and decide. */
        | 'with_staff'
        | 'ended';
    };

const impossible = (reason: Extract<Cancelling, { kind: 'impossible' }>['reason']): Cancelling => ({
  kind: 'impossible',
  reason,
});

/**
 * Whether the person may give an order up, and what goes back, by the university's terms.
 * The life decides again: networks and providers may know more than the row.
 * @param order `printed`: copies that came out so far; `hadNumbers`: there was a number to print with; amounts in yen
 */
export function cancellingOf(
  situation: OrderSituation,
  order: { issueFeeYen: number; systemFeeYen: number; printed: number; hadNumbers: boolean },
  terms: Pick<RefundTerms, 'cancelledByPerson' | 'cancelledByPersonUntil'>,
): Cancelling {
  switch (situation) {
    case 'to_pay':
    case 'to_pay_at_store':
      return { kind: 'free' };
    case 'partly_paid':
    case 'confirming_payment':
    case 'confirming_takes_long':
    case 'payment_pending':
    case 'payment_overdue':
      return impossible('payment_under_way');
    case 'held_for_staff':
      return impossible('with_staff');
    case 'preparing':
    case 'preparing_delayed':
    case 'printable':
      if (order.printed > 0) return impossible('printed');
      return refundByTerms(order, terms);
    case 'partly_printed':
    case 'printed':
      return impossible('printed');
    case 'print_window_closed':
    case 'print_expired':
      return impossible('window_closed');
    case 'lapsed':
    case 'cancelled':
    case 'payment_reversed':
    case 'refunding':
    case 'refunding_cash':
    case 'refunded':
      return impossible('ended');
  }
}

function refundByTerms(
  order: { issueFeeYen: number; systemFeeYen: number; hadNumbers: boolean },
  {
    cancelledByPerson,
    cancelledByPersonUntil,
  }: Pick<RefundTerms, 'cancelledByPerson' | 'cancelledByPersonUntil'>,
): Cancelling {
  // A free order costs nothing in any case.
  if (order.issueFeeYen + order.systemFeeYen === 0) return { kind: 'free' };
  if (cancelledByPerson === 'none') return impossible('terms');
  if (cancelledByPersonUntil === 'numbers' && order.hadNumbers) return impossible('numbers_out');
  return { kind: 'refund', ...refundOf(cancelledByPerson, order) };
}
