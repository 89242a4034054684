import type { CashProviderId } from '../../domain/university/profile.ts';
import type { CashDeposit } from '../../gateways/cash/port.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { depositReference } from '../../domain/orders/journal.ts';
import { findDeposit, owe, storeDeposit } from './deposit-records.ts';
import { takersByProvider } from './takers.ts';

/**
 * Cash for a slip that is none of ours: booked, and owed to whoever comes and asks for it. It belongs to no order, so it
 * stands on the list of the first university that takes money through this provider (R-208, I1, I2).
 */
export async function recordUnknownDeposit(
  deps: ActivityDependencies,
  provider: CashProviderId,
  deposit: CashDeposit,
): Promise<void> {
  const [universityId] = (await takersByProvider(deps)).get(provider) ?? [];
  if (universityId === undefined) throw new Error(`no university takes money through ${provider}`);
  const at = deps.clock();
  await inTransaction(deps.pool, async (client) => {
    const nobodys = { paymentId: null, orderId: null, universityId, at };
    await storeDeposit(client, { ...deposit, provider, ...nobodys });
    const row = await findDeposit(client, depositReference(provider, deposit.depositId));
    if (!row || row.returningYen > 0 || deposit.reversedAt !== null) return;
    const { amountYen } = row;
    await owe(client, { ...nobodys, deposit: row, amountYen, cause: 'unexpected' });
  });
}
