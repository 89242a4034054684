import { depositReference } from '../../domain/orders/journal.ts';
import { addDays, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { CashProviderId, ProviderId } from '../../domain/university/profile.ts';
import type { CashDeposit } from '../../gateways/cash/port.ts';
import { isUuid } from '../../platform/uuid.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { laterWhenSilent } from '../payments/provider-failures.ts';

/** Money that came in, or went back, as the provider's own ledger has it. */
export interface LedgerLine {
  kind: 'in' | 'back';
  /** What our journal calls it: a capture's id, a deposit's reference, or the id of a refund. */
  reference: string;
  /** Our payment, as the provider names it; nobody's for some. */
  paymentId: string | null;
  /** Yen; 0 when it was another currency, which our books do not hold. */
  amountYen: number;
  /** Cash that the store took back. */
  isReversed: boolean;
  /** As the provider of cash tells it; null elsewhere. */
  deposit: CashDeposit | null;
}

const ours = (name: string | null) => (name !== null && isUuid(name) ? name : null);

/**
 * Reads a provider's ledger of one day in Japan.
 * @throws ApplicationFailure, to be tried again, while the provider does not answer
 */
export async function readLedger(
  { paypal, cash }: Pick<ActivityDependencies, 'paypal' | 'cash'>,
  provider: ProviderId,
  day: CivilDate,
): Promise<LedgerLine[]> {
  if (provider !== 'paypal') {
    const deposits = await cash[provider].depositsOf(day).catch(laterWhenSilent);
    return deposits.map((deposit) => lineOf(provider, deposit));
  }
  const from = new Date(tokyoInstant(day));
  const to = new Date(tokyoInstant(addDays(day, 1)));
  const transactions = await paypal.transactionsOf(from, to).catch(laterWhenSilent);
  return transactions.map(({ kind, transactionId, customId, amountYen, currency }) => ({
    kind: kind === 'capture' ? 'in' : 'back',
    reference: transactionId,
    paymentId: ours(customId),
    amountYen: currency === 'JPY' ? amountYen : 0,
    isReversed: false,
    deposit: null,
  }));
}

function lineOf(provider: CashProviderId, deposit: CashDeposit): LedgerLine {
  return {
    kind: 'in',
    reference: depositReference(provider, deposit.depositId),
    paymentId: ours(deposit.slipKey),
    amountYen: deposit.amountYen,
    isReversed: deposit.reversedAt !== null,
    deposit,
  };
}
