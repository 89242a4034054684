import { dueReminder, reminderSpans } from './reminders.ts';
import type { RemindedOrder } from './reminders.ts';
import { ORDER_STATES } from './states.ts';

const HOUR = 3_600_000;
const rules = { paymentHoursBefore: [72, 24, 3], printHoursBefore: [72, 24, 3] };
const PAY = Date.parse('2026-11-28T15:00:00Z');
const PRINT = PAY + 72 * HOUR;
const unpaid: RemindedOrder = {
  state: 'awaiting_payment',
  placedAt: PAY - 7 * 24 * HOUR,
  printableAt: null,
  paymentDeadline: PAY,
  printDeadline: PRINT,
  isPaymentPending: false,
};
const printable: RemindedOrder = { ...unpaid, state: 'printable', printableAt: PAY - 24 * HOUR };
const hoursBefore = (order: RemindedOrder, now: number) =>
  dueReminder(order, rules, now)?.hours ?? null;

describe('reminders of a deadline', () => {
  it.each([
    ['a moment too early', PAY - 72 * HOUR - 1, null],
    ['at its moment', PAY - 72 * HOUR, 72],
    ['six hours late', PAY - 66 * HOUR - 1, 72],
    ['too late to be of use', PAY - 66 * HOUR, null],
    ['the next', PAY - 24 * HOUR, 24],
    ['the last', PAY - 3 * HOUR, 3],
    ['only the latest of those that were missed', PAY - 2 * HOUR, 3],
    ['one millisecond before the deadline', PAY - 1, 3],
    ['at the deadline', PAY, null],
    ['after it', PAY + 1, null],
  ])('%s (R-178, R-198)', (_when, now, hours) => {
    expect(hoursBefore(unpaid, now)).toBe(hours);
  });

  it('is of printing once that is what is awaited (R-219)', () => {
    expect(dueReminder(printable, rules, PRINT - 24 * HOUR)).toEqual({
      of: 'print',
      hours: 24,
      deadline: PRINT,
    });
    expect(hoursBefore(printable, PAY - HOUR)).toBeNull();
  });

  it('comes only in states in which something can still be done in time', () => {
    const inState = ORDER_STATES.filter(
      (state) =>
        hoursBefore({ ...printable, state }, PRINT - HOUR) !== null ||
        hoursBefore({ ...unpaid, state }, PAY - HOUR) !== null,
    );
    expect(inState).toEqual(['awaiting_payment', 'printable', 'partly_printed']);
  });

  it('does not come where the provider has said that money is on its way', () => {
    expect(hoursBefore({ ...unpaid, isPaymentPending: true }, PAY - HOUR)).toBeNull();
  });

  it('does not come for a moment that was over when there was nothing to remind of, nor in the hour after', () => {
    const justPlaced = { ...unpaid, placedAt: PAY - 4 * HOUR };
    expect(hoursBefore(justPlaced, PAY - 3 * HOUR)).toBeNull();
    expect(hoursBefore({ ...justPlaced, placedAt: PAY - 4 * HOUR - 1 }, PAY - 3 * HOUR)).toBe(3);
    const justReady = { ...printable, printableAt: PRINT - 20 * HOUR };
    expect(hoursBefore(justReady, PRINT - 20 * HOUR)).toBeNull();
    expect(hoursBefore(justReady, PRINT - 3 * HOUR)).toBe(3);
  });

  it('counts from the deadline as it stands now (X-14)', () => {
    const moved = { ...unpaid, paymentDeadline: PAY + 48 * HOUR };
    expect(hoursBefore(moved, PAY - 3 * HOUR)).toBeNull();
    expect(hoursBefore(moved, PAY + 24 * HOUR)).toBe(24);
  });

  it('is for no deadline twice: the spans do not overlap', () => {
    const spans = reminderSpans({ paymentHoursBefore: [5, 3, 3, 1], printHoursBefore: [] }, 0);
    expect(spans.map(({ hours, after, until }) => [hours, after / HOUR, until / HOUR])).toEqual([
      [1, 0, 1],
      [3, 1, 3],
      [5, 3, 5],
    ]);
  });

  it('can be switched off', () => {
    const off = { paymentHoursBefore: [], printHoursBefore: [] };
    expect(dueReminder(unpaid, off, PAY - HOUR)).toBeNull();
  });
});
