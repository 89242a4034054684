import { ORDER_STATES } from './states.ts';
import { CONFIRMING_MILLISECONDS, isMoving, isPayable, situationOf } from './situation.ts';
import type { OrderFacts } from './situation.ts';

const now = new Date('2026-11-21T03:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const noSlip = { hasSlip: false, depositedYen: 0 };
const unpaid: OrderFacts = {
  state: 'awaiting_payment',
  attention: null,
  paymentDeadline: minutes(180),
  printDeadline: minutes(10_000),
  payment: { state: 'open', returnedAt: null, hasSlip: false, depositedYen: 0 },
  owesCash: false,
  printJobs: [],
};

describe('what a person is told of an order', () => {
  it('knows every state', () => {
    for (const state of ORDER_STATES) {
      expect(situationOf({ ...unpaid, state }, now)).toEqual(expect.any(String));
    }
  });

  it('asks for payment until the deadline, half-open', () => {
    const at = (offset: number) =>
      situationOf(unpaid, new Date(unpaid.paymentDeadline.getTime() + offset));
    expect([at(-1), at(0), at(1)]).toEqual(['to_pay', 'payment_overdue', 'payment_overdue']);
  });

  it('does not ask for payment again right after the return from the provider', () => {
    const returned = (ago: number) =>
      situationOf(
        {
          ...unpaid,
          payment: { ...noSlip, state: 'open', returnedAt: new Date(now.getTime() - ago) },
        },
        now,
      );
    expect(returned(0)).toBe('confirming_payment');
    expect(returned(CONFIRMING_MILLISECONDS - 1)).toBe('confirming_payment');
    expect(returned(CONFIRMING_MILLISECONDS)).toBe('confirming_takes_long');
    expect(isPayable('confirming_payment')).toBe(false);
    expect(isPayable('confirming_takes_long')).toBe(true);
  });

  it('waits for a return that came in time even when the deadline has passed meanwhile', () => {
    const order = {
      ...unpaid,
      paymentDeadline: now,
      payment: { ...noSlip, state: 'open' as const, returnedAt: minutes(-1) },
    };
    expect(situationOf(order, now)).toBe('confirming_payment');
  });

  it('tells numbers to pay with, and what a store has taken, apart from a page to pay at (R-193, R-207)', () => {
    const open = { state: 'open' as const, returnedAt: null, hasSlip: true };
    const at = (depositedYen: number, payment: object = {}) =>
      situationOf({ ...unpaid, payment: { ...open, depositedYen, ...payment } }, now);
    expect([at(0), at(100)]).toEqual(['to_pay_at_store', 'partly_paid']);
    expect([isPayable(at(0)), isPayable(at(100))]).toEqual([true, false]);
    expect(at(0, { state: 'expired' })).toBe('to_pay');
  });

  it('says who returns the money: the provider, or the office that pays out cash (X-33)', () => {
    const returning = { ...unpaid, state: 'refunding' as const };
    expect(situationOf(returning, now)).toBe('refunding');
    expect(situationOf({ ...returning, owesCash: true }, now)).toBe('refunding_cash');
    const reversed = { ...noSlip, state: 'reversed' as const, returnedAt: null };
    expect(situationOf({ ...unpaid, state: 'cancelled', payment: reversed }, now)).toBe(
      'payment_reversed',
    );
  });

  it('asks for payment again after a declined attempt', () => {
    const declined = { ...noSlip, state: 'declined' as const, returnedAt: minutes(-1) };
    expect(situationOf({ ...unpaid, payment: declined }, now)).toBe('to_pay');
  });

  it('never asks for payment while money is pending or captured, even past the deadline', () => {
    for (const state of ['pending', 'captured'] as const) {
      const order = {
        ...unpaid,
        paymentDeadline: now,
        payment: { ...noSlip, state, returnedAt: null },
      };
      expect(situationOf(order, now)).toBe('payment_pending');
    }
  });

  it('tells a delayed network and a held order apart', () => {
    const preparing: OrderFacts = {
      ...unpaid,
      state: 'preparing',
      printJobs: [{ code: '0012345678', delayedSince: null }],
    };
    const delayed = [...preparing.printJobs, { code: null, delayedSince: minutes(-5) }];
    expect(situationOf(preparing, now)).toBe('preparing');
    expect(situationOf({ ...preparing, printJobs: delayed }, now)).toBe('preparing_delayed');
    expect(situationOf({ ...preparing, attention: 'missing_glyph' }, now)).toBe('held_for_staff');
  });

  it('holds nothing up for money beside it that PayPal did not take back (R-208)', () => {
    const attention = 'refund_refused';
    expect(situationOf({ ...unpaid, attention, state: 'preparing' }, now)).toBe('preparing');
    expect(isPayable(situationOf({ ...unpaid, attention }, now))).toBe(true);
  });

  it('shows no number past the print deadline, half-open (R-219)', () => {
    for (const state of ['printable', 'partly_printed'] as const) {
      const at = (offset: number) =>
        situationOf({ ...unpaid, state }, new Date(unpaid.printDeadline.getTime() + offset));
      expect([at(-1), at(0)]).toEqual([state, 'print_window_closed']);
    }
  });

  it('asks again by itself only where something moves', () => {
    expect(isMoving('confirming_payment')).toBe(true);
    expect(isMoving('printable')).toBe(false);
    expect(isMoving('lapsed')).toBe(false);
  });
});
