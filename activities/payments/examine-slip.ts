import type { ProviderId } from '../../domain/university/profile.ts';
import type { CashDeposit } from '../../gateways/cash/port.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord, PaymentRecord } from '../records/load-order.ts';
import { judgeDeposits } from './judge-deposits.ts';
import type { DepositToReturn, SlipFinding } from './judge-deposits.ts';
import { laterWhenSilent } from './provider-failures.ts';

/** A payment by slip: cash for a number. */
export type SlipPayment = PaymentRecord & { provider: Exclude<ProviderId, 'paypal'> };

export function isBySlip(payment: PaymentRecord): payment is SlipPayment {
  return payment.provider !== 'paypal';
}

/**
 * Asks the provider what was paid for a slip, writes it down and judges it; what cannot stay is owed from then on, and
 * its life begun (R-206, R-208, I2, I9).
 * @throws ApplicationFailure, to be tried again, while the provider does not answer
 */
export async function examineSlip(
  deps: ActivityDependencies,
  order: OrderRecord,
  payment: SlipPayment,
): Promise<SlipFinding> {
  const { deposits } = await deps.cash[payment.provider].getSlip(payment.id).catch(laterWhenSilent);
  return judgeStored(deps, order, payment, deposits);
}

/** Judges what is stored of a slip once more, without asking: the order has ended since. */
export async function judgeAgain(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  for (const payment of order.payments.filter(isBySlip)) {
    await judgeStored(deps, order, payment, []);
  }
}

async function judgeStored(
  deps: ActivityDependencies,
  order: OrderRecord,
  { id: paymentId, provider }: SlipPayment,
  deposits: readonly CashDeposit[],
): Promise<SlipFinding> {
  const finding = await judgeDeposits(deps, {
    orderId: order.id,
    paymentId,
    provider,
    deposits,
    at: deps.clock(),
  });
  await startReturns(deps, order, { paymentId, returning: finding.returning });
  return finding;
}

/** Begins the lives that wait until owed money was paid out; housekeeping begins what a crash left without. */
export async function startReturns(
  { lives, pool, clock }: Pick<ActivityDependencies, 'lives' | 'pool' | 'clock'>,
  order: Pick<OrderRecord, 'id' | 'universityCode'>,
  { paymentId, returning }: { paymentId: string; returning: readonly DepositToReturn[] },
): Promise<void> {
  for (const { captureId, cause } of returning) {
    await lives.startRefund({
      orderId: order.id,
      paymentId,
      captureId,
      university: order.universityCode,
      cause,
    });
    await pool.query(
      'UPDATE refund SET started_at = $3 WHERE capture_id = $1 AND cause = $2 AND started_at IS NULL',
      [captureId, cause, clock()],
    );
  }
}
