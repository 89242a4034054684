import { Context } from '@temporalio/activity';
import { PrintNetworkUnavailable } from '../../gateways/print/port.ts';
import type { CertificateOrderActivities } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { backOff, tryAgainLater } from '../failures.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import { book } from '../records/journal.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { transitionOrder } from '../records/order-transition.ts';
import { orderUrl } from '../records/order-url.ts';
import { attemptIssue } from './attempt-issue.ts';
import { copiesPrinted, hadWorkingNumber, isPrintedOut } from './printed.ts';
import { recordOfferedAgain, recordRemoved } from './print-job-records.ts';

/** Longest pause between two attempts while a network is down. Milliseconds. */
const LONGEST_PAUSE = 5 * 60_000;

/** The printing side of an order's life. */
export function createIssuanceActivities(
  deps: ActivityDependencies,
): Pick<CertificateOrderActivities, 'issueDocuments' | 'recordPrinted' | 'closePrintWindow'> {
  return {
    async issueDocuments({ orderId, isUsable }) {
      await offerAgain(deps, await loadOrder(deps.pool, orderId));
      const issuance = await attemptIssue(deps, orderId);
      const isNews = issuance.state !== 'incomplete' && !(issuance.state === 'usable' && isUsable);
      if (isNews) return issuance;
      const { attempt } = Context.current().info;
      throw tryAgainLater('NumbersNotReadyYet', backOff(attempt, LONGEST_PAUSE));
    },

    async recordPrinted({ orderId }) {
      const order = await loadOrder(deps.pool, orderId);
      await settleAccount(deps, order, 'issued');
      await transitionOrder(deps.pool, { orderId, event: 'all_printed', at: deps.clock() });
    },

    async closePrintWindow({ orderId }) {
      await removeDocuments(deps, await loadOrder(deps.pool, orderId));
      const order = await loadOrder(deps.pool, orderId);
      const at = deps.clock();
      if (isPrintedOut(order)) {
        await settleAccount(deps, order, 'issued');
        await transitionOrder(deps.pool, { orderId, event: 'all_printed', at });
        return { outcome: 'printed' };
      }
      if (order.state !== 'print_expired') {
        if (copiesPrinted(order) === 0 && !hadWorkingNumber(order)) {
          return { outcome: 'never_printable' };
        }
        await settleAccount(deps, order, copiesPrinted(order) > 0 ? 'issued' : 'forfeited');
        await transitionOrder(deps.pool, { orderId, event: 'print_deadline', at });
      }
      // Also when an earlier attempt came as far as the state, and no further.
      await tellExpiry(deps, order);
      return { outcome: 'print_expired' };
    },
  };
}

/** Staff have settled with the networks why none of them took the documents, and said so (`retryIssuance`). */
async function offerAgain(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  if (order.attention !== 'print_refused') return;
  for (const { id, network, jobRef, state } of order.printJobs) {
    if (state !== 'refused' && state !== 'failed') continue;
    // What failed there would be found under its name, and taken for the new one.
    if (jobRef !== null) await deps.printNetworks[network].remove(jobRef);
    await recordOfferedAgain(deps.pool, id);
  }
}

/** Takes every document back; repeated until each network has confirmed. A print that slipped in is believed. */
async function removeDocuments(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  const outcomes = await Promise.allSettled(
    order.printJobs
      .filter(({ state }) => state !== 'removed')
      .map(async ({ id, network, jobRef }) => {
        const removed =
          jobRef === null
            ? { printedCount: null }
            : await deps.printNetworks[network].remove(jobRef);
        const isGone = await recordRemoved(deps.pool, id, { ...removed, jobRef, at: deps.clock() });
        if (!isGone) throw tryAgainLater('RegisteredMeanwhile', 1_000);
      }),
  );
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    if (outcome.reason instanceof PrintNetworkUnavailable) {
      const { attempt } = Context.current().info;
      throw tryAgainLater('RemovalNotConfirmed', backOff(attempt, LONGEST_PAUSE), outcome.reason);
    }
    throw outcome.reason;
  }
}

/** Where the order's money ends: once anything was printed it is issued, else forfeited. */
async function settleAccount(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  event: 'issued' | 'forfeited',
): Promise<void> {
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
      ...emailFrame(profile),
      issueNumber: order.issueNumber,
      printDeadline: new Date(order.printDeadline),
      printedCopies: copiesPrinted(order),
      orderUrl: orderUrl(deps, order),
    },
  });
}
