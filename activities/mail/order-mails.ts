import type { DeadlineChangeCause } from '../../domain/orders/deadline-changes.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import type { OrderCancelledEmail, OrderEmailFrame } from '../../rendering/order-email-models.ts';
import { orderLinks } from '../../platform/order-links.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { mailAboutOrder } from './outbox.ts';

/** Mails about an order that several activities send, each once however often it is asked for. */

/** What every mail about an order says besides. */
export function orderEmailFrame(
  { publicOrigin }: Pick<ActivityDependencies, 'publicOrigin'>,
  order: OrderRecord,
  profile: UniversityProfile,
): OrderEmailFrame {
  return {
    ...emailFrame(profile),
    issueNumber: order.issueNumber,
    orderUrl: orderLinks(publicOrigin, order).order,
  };
}

/** The order was cancelled; with what goes back, if anything was paid. */
export async function mailCancelled(
  deps: ActivityDependencies,
  order: OrderRecord,
  { cause, refund }: Pick<OrderCancelledEmail, 'cause' | 'refund'>,
): Promise<void> {
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: 'cancelled',
    template: 'order-cancelled',
    model: { ...orderEmailFrame(deps, order, profile), cause, refund },
  });
}

/** A deadline, or both, moved later. `reference` as in `deadline_change`; null: that deadline did not move. */
export async function mailDeadlineMoved(
  deps: ActivityDependencies,
  order: OrderRecord,
  moved: {
    cause: DeadlineChangeCause;
    reference: string;
    payment: Date | null;
    print: Date | null;
  },
): Promise<void> {
  const profile = await orderProfile(deps, order);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: `deadline:${moved.cause}:${moved.reference}`,
    template: 'deadline-moved',
    model: {
      ...orderEmailFrame(deps, order, profile),
      cause: moved.cause,
      paymentDeadline: moved.payment,
      printDeadline: moved.print,
      calendarUrl: orderLinks(deps.publicOrigin, order).calendar,
    },
  });
}
