import type { CivilDate } from '../time/tokyo.ts';

/** How a university pays out cash that cannot go back the way it came. */
export const PAYOUT_WAYS = ['bank_transfer', 'registered_mail', 'counter', 'other'] as const;
export type PayoutWay = (typeof PAYOUT_WAYS)[number];

/** What staff write down about a payout. */
export interface Payout {
  /** The day on which the money went. */
  paidOn: CivilDate;
  way: PayoutWay;
  /** What it is found by in the university's own books; nothing personal. */
  reference: string;
}

/**
 * Judges the day of a payout: money cannot have gone before it was owed, and not tomorrow.
 * @returns why not, or null
 */
export function judgePayoutDay(
  paidOn: CivilDate,
  { owedOn, today }: { owedOn: CivilDate; today: CivilDate },
): 'before_owed' | 'in_future' | null {
  if (paidOn > today) return 'in_future';
  return paidOn < owedOn ? 'before_owed' : null;
}
