import type { OrderState } from './states.ts';

/** Which deadline a mail reminds of. */
export type ReminderOf = 'payment' | 'print';

/** Hours before each deadline at which a university reminds. */
export interface ReminderRules {
  paymentHoursBefore: readonly number[];
  printHoursBefore: readonly number[];
}

/** A reminder whose moment has come. Milliseconds since the epoch. */
export interface Reminder {
  of: ReminderOf;
  hours: number;
  deadline: number;
}

/** What decides whether somebody is reminded. Milliseconds since the epoch. */
export interface RemindedOrder {
  state: OrderState;
  placedAt: number;
  /** Since when there are numbers to print with. */
  printableAt: number | null;
  /** As they stand now: a deadline that has moved has reminders of its own. */
  paymentDeadline: number;
  printDeadline: number;
  /** The provider has said that money is on its way. */
  isPaymentPending: boolean;
}

const HOUR = 3_600_000;
/** A reminder that is later than this is not sent: the next one is nearer the truth. */
const LATEST = 6 * HOUR;
/** Who has just begun need not be reminded: milliseconds since there is something to remind of. */
export const QUIET_AFTER_BEGINNING = HOUR;

const DEADLINE_OF: Partial<Record<OrderState, ReminderOf>> = {
  awaiting_payment: 'payment',
  printable: 'print',
  partly_printed: 'print',
};

/** Deadlines for which a reminder is due: later than `after`, not later than `until`. Milliseconds since the epoch. */
export interface ReminderSpan {
  of: ReminderOf;
  hours: number;
  after: number;
  until: number;
}

/** Which deadlines are to be reminded of at an instant: at most one span holds a deadline, that of the latest reminder. */
export function reminderSpans(rules: ReminderRules, now: number): ReminderSpan[] {
  const spans = (of: ReminderOf, hoursBefore: readonly number[]): ReminderSpan[] => {
    const ascending = [...new Set(hoursBefore)].toSorted((a, b) => a - b);
    return ascending.map((hours, index) => {
      const nextHours = ascending[index - 1] ?? 0;
      const after = now + Math.max(nextHours * HOUR, hours * HOUR - LATEST);
      return { of, hours, after, until: now + hours * HOUR };
    });
  };
  return [...spans('payment', rules.paymentHoursBefore), ...spans('print', rules.printHoursBefore)];
}

/**
 * The reminder that is due for an order: never of what is done or cannot be done, never at the deadline or after it, never
 * when its moment was before there was anything to remind of or in the hour after that, and only the latest, however many were missed.
 * @returns null when there is none
 */
export function dueReminder(
  order: RemindedOrder,
  rules: ReminderRules,
  now: number,
): Reminder | null {
  const of = DEADLINE_OF[order.state];
  if (of === undefined || (of === 'payment' && order.isPaymentPending)) return null;
  const deadline = of === 'payment' ? order.paymentDeadline : order.printDeadline;
  const since = of === 'payment' ? order.placedAt : order.printableAt;
  if (since === null) return null;
  const span = reminderSpans(rules, now).find(
    (one) => one.of === of && one.after < deadline && deadline <= one.until,
  );
  if (!span || deadline - span.hours * HOUR <= since + QUIET_AFTER_BEGINNING) return null;
  return { of, hours: span.hours, deadline };
}
