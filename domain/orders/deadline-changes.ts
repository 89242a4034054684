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
