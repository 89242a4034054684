import { ApplicationFailure } from '@temporalio/common';
import { isInTime } from '../../domain/orders/deadline.ts';
import { ORDER_REFUSALS } from '../../workflows/certificate-order/contract.ts';
import type {
  CertificateOrderActivities,
  SettlementReport,
} from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { tryAgainLater } from '../failures.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { attemptIssue } from '../printing/attempt-issue.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { orderProfile } from '../records/order-profile.ts';
import { orderUrl } from '../records/order-url.ts';
import { closeOpenPayments } from './payment-records.ts';
import { examinePayments } from './examine-payments.ts';

/** How soon the provider is asked again about money that is on its way, if it says nothing itself. Milliseconds. */
const ASK_AGAIN_AFTER = 15 * 60_000;

type Settling = Pick<CertificateOrderActivities, 'settlePayment' | 'lapseOrder' | 'cancelOrder'>;

/**
 * The payment side of an order's life. One activity captures, compares, counts and makes the first attempt to issue:
 * what belongs together costs one activity, and every part of it can be repeated (docs/decisions/0005).
 */
export function createSettlementActivities(deps: ActivityDependencies): Settling {
  const look = async (order: OrderRecord): Promise<SettlementReport> => {
    const examination = await examinePayments(deps, order, { capturing: true });
    if (examination === 'paid') {
      return { kind: 'paid', issuance: await attemptIssue(deps, order.id) };
    }
    if (examination === 'pending') {
      const askAgainAt = new Date(deps.clock().getTime() + ASK_AGAIN_AFTER).toISOString();
      return { kind: 'pending', askAgainAt };
    }
    return { kind: 'unpaid' };
  };

  return {
    async settlePayment({ orderId }) {
      return look(await loadOrder(deps.pool, orderId));
    },

    async lapseOrder({ orderId }) {
      const order = await loadOrder(deps.pool, orderId);
      const report = await look(order);
      if (report.kind === 'paid') return report;
      const now = deps.clock();
      // The workflow's clock and this one may differ by a moment: never lapse early. The wait is here, since the
      // workflow would ask again at once, and each question costs it events.
      if (isInTime(now, order.paymentDeadline)) {
        throw tryAgainLater('DeadlineNotReachedYet', order.paymentDeadline - now.getTime());
      }
      if (report.kind === 'pending' && isInTime(now, order.printDeadline)) return report;
      if (!(await transitionOrder(deps.pool, { orderId, event: 'payment_deadline', at: now }))) {
        const { state } = await loadOrder(deps.pool, orderId);
        // An attempt that Temporal had given up was still running, and has counted the payment.
        if (state !== 'lapsed') throw tryAgainLater('PaidMeanwhile', 1_000);
      }
      await closeOpenPayments(deps.pool, orderId, 'expired', now);
      await tellLapse(deps, order);
      return { kind: 'lapsed' };
    },

    async cancelOrder({ orderId }) {
      const order = await loadOrder(deps.pool, orderId);
      const now = deps.clock();
      if (order.state !== 'cancelled') {
        if ((await examinePayments(deps, order, { capturing: false })) !== 'unpaid') {
          throw ApplicationFailure.nonRetryable('money is there', ORDER_REFUSALS.alreadyPaid);
        }
        const isCancelled = await transitionOrder(deps.pool, { orderId, event: 'cancel', at: now });
        if (!isCancelled) throw ApplicationFailure.nonRetryable('ended', ORDER_REFUSALS.ended);
      }
      await closeOpenPayments(deps.pool, orderId, 'abandoned', now);
      return { state: 'cancelled' };
    },
  };
}

async function tellLapse(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: 'lapsed',
    template: 'order-lapsed',
    model: {
      ...emailFrame(profile),
      issueNumber: order.issueNumber,
      paymentDeadline: new Date(order.paymentDeadline),
      orderUrl: orderUrl(deps, order),
    },
  });
}
