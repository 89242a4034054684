import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../../activities/index.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** The life that is being recorded, and its clock. */
export interface Stage {
  environment: TestWorkflowEnvironment;
  handle: WorkflowHandle;
  now(): Promise<number>;
  sleep(milliseconds: number): Promise<void>;
  /** Waits, in real time, until the life is in this state (a search attribute). */
  inState(state: string): Promise<void>;
}

/** One path of a life. */
export interface Scenario {
  /** `<life>/<path>`: the file's name. */
  name: string;
  workflow: string;
  input(now: number): object | null;
  activities(stage: () => Stage): Partial<Activities>;
  /** What happens to the life from outside; afterwards its end is awaited. */
  act?(stage: Stage): Promise<void>;
}

/** An activity refuses for good. @param type what the life reads */
export function refuse(type: string): never {
  const failure = ApplicationFailure.nonRetryable('refused', type);
  failure.stack = ''; // paths of this machine are nobody's business
  throw failure;
}
