import { isInTime } from '../../domain/orders/deadline.ts';
import { OPEN_PAYMENT_STATES } from '../../domain/orders/payment-states.ts';
import type {
  CertificateOrderActivities,
  SettlementReport,
} from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { orderRefusal, tryAgainLater } from '../failures.ts';
import { mailCancelled, orderEmailFrame } from '../mail/order-mails.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { attemptIssue } from '../printing/attempt-issue.ts';
import { deadlinesForLife, loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { orderProfile } from '../records/order-profile.ts';
import { examinePayments } from './examine-payments.ts';
import { isBySlip, judgeAgain } from './examine-slip.ts';
import { closeOpenPayments } from './payment-records.ts';
import { laterWhenSilent } from './provider-failures.ts';
import { withdrawOrder } from './refund-order.ts';
import { reverseOrder } from './reverse-order.ts';

/** How soon the provider is asked again about money that is on its way, if it says nothing itself. Milliseconds. */
const ASK_AGAIN_AFTER = 15 * 60_000;

/** A deadline so near is waited for here; one that is farther away has moved, and the life waits for it. Milliseconds. */
const CLOCKS_DIFFER_BY = 60_000;

type Settling = Pick<
  CertificateOrderActivities,
  'settlePayment' | 'lapseOrder' | 'cancelOrder' | 'withdrawOrder'
>;

/**
 * The payment side of an order's life. One activity captures, compares, counts and makes the first attempt to issue:
 * what belongs together costs one activity, and every part of it can be repeated (docs/decisions/0005).
 */
export function createSettlementActivities(deps: ActivityDependencies): Settling {
  const look = async (order: OrderRecord): Promise<SettlementReport> => {
    const { state, reversals } = await examinePayments(deps, order, { capturing: true });
    if (reversals.length > 0) {
      const isCancelled = await reverseOrder(deps, order.id, reversals);
      // Printed while it was being taken back: what is left of it stays where it is, with staff.
      return isCancelled ? { kind: 'reversed' } : { kind: 'paid', issuance: { state: 'complete' } };
    }
    // An attempt whose answer was lost had taken it back.
    if (isTakenBack(order)) return { kind: 'reversed' };
    if (state === 'paid') return { kind: 'paid', issuance: await attemptIssue(deps, order.id) };
    if (state === 'pending') {
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
      if (report.kind === 'paid' || report.kind === 'reversed') return report;
      const now = deps.clock();
      const tooEarly = order.paymentDeadline - now.getTime();
      if (tooEarly > CLOCKS_DIFFER_BY)
        return { kind: 'not_yet', deadlines: deadlinesForLife(order) };
      // The workflow's clock and this one may differ by a moment: never lapse early. The wait is here, since the
      // workflow would ask again at once, and each question costs it events.
      if (isInTime(now, order.paymentDeadline)) {
        throw tryAgainLater('DeadlineNotReachedYet', tooEarly);
      }
      if (report.kind === 'pending' && isInTime(now, order.printDeadline)) return report;
      if (!(await closeSlips(deps, order))) {
        const again = await look(await loadOrder(deps.pool, orderId));
        if (again.kind === 'paid' || again.kind === 'reversed') return again;
      }
      if (!(await transitionOrder(deps.pool, { orderId, event: 'payment_deadline', at: now }))) {
        const { state } = await loadOrder(deps.pool, orderId);
        // An attempt that Temporal had given up was still running, and has counted the payment.
        if (state !== 'lapsed') throw tryAgainLater('PaidMeanwhile', 1_000);
      }
      await closeOpenPayments(deps.pool, orderId, 'expired', now);
      // A part of the sum is not enough now: it goes back.
      await judgeAgain(deps, order);
      await tellLapse(deps, order);
      return { kind: 'lapsed' };
    },

    async cancelOrder({ orderId, cause, actor }) {
      const order = await loadOrder(deps.pool, orderId);
      const now = deps.clock();
      if (order.state !== 'cancelled') {
        // Closed first: what is found after that is all there will be (I9). A part of the sum does not hold it up.
        const isClosed = await closeSlips(deps, order);
        const { state } = await examinePayments(deps, order, { capturing: false });
        const isUnpaid = state === 'short' || (state === 'unpaid' && isClosed);
        if (!isUnpaid) throw orderRefusal('alreadyPaid');
        const step = { orderId, event: 'cancel', at: now, cause, actor } as const;
        if (!(await transitionOrder(deps.pool, step))) throw orderRefusal('ended');
      }
      await closeOpenPayments(deps.pool, orderId, 'abandoned', now);
      await judgeAgain(deps, order);
      await mailCancelled(deps, order, { cause: cause ?? 'cancelled_by_person', refund: null });
      return { state: 'cancelled' };
    },

    withdrawOrder: (input) => withdrawOrder(deps, input),
  };
}

const isTakenBack = ({ state, payments }: OrderRecord) =>
  state === 'cancelled' && payments.some((payment) => payment.state === 'reversed');

/**
 * Has the providers take no more money for an order's open slips.
 * @returns false when money was there first for one of them
 */
async function closeSlips(deps: ActivityDependencies, order: OrderRecord): Promise<boolean> {
  let isClosed = true;
  for (const { id, provider, state } of order.payments.filter(isBySlip)) {
    if (!OPEN_PAYMENT_STATES.some((open) => open === state)) continue;
    const outcome = await deps.cash[provider].cancelSlip(id).catch(laterWhenSilent);
    if (outcome === 'paid') isClosed = false;
  }
  return isClosed;
}

async function tellLapse(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: 'lapsed',
    template: 'order-lapsed',
    model: {
      ...orderEmailFrame(deps, order, profile),
      paymentDeadline: new Date(order.paymentDeadline),
    },
  });
}
