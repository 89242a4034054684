import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { isEnded } from '../../domain/orders/states.ts';
import { payments, printing } from './activities.ts';
import { ORDER_REFUSALS } from './contract.ts';
import type { CancelRequest, CancelResult, ReopenRequest } from './contract.ts';
import { moveDeadlines } from './life.ts';
import type { OrderLife } from './life.ts';

type Refusal = keyof typeof ORDER_REFUSALS;

function refuse(why: Refusal): never {
  throw refusal(`refused: ${why}`, ORDER_REFUSALS[why]);
}

/** An answer, not a defect: where it was given in the code is of no use in a history that is kept. */
function refusal(message: string, type: ApplicationFailure['type']): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message, type);
  failure.stack = '';
  return failure;
}

/** What neither cancelling nor re-opening may run into. */
function refuseBusy(life: OrderLife): void {
  if (isEnded(life.state) || life.closing || life.withdrawal !== null) refuse('ended');
  if (life.updating) refuse('busy');
}

/**
 * Whether the order may be given up now, as far as the life itself knows; what the university's terms
 * and the networks say is asked in the update.
 * @throws ApplicationFailure of one of ORDER_REFUSALS
 */
export function refuseCancelling(life: OrderLife, request: CancelRequest | null): void {
  refuseBusy(life);
  if (life.state === 'partly_printed' || life.allPrinted) refuse('printed');
  // Without a request it is the person's wish of before paying: it must not give up what was paid meanwhile.
  if (life.state !== 'awaiting_payment' && !request) refuse('alreadyPaid');
  if (life.settling || life.notices > 0) refuse('paymentInProgress');
}

/** Gives the order up: unpaid at once, paid as its terms allow. The main line goes on from what is left behind here. */
export async function cancel(
  life: OrderLife,
  request: CancelRequest | null,
): Promise<CancelResult> {
  const { orderId, isFree } = life.input;
  return update(life, async () => {
    if (life.state === 'awaiting_payment') {
      const { state } = await payments.cancelOrder({ orderId, ...request });
      if (state === 'cancelled') life.state = state;
      return { state };
    }
    const withdrawal = request ?? refuse('alreadyPaid');
    await payments.withdrawOrder({ orderId, ...withdrawal });
    life.withdrawal = withdrawal;
    return { state: isFree ? 'cancelled' : 'refunding' };
  });
}

/** @throws ApplicationFailure of one of ORDER_REFUSALS */
export function refuseReopening(life: OrderLife): void {
  refuseBusy(life);
  const isOpen = life.state === 'printable' || life.state === 'partly_printed';
  if (!isOpen || life.allPrinted) refuse('notReopenable');
}

/** The one free re-opening of the print window. @returns the new deadline, ISO */
export async function reopen(
  life: OrderLife,
  request: ReopenRequest,
): Promise<{ printDeadline: string }> {
  const { orderId } = life.input;
  return update(life, async () => {
    moveDeadlines(life, await printing.reopenPrintWindow({ orderId, ...request }));
    // What the networks would have forgotten before the new deadline is registered anew.
    life.issuance = { state: 'usable' };
    return { printDeadline: life.deadlines.printDeadline };
  });
}

/** One at a time, and no deadline takes effect meanwhile. What an activity refuses, the update refuses by the same name. */
async function update<T>(life: OrderLife, work: () => Promise<T>): Promise<T> {
  life.updating = true;
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)) {
      throw error;
    }
    const { message, type } = error.cause;
    // The main line finds what stood in the way: money that arrived, or documents to be offered again.
    if (life.state === 'awaiting_payment') life.notices += 1;
    else if (type === ORDER_REFUSALS.printed) life.issuance = { state: 'incomplete' };
    throw refusal(message, type);
  } finally {
    life.updating = false;
  }
}
