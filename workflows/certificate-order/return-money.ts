import { condition } from '@temporalio/workflow';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import { payments } from './activities.ts';
import type { OrderOutcome, RefundReport } from './contract.ts';
import { enterState } from './life.ts';
import type { OrderLife } from './life.ts';
import { settle } from './settle.ts';
import { until } from './until.ts';

/** How often a refund that was refused is tried again without anybody's saying so. Milliseconds. */
const A_DAY = 24 * 60 * 60_000;

/**
 * Returns what an order has to give back, and waits for as long as a person needs to: cash is paid out by staff, what
 * the provider refuses is tried again. Other money that arrives meanwhile is looked into at once (I2).
 */
export async function returnMoney(life: OrderLife, cause: RefundCause): Promise<OrderOutcome> {
  const { orderId, isFree } = life.input;
  // What was free has nothing to return: it is given up.
  if (!isFree) enterState(life, 'refunding');
  for (;;) {
    life.payouts = 0;
    life.retries = 0;
    const report: RefundReport | null = await payments.refundOrder({ orderId, cause });
    // It answered nothing while every refund went the way the money had come.
    life.refund = report ?? { outcome: 'refunded' };
    if (life.refund.outcome === 'refunded') return isFree ? 'cancelled' : 'refunded';
    enterState(life, 'refunding');
    await untilDecided(life, life.refund.outcome);
  }
}

async function untilDecided(life: OrderLife, outcome: 'owed' | 'refused'): Promise<void> {
  const isDecided = () => life.payouts > 0 || life.retries > 0;
  const hasNews = () => isDecided() || life.notices > 0;
  const tryAgainAt = Date.now() + A_DAY;
  do {
    if (outcome === 'owed') await condition(hasNews);
    else await until(() => tryAgainAt, hasNews, '払い戻しの再試行');
    if (life.notices > 0 && (await settle(life)).kind === 'reversed') return;
  } while (!isDecided() && (outcome === 'owed' || Date.now() < tryAgainAt));
}
