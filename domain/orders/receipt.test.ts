import { receiptState, receiptTax } from './receipt.ts';
import type { ReceiptFacts } from './receipt.ts';

const paid: ReceiptFacts = {
  orderId: 'a',
  totalYen: 1300,
  systemFeeYen: 100,
  paidAt: new Date('2026-11-21T06:30:00Z'),
  refunds: [],
};
const refund = (cause: ReceiptFacts['refunds'][number]['cause'], amountYen: number) => ({
  captureId: 'c',
  cause,
  amountYen,
  state: 'requested' as const,
});

describe('the receipt of an order', () => {
  it.each([
    ['nothing paid', { paidAt: null }, { kind: 'none' }],
    ['nothing to pay', { totalYen: 0 }, { kind: 'none' }],
    ['paid', {}, { kind: 'valid', returnedYen: 0 }],
    [
      'paid twice, the second returned',
      { refunds: [refund('duplicate', 1300)] },
      { kind: 'valid', returnedYen: 0 },
    ],
    [
      'cancelled, the system fee kept',
      { refunds: [refund('cancelled_by_person', 1200)] },
      { kind: 'partly_returned', returnedYen: 1200 },
    ],
    [
      'all of it on its way back',
      { refunds: [refund('cannot_issue', 1300)] },
      { kind: 'void', returnedYen: 1300 },
    ],
  ] as const)('%s (R-179, R-190)', (_what, different, state) => {
    expect(receiptState({ ...paid, ...different })).toEqual(state);
  });

  it('tells untaxed fees from the system fee, whose price holds the tax', () => {
    expect(receiptTax({ totalYen: 1300, systemFeeYen: 100 })).toEqual({
      untaxedYen: 1200,
      taxedYen: 100,
      percent: 10,
      taxYen: 9,
    });
    expect(receiptTax({ totalYen: 400, systemFeeYen: 0 }).taxYen).toBe(0);
  });
});
