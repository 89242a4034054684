import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { ORDER_REFUSALS } from '../workflows/certificate-order/contract.ts';

/**
 * Somebody outside is away or not ready: the activity is tried again after a while, without alarm.
 * @param type what operators read in the Temporal Web UI, e.g. `PrintNetworkUnavailable`
 * @param afterMilliseconds how long to wait; jitter is added, so that what waits together does not come back together
 */
export function tryAgainLater(
  type: string,
  afterMilliseconds: number,
  cause?: unknown,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: cause instanceof Error ? cause.name : type,
    nextRetryDelay: Math.round(afterMilliseconds * (1 + Math.random() / 5)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** What was asked of an order cannot be: its life refuses the update by the same type. */
export function orderRefusal(why: keyof typeof ORDER_REFUSALS): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`refused: ${why}`, ORDER_REFUSALS[why]);
}

/** Waits longer the more often it was tried: 1 s, 2 s, 4 s … at most `maximum`. Milliseconds. */
export function backOff(attempt: number, maximum: number): number {
  return Math.min(maximum, 1_000 * 2 ** Math.max(0, attempt - 1));
}
