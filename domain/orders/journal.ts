/**
 * Double-entry journal of the money (I1, I5): every booking moves yen from one account to another, nothing is changed
 * or deleted. What a provider took in stands as a debit of `provider`; every yen of it is in one of the others.
 */
export const JOURNAL_ACCOUNTS = [
  /** Minus what the providers took in. */
  'provider',
  /** Here, and not yet decided: counted for an order that is open, or a part of a slip. */
  'pending',
  /** Certificates were printed for it. */
  'issued',
  /** Expired unprinted. */
  'forfeited',
  /** Kept by the university's terms when a paid order was cancelled. */
  'retained',
  /** On its way back through the provider. */
  'returning',
  /** Cannot go back the way it came; staff pay it out. */
  'owed',
  /** Is back with whoever paid it, by whichever way. */
  'refunded',
  /** Minus what a provider took back after it had been used up: the university is short of it. */
  'shortfall',
] as const;
export type JournalAccount = (typeof JOURNAL_ACCOUNTS)[number];

/** Accounts that stand in the red by their nature. */
export const DEBIT_ACCOUNTS: readonly JournalAccount[] = ['provider', 'shortfall'];

/**
 * What is booked, and between which accounts. `reference` of an entry: a capture's id (of cash: `depositReference`),
 * a refund's id, or the order's id.
 */
export const JOURNAL_EVENTS = {
  /** Counted payment of an order: reference = capture id. */
  captured: { debit: 'provider', credit: 'pending' },
  /** Cash, all of it as soon as the provider tells of it: reference = the deposit's. */
  deposited: { debit: 'provider', credit: 'pending' },
  /** Money that must go back from the start (late, doubled, wrong amount): reference = capture id. */
  captured_to_return: { debit: 'provider', credit: 'returning' },
  /** The certificates were printed, at least in part: reference = order id. */
  issued: { debit: 'pending', credit: 'issued' },
  /** The print window closed with nothing printed: reference = order id. */
  forfeited: { debit: 'pending', credit: 'forfeited' },
  /** The order ends before anything was printed; its money goes back: reference = refund id. */
  refund_requested: { debit: 'pending', credit: 'returning' },
  /** What the university keeps of it by its terms: reference = refund id. */
  retained: { debit: 'pending', credit: 'retained' },
  /** Cash that goes back, so that staff must pay it out: reference = refund id. */
  owed: { debit: 'pending', credit: 'owed' },
  /** The provider refused the refund, so that staff must see to it: reference = refund id and number of the attempt. */
  refund_refused: { debit: 'returning', credit: 'owed' },
  /** Staff had it tried again: reference = refund id and number of the attempt. */
  refund_retried: { debit: 'owed', credit: 'returning' },
  /** The provider confirmed the refund: reference = refund id. */
  refunded: { debit: 'returning', credit: 'refunded' },
  /** Staff have paid it out: reference = refund id. */
  paid_out: { debit: 'owed', credit: 'refunded' },
  /** The provider took money back, or gave it back, by itself; it had not been used: reference = capture or deposit. */
  reversed: { debit: 'pending', credit: 'refunded' },
  /** As above, of money that was owed already. */
  reversed_owed: { debit: 'owed', credit: 'refunded' },
  /** As above, of money that had been used up or paid out. */
  reversed_used: { debit: 'shortfall', credit: 'refunded' },
} as const satisfies Record<string, { debit: JournalAccount; credit: JournalAccount }>;

export type JournalEvent = keyof typeof JOURNAL_EVENTS;

export interface JournalBooking {
  debit: JournalAccount;
  credit: JournalAccount;
  amountYen: number;
}

/** How the journal, the refunds and the lives name a deposit of cash, as they name a capture by its id. */
export function depositReference(provider: string, providerDepositId: string): string {
  return `${provider}:${providerDepositId}`;
}

/** The other way round. */
export function depositOf(reference: string): { provider: string; providerDepositId: string } {
  const end = reference.indexOf(':');
  return { provider: reference.slice(0, end), providerDepositId: reference.slice(end + 1) };
}

/** @returns the balance of each account in yen; all of them together are always 0 */
export function journalBalances(
  bookings: readonly JournalBooking[],
): Record<JournalAccount, number> {
  const balances = Object.fromEntries(JOURNAL_ACCOUNTS.map((account) => [account, 0])) as Record<
    JournalAccount,
    number
  >;
  for (const { debit, credit, amountYen } of bookings) {
    balances[debit] -= amountYen;
    balances[credit] += amountYen;
  }
  return balances;
}

/**
 * Where yen that a provider took back are to be taken from: what is not decided yet first, then what is owed and not
 * paid out; what is left was used up, and the university is short of it.
 * @param amountYen what was taken back
 * @param available yen of the order's `pending`, and of its `owed` that nobody has paid out
 * @returns yen by event; together `amountYen`
 */
export function reversalBookings(
  amountYen: number,
  available: { pendingYen: number; owedYen: number },
): { event: 'reversed' | 'reversed_owed' | 'reversed_used'; amountYen: number }[] {
  const pending = Math.min(amountYen, Math.max(0, available.pendingYen));
  const owed = Math.min(amountYen - pending, Math.max(0, available.owedYen));
  const parts = [
    { event: 'reversed', amountYen: pending },
    { event: 'reversed_owed', amountYen: owed },
    { event: 'reversed_used', amountYen: amountYen - pending - owed },
  ] as const;
  return parts.filter((part) => part.amountYen > 0);
}
