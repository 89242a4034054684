import { deadlineOverHalts } from '../university/halts.ts';
import type { HaltSettings } from '../university/halts.ts';
import type { PrintDeadlineRule } from '../university/profile.ts';
import { deadlineFor } from './deadline.ts';
import type { DeadlineRule } from './deadline.ts';

/** The deadlines that an order gets when it is placed; half-open instants. */
export interface OrderDeadlines {
  payment: Date;
  print: Date;
}

/** The settings of a university that decide about deadlines. */
export type DeadlineSettings = HaltSettings & { certificate: { printDeadline: PrintDeadlineRule } };

const MILLISECONDS_AN_HOUR = 3_600_000;

/**
 * Until when an order placed at an instant may be paid and printed, with the halts that are known by
 * then counted in. Where the university has the print deadline give way, whoever pays with days of time
 * and at the last moment still has the least time for printing.
 * @param method null for an order that costs nothing: it is paid when it is placed
 */
export function deadlinesOf(
  settings: DeadlineSettings,
  method: { deadline: DeadlineRule } | null,
  placedAt: Date,
): OrderDeadlines {
  const { printDeadline } = settings.certificate;
  const until = (rule: DeadlineRule) => ({
    from: placedAt,
    to: new Date(deadlineFor(rule, placedAt).at),
  });
  if (method === null) {
    return {
      payment: placedAt,
      print: deadlineOverHalts(until(printDeadline), ['printing'], settings),
    };
  }
  const payment = deadlineOverHalts(until(method.deadline), ['payment'], settings);
  // Nobody prints who cannot pay yet: so the print deadline is never before that of the payment either.
  const print = deadlineOverHalts(until(printDeadline), ['payment', 'printing'], settings);
  const least = leastPrintDeadline(settings, method, payment);
  const gives = printDeadline.whenTooShort === 'extend' && least !== null && print < least;
  return { payment, print: gives ? least : print };
}

/**
 * Whether a method leaves less time for printing than the university wants, so that it is not offered. Where
 * the print deadline gives way instead, none does.
 */
export function leavesTooLittle(
  settings: DeadlineSettings,
  method: { deadline: DeadlineRule },
  placedAt: Date,
): boolean {
  const { payment, print } = deadlinesOf(settings, method, placedAt);
  const least = leastPrintDeadline(settings, method, payment);
  return least !== null && print < least;
}

/** The earliest print deadline that leaves the least time after the payment deadline; null for what is paid at once. */
function leastPrintDeadline(
  settings: DeadlineSettings,
  method: { deadline: DeadlineRule },
  payment: Date,
): Date | null {
  if (!('days' in method.deadline)) return null;
  const hours = settings.certificate.printDeadline.minHoursAfterPaymentDeadline;
  const to = new Date(payment.getTime() + hours * MILLISECONDS_AN_HOUR);
  return deadlineOverHalts({ from: payment, to }, ['printing'], settings);
}
