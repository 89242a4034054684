import { cancellingOf } from './cancelling.ts';
import { ORDER_SITUATIONS } from './situation.ts';
import type { OrderSituation } from './situation.ts';

const order = { issueFeeYen: 800, systemFeeYen: 100, printed: 0, hadNumbers: true };
const until = { cancelledByPersonUntil: 'printing' as const };
const full = { cancelledByPerson: 'full' as const, ...until };

it('costs nothing before paying (R-178)', () => {
  for (const situation of ['to_pay', 'to_pay_at_store'] as const) {
    expect(cancellingOf(situation, order, { cancelledByPerson: 'none', ...until })).toEqual({
      kind: 'free',
    });
  }
});

it.each([
  ['full', 900, 0],
  ['minus_system_fee', 800, 100],
] as const)(
  'returns what the terms say after paying: %s (R-179, X-33)',
  (cancelledByPerson, refundYen, keptYen) => {
    for (const situation of ['preparing', 'preparing_delayed', 'printable'] as const) {
      expect(cancellingOf(situation, order, { cancelledByPerson, ...until })).toEqual({
        kind: 'refund',
        refundYen,
        keptYen,
      });
    }
  },
);

it('is not possible after paying where the terms say so (R-179, X-33)', () => {
  expect(cancellingOf('printable', order, { cancelledByPerson: 'none', ...until })).toEqual({
    kind: 'impossible',
    reason: 'terms',
  });
});

it('costs nothing when nothing was to be paid, whatever the terms (R-188)', () => {
  const free = { issueFeeYen: 0, systemFeeYen: 0, printed: 0, hadNumbers: true };
  expect(cancellingOf('printable', free, { cancelledByPerson: 'none', ...until })).toEqual({
    kind: 'free',
  });
});

it('is not possible once a single copy is out, even before the state says so (X-33)', () => {
  expect(cancellingOf('printable', { ...order, printed: 1 }, full)).toEqual({
    kind: 'impossible',
    reason: 'printed',
  });
});

it.each<[OrderSituation, string]>([
  ['partly_paid', 'payment_under_way'],
  ['confirming_payment', 'payment_under_way'],
  ['payment_pending', 'payment_under_way'],
  ['payment_overdue', 'payment_under_way'],
  ['held_for_staff', 'with_staff'],
  ['partly_printed', 'printed'],
  ['print_window_closed', 'window_closed'],
  ['print_expired', 'window_closed'],
  ['refunding', 'ended'],
  ['cancelled', 'ended'],
])('is not possible in %s: %s (R-189)', (situation, reason) => {
  expect(cancellingOf(situation, order, full)).toEqual({ kind: 'impossible', reason });
});

it('says for every situation what it means', () => {
  const kinds = ORDER_SITUATIONS.map((situation) => cancellingOf(situation, order, full).kind);
  expect(kinds).not.toContain(undefined);
});

it('is for staff once a number to print with is out, where the university is that careful (R-179, X-33, I3)', () => {
  const careful = { ...full, cancelledByPersonUntil: 'numbers' as const };
  for (const situation of ['preparing', 'preparing_delayed', 'printable'] as const) {
    const given = (hadNumbers: boolean) =>
      cancellingOf(situation, { ...order, hadNumbers }, careful);
    expect(given(true)).toEqual({ kind: 'impossible', reason: 'numbers_out' });
    expect(given(false)).toEqual({ kind: 'refund', refundYen: 900, keptYen: 0 });
  }
});
