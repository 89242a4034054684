import { calendarFile } from '../../rendering/calendar-file.ts';
import type { CalendarMoment } from '../../rendering/calendar-file.ts';
import { formatDateTime } from '../../rendering/format.ts';
import { addressesOf } from '../../platform/addresses.ts';
import { orderLinks } from '../../platform/order-links.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { orderOf } from './order.ts';
import type { OrderDetail } from './queries.ts';
import { sayIn } from './words.ts';

/** Which deadlines somebody has still to meet. */
const AHEAD: Partial<Record<OrderState, readonly ('payment' | 'print')[]>> = {
  awaiting_payment: ['payment', 'print'],
  preparing: ['print'],
  printable: ['print'],
  partly_printed: ['print'],
};

/**
 * GET: the deadlines that are ahead, for the person's calendar. Taken in again after a deadline moved, the file
 * moves the entry. When nothing is ahead any more, the order's page says how it ended.
 */
export function showCalendar(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await orderOf(deps, req, res);
    const { locale, layout } = res.locals;
    const moments = calendarMoments(
      order,
      addressesOf(deps.environment).publicOrigin,
      locale,
    ).filter(({ at }) => layout.now < at);
    if (moments.length === 0) {
      return res.redirect(303, paths.order(order.universityCode, order.id));
    }
    const revision = order.deadlineChanges.length;
    res
      .set('Content-Disposition', `attachment; filename="deadlines-${order.issueNumber}.ics"`)
      .set('Content-Type', 'text/calendar; charset=utf-8')
      .send(calendarFile(moments, { revision, now: layout.now }));
  };
}

function calendarMoments(order: OrderDetail, origin: string, locale: Locale): CalendarMoment[] {
  const say = sayIn(locale);
  const { order: url } = orderLinks(origin, order);
  return (AHEAD[order.state] ?? []).map((of) => {
    const at = of === 'payment' ? order.paymentDeadline : order.printDeadline;
    return {
      uid: `${order.id}-${of}@${new URL(origin).hostname}`,
      at,
      summary: say(`orders.calendar.${of}`, { number: order.issueNumber }),
      description: say('orders.calendar.description', { at: formatDateTime(at, locale), url }),
      url,
    };
  });
}
