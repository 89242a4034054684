import { cancellingOf } from '../../domain/orders/cancelling.ts';
import type { Cancelling } from '../../domain/orders/cancelling.ts';
import { reopeningOf } from '../../domain/orders/reopening.ts';
import type { Reopening } from '../../domain/orders/reopening.ts';
import { situationOf } from '../../domain/orders/situation.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { printedOfLine } from './number-blocks.ts';
import type { OrderDetail } from './queries.ts';

/** What giving the order up would mean now, as far as its row tells. */
export function cancellingNow(
  order: OrderDetail,
  { certificate }: UniversityProfile,
  now: Date,
): Cancelling {
  const printed = order.lines.reduce(
    (sum, { position }) => sum + printedOfLine(order.printJobs, position),
    0,
  );
  return cancellingOf(
    situationOf(order, now),
    { ...order, printed, hadNumbers: order.printJobs.some(({ code }) => code !== null) },
    certificate.refunds,
  );
}

/** Whether the print window can be opened again now, as far as the order's row tells. */
export function reopeningNow(order: OrderDetail, profile: UniversityProfile, now: Date): Reopening {
  const isReopened = order.reopenedAt !== null;
  return reopeningOf({ ...order, isReopened, copiesLeft: copiesLeftOf(order) }, profile, now);
}

/** How many copies of the order may still come out of a copier. */
export function copiesLeftOf({ lines, printJobs }: OrderDetail): number {
  return lines.reduce(
    (sum, { copies, position }) => sum + Math.max(copies - printedOfLine(printJobs, position), 0),
    0,
  );
}
