import fc from 'fast-check';
import { JOURNAL_ACCOUNTS, JOURNAL_EVENTS, journalBalances, reversalBookings } from './journal.ts';
import type { JournalEvent } from './journal.ts';
import { refundOf, refundShareOf } from './refund-policy.ts';
import type { RefundTerms } from './refund-policy.ts';

const balancesAfter = (...happened: [JournalEvent, number][]) => {
  const balances = journalBalances(
    happened.map(([event, amountYen]) => ({ ...JOURNAL_EVENTS[event], amountYen })),
  );
  return Object.fromEntries(Object.entries(balances).filter(([, yen]) => yen !== 0));
};

describe('the journal (I1, I5)', () => {
  it.each<[string, [JournalEvent, number][], Record<string, number>]>([
    [
      'a printed order',
      [
        ['captured', 500],
        ['issued', 500],
      ],
      { provider: -500, issued: 500 },
    ],
    [
      'cash in two parts, expired unprinted (R-189)',
      [
        ['deposited', 200],
        ['deposited', 300],
        ['forfeited', 500],
      ],
      { provider: -500, forfeited: 500 },
    ],
    [
      'cash that came late and was paid out (R-190)',
      [
        ['deposited', 500],
        ['owed', 500],
        ['paid_out', 500],
      ],
      { provider: -500, refunded: 500 },
    ],
    [
      'a cancelled order without its system fee (X-33)',
      [
        ['captured', 500],
        ['refund_requested', 400],
        ['retained', 100],
        ['refunded', 400],
      ],
      { provider: -500, refunded: 400, retained: 100 },
    ],
    [
      'a refund that was refused, and tried again',
      [
        ['captured_to_return', 500],
        ['refund_refused', 500],
        ['refund_retried', 500],
        ['refunded', 500],
      ],
      { provider: -500, refunded: 500 },
    ],
    [
      'money that was taken back after printing',
      [
        ['deposited', 500],
        ['issued', 500],
        ['reversed_used', 500],
      ],
      { provider: -500, issued: 500, refunded: 500, shortfall: -500 },
    ],
  ])('knows where every yen of %s is', (_what, happened, expected) => {
    expect(balancesAfter(...happened)).toEqual(expected);
  });

  it('balances whatever is booked', () => {
    const booking = fc.tuple(
      fc.constantFrom(...(Object.keys(JOURNAL_EVENTS) as JournalEvent[])),
      fc.nat(10_000),
    );
    fc.assert(
      fc.property(fc.array(booking), (happened) => {
        const balances = journalBalances(
          happened.map(([event, amountYen]) => ({ ...JOURNAL_EVENTS[event], amountYen })),
        );
        return JOURNAL_ACCOUNTS.reduce((sum, account) => sum + balances[account], 0) === 0;
      }),
    );
  });

  it.each([
    [500, { pendingYen: 500, owedYen: 0 }, ['reversed 500']],
    [500, { pendingYen: 200, owedYen: 300 }, ['reversed 200', 'reversed_owed 300']],
    [500, { pendingYen: 0, owedYen: 400 }, ['reversed_owed 400', 'reversed_used 100']],
    [500, { pendingYen: 0, owedYen: 0 }, ['reversed_used 500']],
  ])('takes %d yen that were reversed from where they are', (yen, available, expected) => {
    const parts = reversalBookings(yen, available);
    expect(parts.map(({ event, amountYen }) => `${event} ${String(amountYen)}`)).toEqual(expected);
  });
});

describe('what goes back of an order that is paid and cancelled (X-33)', () => {
  it.each([
    ['full', { refundYen: 600, keptYen: 0 }],
    ['minus_system_fee', { refundYen: 500, keptYen: 100 }],
    ['none', { refundYen: 0, keptYen: 600 }],
  ] as const)('%s', (share, expected) => {
    expect(refundOf(share, { issueFeeYen: 500, systemFeeYen: 100 })).toEqual(expected);
  });

  it('follows whose wish it was; a fault of the service goes back in full, whatever the terms', () => {
    const terms: RefundTerms = {
      cancelledByPerson: 'none',
      cancelledByPersonUntil: 'printing',
      cancelledByStaff: 'minus_system_fee',
      secondPersonFromYen: null,
    };
    expect(refundShareOf(terms, 'cancelled_by_person')).toBe('none');
    expect(refundShareOf(terms, 'cancelled_by_staff')).toBe('minus_system_fee');
    expect(refundShareOf(terms, 'cannot_issue')).toBe('full');
  });
});
