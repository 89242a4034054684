/**
 * Double-entry journal of the money (I1, I5): every booking moves yen from one account to another, nothing is changed
 * or deleted. Every yen captured is `pending`, `issued`, `forfeited` (expired unprinted), `returning` or `refunded`.
 */
export const JOURNAL_ACCOUNTS = [
  'provider',
  'pending',
  'issued',
  'forfeited',
  'returning',
  'refunded',
] as const;
export type JournalAccount = (typeof JOURNAL_ACCOUNTS)[number];

/** What is booked, and between which accounts. `reference` of an entry: capture id, refund id or order id. */
export const JOURNAL_EVENTS = {
  /** Counted payment of an order: reference = capture id. */
  captured: { debit: 'provider', credit: 'pending' },
  /** Money that must go back from the start (late, doubled, wrong amount): reference = capture id. */
  captured_to_return: { debit: 'provider', credit: 'returning' },
  /** The certificates were printed, at least in part: reference = order id. */
  issued: { debit: 'pending', credit: 'issued' },
  /** The print window closed with nothing printed: reference = order id. */
  forfeited: { debit: 'pending', credit: 'forfeited' },
  /** The order cannot be issued; its money goes back: reference = refund id. */
  refund_requested: { debit: 'pending', credit: 'returning' },
  /** The provider confirmed the refund: reference = refund id. */
  refunded: { debit: 'returning', credit: 'refunded' },
} as const satisfies Record<string, { debit: JournalAccount; credit: JournalAccount }>;

export type JournalEvent = keyof typeof JOURNAL_EVENTS;

export interface JournalBooking {
  debit: JournalAccount;
  credit: JournalAccount;
  amountYen: number;
}

/** @returns the balance of each account in yen; all of them together are always 0 */
export function journalBalances(
  bookings: readonly JournalBooking[],
): Record<JournalAccount, number> {
  const balances: Record<JournalAccount, number> = {
    provider: 0,
    pending: 0,
    issued: 0,
    forfeited: 0,
    returning: 0,
    refunded: 0,
  };
  for (const { debit, credit, amountYen } of bookings) {
    balances[debit] -= amountYen;
    balances[credit] += amountYen;
  }
  return balances;
}
