import { PRINTING_TASKS } from '../../domain/staff/tasks.ts';
import { settleTasksOf } from '../../platform/staff-tasks.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailCancelled } from '../mail/order-mails.ts';
import { copiesPrinted } from '../printing/printed.ts';
import { removeDocuments } from '../printing/take-back.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { transitionOrder } from '../records/order-transition.ts';
import {
  bookReversal,
  depositsOfPayment,
  markReversed,
  owe,
  pendingOf,
} from './deposit-records.ts';
import { judgeAgain } from './examine-slip.ts';
import type { CountedReversal } from './judge-deposits.ts';

/**
 * Counted money was taken back by its provider: the documents are taken from the networks, and the order is cancelled.
 * Where something was printed meanwhile the order stays, its documents do not, and staff settle the rest.
 * @returns whether the order was cancelled
 * @throws ApplicationFailure, to be tried again, until each network has confirmed that its documents are gone
 */
export async function reverseOrder(
  deps: ActivityDependencies,
  orderId: string,
  reversals: readonly CountedReversal[],
): Promise<boolean> {
  await removeDocuments(deps, await loadOrder(deps.pool, orderId));
  const order = await loadOrder(deps.pool, orderId);
  const at = deps.clock();
  const isCancelled = await inTransaction(deps.pool, async (client) => {
    const printedCopies = copiesPrinted(order);
    const isWithdrawn =
      printedCopies === 0 &&
      (await transitionOrder(client, { orderId, event: 'payment_reversed', at }));
    for (const reversal of reversals) {
      await bookReversal(client, {
        ...reversal,
        orderId,
        universityId: order.universityId,
        pendingYen: isWithdrawn ? await pendingOf(client, orderId) : 0,
        printedCopies,
        at,
      });
      await markReversed(client, reversal.reference, reversal.at);
      if (!isWithdrawn) continue;
      await client.query(
        `UPDATE payment SET state = 'reversed', reason = 'reversed' WHERE id = $1`,
        [reversal.paymentId],
      );
    }
    if (isWithdrawn) await settleTasksOf(client, orderId, { kinds: PRINTING_TASKS, by: null, at });
    if (isWithdrawn) await oweRest(client, order, reversals, at);
    return isWithdrawn;
  });
  if (isCancelled) {
    await judgeAgain(deps, order);
    await mailCancelled(deps, order, { cause: 'payment_reversed', refund: null });
  }
  return isCancelled;
}

/** Parts of the sum that the store has not taken back: nothing is issued for them any more. */
async function oweRest(
  client: Parameters<typeof depositsOfPayment>[0],
  order: OrderRecord,
  reversals: readonly CountedReversal[],
  at: Date,
): Promise<void> {
  for (const paymentId of new Set(reversals.map((reversal) => reversal.paymentId))) {
    for (const deposit of await depositsOfPayment(client, paymentId)) {
      if (deposit.isReversed || deposit.countedYen === 0) continue;
      await client.query('UPDATE deposit SET counted_yen = 0 WHERE id = $1', [deposit.id]);
      await owe(client, {
        universityId: order.universityId,
        orderId: order.id,
        deposit,
        amountYen: deposit.countedYen,
        cause: 'partial',
        at,
      });
    }
  }
}
