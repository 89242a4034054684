import type { PayPalOrder } from '../../gateways/paypal/port.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { copiesPrinted } from '../printing/printed.ts';
import type { OrderRecord, PaymentRecord } from '../records/load-order.ts';
import { bookReversal } from './deposit-records.ts';
import { WITHDRAWABLE } from './judge-deposits.ts';
import type { CountedReversal } from './judge-deposits.ts';

/**
 * Counted money that went back without our asking: returned at PayPal's own pages, or charged back. All of it,
 * and nothing printed as far as we know: the order is to be taken back. Otherwise it is booked and put before staff.
 * A refund of ours, also one whose answer was lost, is none.
 */
export async function findReversals(
  deps: ActivityDependencies,
  order: OrderRecord,
  payment: PaymentRecord,
  { refunds }: Pick<PayPalOrder, 'refunds'>,
): Promise<CountedReversal[]> {
  const { captureId } = payment;
  const theirs = refunds.filter(
    (refund) =>
      refund.captureId === captureId && refund.status === 'COMPLETED' && refund.currency === 'JPY',
  );
  if (payment.state !== 'captured' || captureId === null || theirs.length === 0) return [];
  const { rowCount } = await deps.pool.query('SELECT 1 FROM refund WHERE capture_id = $1 LIMIT 1', [
    captureId,
  ]);
  if (rowCount !== 0) return [];
  const reversals = theirs.map(({ refundId, amountYen, refundedAt }) => ({
    paymentId: payment.id,
    provider: payment.provider,
    reference: refundId,
    amountYen,
    at: new Date(refundedAt),
  }));
  const total = reversals.reduce((sum, { amountYen }) => sum + amountYen, 0);
  const isWhole = total === payment.amountYen;
  if (isWhole && copiesPrinted(order) === 0 && WITHDRAWABLE.includes(order.state)) return reversals;
  for (const reversal of reversals) {
    await inTransaction(deps.pool, (client) =>
      bookReversal(client, {
        ...reversal,
        universityId: order.universityId,
        orderId: order.id,
        pendingYen: 0,
        printedCopies: copiesPrinted(order),
        at: deps.clock(),
      }),
    );
  }
  return [];
}
