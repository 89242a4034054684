import type { OrderState } from './states.ts';

/** Why a deadline of an order moved later. Each has words in the timeline. */
export const DEADLINE_CHANGE_CAUSES = [
  /** The person chose a way to pay that has more time. */
  'method',
  /** A halt was announced after the order had been placed. */
  'halt',
  /** A print network did not work. */
  'outage',
  /** The one free re-opening. */
  'reopening',
] as const;
export type DeadlineChangeCause = (typeof DEADLINE_CHANGE_CAUSES)[number];

export type MovableDeadline = 'payment' | 'print';

/**
 * The states in which each deadline still decides something. One that was reached is never moved: what follows from it
 * may have begun, and whoever was told that it is over must not be told otherwise (R-219, I9).
 */
export const STATES_BEFORE_DEADLINE: Readonly<Record<MovableDeadline, readonly OrderState[]>> = {
  payment: ['awaiting_payment'],
  print: ['awaiting_payment', 'preparing', 'printable', 'partly_printed'],
};
