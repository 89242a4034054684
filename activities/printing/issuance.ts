import { Context } from '@temporalio/activity';
import { isInTime } from '../../domain/orders/deadline.ts';
import { PRINTING_TASKS } from '../../domain/staff/tasks.ts';
import { settleTasksOf } from '../../platform/staff-tasks.ts';
import type { CertificateOrderActivities } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { backOff, tryAgainLater } from '../failures.ts';
import { orderEmailFrame } from '../mail/order-mails.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { book } from '../records/journal.ts';
import { deadlinesForLife, loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { attemptIssue } from './attempt-issue.ts';
import { offerRefused } from './offer-again.ts';
import { copiesPrinted, hadWorkingNumbers, isPrintedOut } from './printed.ts';
import { createReopenPrintWindow } from './reopen-print-window.ts';
import { removeDocuments } from './take-back.ts';

/** Longest pause between two attempts while a network is down. Milliseconds. */
const LONGEST_PAUSE = 5 * 60_000;

/** The printing side of an order's life. */
export function createIssuanceActivities(
  deps: ActivityDependencies,
): Pick<
  CertificateOrderActivities,
  'issueDocuments' | 'recordPrinted' | 'closePrintWindow' | 'reopenPrintWindow'
> {
  return {
    async issueDocuments({ orderId, isUsable }) {
      await offerRefused(deps, await loadOrder(deps.pool, orderId));
      const issuance = await attemptIssue(deps, orderId);
      const isNews = issuance.state !== 'incomplete' && !(issuance.state === 'usable' && isUsable);
      if (isNews) return issuance;
      const { attempt } = Context.current().info;
      throw tryAgainLater('NumbersNotReadyYet', backOff(attempt, LONGEST_PAUSE));
    },

    async recordPrinted({ orderId }) {
      const order = await loadOrder(deps.pool, orderId);
      await settleAccount(deps, order, 'issued');
      await end(deps, orderId, 'all_printed');
    },

    async closePrintWindow({ orderId }) {
      const before = await loadOrder(deps.pool, orderId);
      const isOver = before.state === 'print_expired' || before.state === 'printed';
      // The deadline on the row counts: the life may not have heard that it moved.
      if (!isOver && isInTime(deps.clock(), before.printDeadline)) {
        return { outcome: 'not_yet', deadlines: deadlinesForLife(before) };
      }
      await removeDocuments(deps, before);
      const order = await loadOrder(deps.pool, orderId);
      if (isPrintedOut(order)) {
        await settleAccount(deps, order, 'issued');
        await end(deps, orderId, 'all_printed');
        return { outcome: 'printed' };
      }
      if (order.state !== 'print_expired') {
        if (copiesPrinted(order) === 0 && !hadWorkingNumbers(order)) {
          return { outcome: 'never_printable' };
        }
        await settleAccount(deps, order, copiesPrinted(order) > 0 ? 'issued' : 'forfeited');
        await end(deps, orderId, 'print_deadline');
      }
      // Also when an earlier attempt came as far as the state, and no further.
      await tellExpiry(deps, order);
      return { outcome: 'print_expired' };
    },

    reopenPrintWindow: createReopenPrintWindow(deps),
  };
}

/** Nothing is to be printed any more, so there is nothing left to be done about what could not be. */
async function end(
  { pool, clock }: ActivityDependencies,
  orderId: string,
  event: 'all_printed' | 'print_deadline',
): Promise<void> {
  const at = clock();
  await settleTasksOf(pool, orderId, { kinds: PRINTING_TASKS, by: null, at });
  await transitionOrder(pool, { orderId, event, at });
}

/** Where the order's money ends: once anything was printed it is issued, else forfeited. */
async function settleAccount(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  event: 'issued' | 'forfeited',
): Promise<void> {
  if (order.totalYen === 0) return;
  await book(pool, { orderId: order.id, event, reference: order.id, amountYen: order.totalYen });
}

async function tellExpiry(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: 'print-expired',
    template: 'print-expired',
    model: {
      ...orderEmailFrame(deps, order, profile),
      printDeadline: new Date(order.printDeadline),
      printedCopies: copiesPrinted(order),
    },
  });
}
