// The bare engine: lives of the same shape as an order's, event by event, that do nothing.
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  condition,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Sinks } from '@temporalio/workflow';

export interface BareActivities {
  nothing(): Promise<void>;
}

/** Tells the client in the same process how far a life has come, without an event. */
export interface Progress extends Sinks {
  progress: { reached(phase: 'waiting' | 'acted'): void };
}

const { nothing } = proxyActivities<BareActivities>({ startToCloseTimeout: '1 minute' });
const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '1 minute' });
const { progress } = proxySinks<Progress>();
const first = defineSignal('first');
const second = defineSignal('second');
const state = defineSearchAttributeKey('CertState', SearchAttributeType.KEYWORD);

/** Start, a wait, a signal, an activity, a wait, a signal, a local activity, end: a paid and printed order. */
export async function bareLife(): Promise<void> {
  let signals = 0;
  setHandler(first, () => void (signals += 1));
  setHandler(second, () => void (signals += 1));
  const waiting = condition(() => signals > 0, '3 hours');
  progress.reached('waiting');
  await waiting;
  await nothing();
  upsertSearchAttributes([{ key: state, value: 'acted' }]);
  const waitingAgain = condition(() => signals > 1, '7 days');
  progress.reached('acted');
  await waitingAgain;
  await local.nothing();
  upsertSearchAttributes([{ key: state, value: 'ended' }]);
}

/** A signal, one activity, done. */
export async function bareNotice(): Promise<void> {
  let signals = 0;
  setHandler(first, () => void (signals += 1));
  const waiting = condition(() => signals > 0, '3 hours');
  progress.reached('waiting');
  await waiting;
  await nothing();
}
