import { situationOf } from '../../domain/orders/situation.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import type { OrderDetail } from './queries.ts';
import { sampleOrder, samplePaidOrder } from './sample-orders.ts';
import { timelineOf } from './timeline.ts';

const ago = (minutes: number) => new Date(GALLERY_NOW.getTime() - minutes * 60_000);
const told = (order: OrderDetail) =>
  timelineOf(order, {
    locale: 'en',
    situation: situationOf(order, GALLERY_NOW),
    office: 'the desk (phone 1)',
  }).map(({ label, note, state }) => [state, label, ...(note === null ? [] : [note])]);

it('tells cash that came in two parts, why the deadline moved, and who acts next (R-206, R-241, X-13)', () => {
  const order = sampleOrder({
    payment: { state: 'open', returnedAt: null, hasSlip: true, depositedYen: 1000 },
    paymentDeadline: new Date('2026-11-28T15:00:00Z'),
    deposits: [
      { amountYen: 1000, store: 'lawson', paidAt: ago(3), reversedAt: null },
      { amountYen: 300, store: 'lawson', paidAt: ago(2), reversedAt: ago(1) },
    ],
    deadlineChanges: [
      {
        which: 'payment',
        cause: 'method',
        after: new Date('2026-11-28T15:00:00Z'),
        changedAt: ago(5),
      },
    ],
  });
  expect(told(order)).toEqual([
    ['done', 'You placed the order'],
    [
      'done',
      'The payment deadline is now Sunday 29 November 2026, 00:00 (Japan time)',
      'You chose another way to pay.',
    ],
    ['done', '¥1,000 was paid with your number'],
    ['done', '¥300 was paid with your number'],
    ['done', 'The payment of ¥300 was taken back'],
    ['now', 'Waiting for the rest of the payment', expect.stringContaining('29 November')],
  ]);
});

it('tells that an order was held, given up after payment, and that the office pays cash out (R-179, R-190, X-33)', () => {
  const order = samplePaidOrder({
    state: 'refunding',
    owesCash: true,
    printableAt: null,
    attempts: [{ state: 'captured', paidAt: ago(8) }],
    recordedSteps: [
      { at: ago(6), action: 'attention', attention: 'missing_glyph', cause: null },
      { at: ago(4), action: 'cancel_paid', attention: null, cause: 'cancelled_by_staff' },
      { at: ago(4), action: 'attention', attention: null, cause: null },
    ],
    refunds: [
      {
        amountYen: 1300,
        cause: 'cancelled_by_staff',
        channel: 'payout',
        state: 'requested',
        requestedAt: ago(3),
        endedAt: null,
      },
    ],
  });
  expect(told(order).slice(1)).toEqual([
    ['done', 'We confirmed your payment'],
    ['done', 'It needs a member of staff'],
    ['done', 'The order was cancelled after payment'],
    ['done', 'Staff have finished checking'],
    [
      'done',
      'The university office will return ¥1,300',
      'The staff of your university cancelled the order.',
    ],
    [
      'now',
      'Waiting for the university office to return the money',
      expect.stringContaining('issue number'),
    ],
  ]);
});

it('ends with how the order ended, and waits for nobody then (R-240)', () => {
  const lapsed = sampleOrder({ state: 'lapsed', endedAt: ago(1) });
  expect(told(lapsed).at(-1)).toEqual(['now', 'The payment deadline passed without payment']);
});

it.each([
  ['cancel', null, 'You cancelled the order.'],
  ['cancel', 'cancelled_by_staff', 'The staff of your university cancelled the order.'],
  ['cancel_free', 'cannot_issue', 'The certificate could not be issued.'],
] as const)('says who cancelled it, or why: %s by %s (R-178, R-241)', (action, cause, words) => {
  const order = sampleOrder({
    state: 'cancelled',
    endedAt: ago(1),
    recordedSteps: [{ at: ago(1), action, attention: null, cause }],
  });
  expect(told(order).slice(1)).toEqual([['now', 'The order was cancelled', words]]);
});

it('tells nothing before the order itself, though a provider tells whole seconds (R-241)', () => {
  const paidAt = new Date(samplePaidOrder().placedAt.getTime() - 900);
  const order = samplePaidOrder({ paidAt, attempts: [{ state: 'captured', paidAt }] });
  expect(told(order).map(([, label]) => label)).toEqual(
    expect.arrayContaining(['You placed the order', 'We confirmed your payment']),
  );
  expect(told(order)[0]).toEqual(['done', 'You placed the order']);
});
