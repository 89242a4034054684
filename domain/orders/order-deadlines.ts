import { deadlineOverHalts } from '../university/halts.ts';
import type { HaltSettings } from '../university/halts.ts';
import { deadlineFor } from './deadline.ts';
import type { DayDeadlineRule, DeadlineRule } from './deadline.ts';

/** The deadlines that an order gets when it is placed; half-open instants. */
export interface OrderDeadlines {
  payment: Date;
  print: Date;
}

/**
 * Until when an order placed at an instant may be paid and printed, with the halts that are known by
 * then counted in.
 */
export function deadlinesOf(
  settings: HaltSettings & { certificate: { printDeadline: DayDeadlineRule } },
  method: { deadline: DeadlineRule },
  placedAt: Date,
): OrderDeadlines {
  const until = (rule: DeadlineRule) => ({
    from: placedAt,
    to: new Date(deadlineFor(rule, placedAt).at),
  });
  return {
    payment: deadlineOverHalts(until(method.deadline), ['payment'], settings),
    // Nobody prints who cannot pay yet: so the print deadline is never before that of the payment either.
    print: deadlineOverHalts(
      until(settings.certificate.printDeadline),
      ['payment', 'printing'],
      settings,
    ),
  };
}
