import type { Permission } from './roles.ts';

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
  /** A network lost the documents and there was no other: `reference` = job id and number of registration. */
  'number_lost',
  /** More came out of the copiers than was ordered: `reference` = line id. */
  'overprinted',
  /** Orders, journal and provider do not agree: `reference` = provider, day and what differs. */
  'difference',
  /** A refund above the amount that one person may decide alone: `reference` = order id. */
  'refund_approval',
] as const;
export type StaffTaskKind = (typeof STAFF_TASK_KINDS)[number];

/** What can be done about a task. */
export type StaffTaskAction =
  | 'record_payout'
  | 'try_again'
  | 'cancel_and_refund'
  | 'approve_refund'
  | 'decline_refund'
  | 'note_as_settled';

/** What may be done about each kind of task, and who may. */
export const TASK_ACTIONS: Readonly<
  Record<StaffTaskKind, readonly { action: StaffTaskAction; permission: Permission }[]>
> = {
  owed_money: [{ action: 'record_payout', permission: 'money.return' }],
  refund_refused: [
    { action: 'try_again', permission: 'money.return' },
    { action: 'record_payout', permission: 'money.return' },
  ],
  payment_reversed: [{ action: 'note_as_settled', permission: 'money.return' }],
  print_refused: [
    { action: 'try_again', permission: 'orders.manage' },
    { action: 'cancel_and_refund', permission: 'money.return' },
  ],
  missing_glyph: [
    { action: 'try_again', permission: 'orders.manage' },
    { action: 'cancel_and_refund', permission: 'money.return' },
  ],
  number_lost: [
    { action: 'try_again', permission: 'orders.manage' },
    { action: 'cancel_and_refund', permission: 'money.return' },
  ],
  overprinted: [{ action: 'note_as_settled', permission: 'orders.manage' }],
  difference: [{ action: 'note_as_settled', permission: 'money.return' }],
  refund_approval: [
    { action: 'approve_refund', permission: 'money.return' },
    { action: 'decline_refund', permission: 'money.return' },
  ],
};
