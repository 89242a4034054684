import { HELD_BACK } from '../orders/held-back.ts';
import type { RefundTerms } from '../orders/refund-policy.ts';
import { isAllowed } from './roles.ts';
import type { Permission, StaffRoleName } from './roles.ts';

/** What a person at a university's desk may have to do about orders, in the order of its weight. */
export const STAFF_TASK_KINDS = [
  /** Cash that must go back and cannot go the way it came: `reference` = refund id. */
  'owed_money',
  /** The provider refused a refund: `reference` = refund id. */
  'refund_refused',
  /** Counted money was taken back by the provider: `reference` = capture or deposit id. */
  'payment_reversed',
  /** No network takes the documents: `reference` = order id. */
  'print_refused',
  /** A name has a character that cannot be printed: `reference` = order id. */
  'missing_glyph',
  /** The networks lost the documents, and none takes them again: `reference` = order id. */
  'number_lost',
  /** More came out of the copiers than was ordered: `reference` = line id. */
  'overprinted',
  /** Orders, journal and provider do not agree: `reference` = provider, day and what differs. */
  'difference',
  /** A refund above the amount that one person may decide alone: `reference` = order id. */
  'refund_approval',
] as const;
export type StaffTaskKind = (typeof STAFF_TASK_KINDS)[number];

/** What is no task any more once nothing of the order is to be printed. */
export const PRINTING_TASKS: readonly StaffTaskKind[] = HELD_BACK;

/** What can be done about a task. */
export type StaffTaskAction =
  | 'record_payout'
  /** What the first person recorded is not confirmed: the money has not gone, or not so. */
  | 'decline_payout'
  | 'try_again'
  | 'cancel_and_refund'
  | 'approve_refund'
  | 'decline_refund'
  | 'note_as_settled';

/** What may be done about each kind of task, and who may. */
export const TASK_ACTIONS: Readonly<
  Record<StaffTaskKind, readonly { action: StaffTaskAction; permission: Permission }[]>
> = {
  owed_money: [
    { action: 'record_payout', permission: 'money.return' },
    { action: 'decline_payout', permission: 'money.return' },
  ],
  refund_refused: [
    { action: 'try_again', permission: 'money.return' },
    { action: 'record_payout', permission: 'money.return' },
    { action: 'decline_payout', permission: 'money.return' },
  ],
  payment_reversed: [{ action: 'note_as_settled', permission: 'money.return' }],
  print_refused: [
    { action: 'try_again', permission: 'order.manage' },
    { action: 'cancel_and_refund', permission: 'money.return' },
  ],
  missing_glyph: [
    { action: 'try_again', permission: 'order.manage' },
    { action: 'cancel_and_refund', permission: 'money.return' },
  ],
  number_lost: [
    { action: 'try_again', permission: 'order.manage' },
    { action: 'cancel_and_refund', permission: 'money.return' },
  ],
  overprinted: [{ action: 'note_as_settled', permission: 'order.manage' }],
  difference: [{ action: 'note_as_settled', permission: 'money.return' }],
  refund_approval: [
    { action: 'approve_refund', permission: 'money.return' },
    { action: 'decline_refund', permission: 'money.return' },
  ],
};

export const STAFF_TASK_STATES = ['open', 'awaiting_second', 'done'] as const;
export type StaffTaskState = (typeof STAFF_TASK_STATES)[number];

/** What decides about a task: its row as it stands. */
export interface TaskStanding {
  kind: StaffTaskKind;
  state: StaffTaskState;
  /** Who acted first, where two are needed. */
  firstBy: string | null;
  /** Yen that would go back; null where no sum is at stake. */
  amountYen: number | null;
}

/** @returns whether so much may go back only when two members of staff agree; what is not known counts as much */
export function needsSecondPerson(
  { secondPersonFromYen }: Pick<RefundTerms, 'secondPersonFromYen'>,
  amountYen: number | null,
): boolean {
  if (secondPersonFromYen === null) return false;
  return amountYen === null || amountYen >= secondPersonFromYen;
}

/** Actions with which money goes back for good. */
const MOVES_MONEY: readonly StaffTaskAction[] = ['record_payout', 'approve_refund'];
/** What undoes the first person's step; the first person may take it back too. */
const DECLINES: readonly StaffTaskAction[] = ['decline_payout', 'decline_refund'];

/** Why somebody may not do something about a task. */
export type TaskRefusal =
  'done' | 'unknown' | 'role_missing' | 'same_person' | 'waits_for_second' | 'nothing_to_decline';

/** `first`: it then waits for a second person. `second`: it completes what another began. */
export type TaskStep = 'alone' | 'first' | 'second';

/**
 * Judges an action about a task before it is done. The database judges once more in the
 * statement that writes it, since two people may act at the same instant.
 */
export function judgeTaskAction(
  task: TaskStanding,
  action: StaffTaskAction,
  actor: { id: string; roles: readonly StaffRoleName[] },
  terms: Pick<RefundTerms, 'secondPersonFromYen'>,
): { step: TaskStep } | { refusal: TaskRefusal } {
  const known = TASK_ACTIONS[task.kind].find((one) => one.action === action);
  if (!known) return { refusal: 'unknown' };
  if (!isAllowed(actor.roles, known.permission)) return { refusal: 'role_missing' };
  if (task.state === 'done') return { refusal: 'done' };
  const isDecline = DECLINES.includes(action);
  if (task.state === 'awaiting_second') {
    if (isDecline) return { step: 'alone' };
    if (!MOVES_MONEY.includes(action)) return { refusal: 'waits_for_second' };
    return task.firstBy === actor.id ? { refusal: 'same_person' } : { step: 'second' };
  }
  if (action === 'decline_payout') return { refusal: 'nothing_to_decline' };
  const isFirst = MOVES_MONEY.includes(action) && needsSecondPerson(terms, task.amountYen);
  return { step: isFirst ? 'first' : 'alone' };
}
