import type { AppDependencies } from '../dependencies.ts';
import { situationOf } from '../../domain/orders/situation.ts';
import { formatDay, formatYen } from '../../rendering/format.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { Handler } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { cancelOrder } from './commands.ts';
import type { Cancellation } from './commands.ts';
import { orderOf } from './order.ts';
import { ORDER_NOTES } from './order-model.ts';
import type { OrderNote } from './order-model.ts';
import type { OrderDetail } from './queries.ts';
import { itemName, sayIn } from './words.ts';

export interface CancelModel {
  rows: { label: string; value: string }[];
  orderHref: string;
}

export const cancelPage = definePage<CancelModel>('orders/cancel');

/** Asks once more. An order that cannot be given up any more shows how it stands instead. */
export function showCancel(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await orderOf(deps, req, res);
    if (situationOf(order, res.locals.layout.now) !== 'to_pay') {
      return res.redirect(303, paths.order(order.universityCode, order.id));
    }
    renderPage(res, cancelPage, cancelModel(order, res.locals.locale));
  };
}

/** The life decides: the row that the page showed may be old. */
export function submitCancel(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await orderOf(deps, req, res);
    const note = noteOf(await cancelOrder(deps, order));
    const address = paths.order(order.universityCode, order.id);
    res.redirect(303, note === null ? address : `${address}?note=${note}`);
  };
}

function noteOf(cancellation: Cancellation): OrderNote | null {
  if (cancellation.kind === 'cancelled') return null;
  if (cancellation.kind === 'unknown') return 'cancel-unknown';
  const note = `cancel-refused-${cancellation.type}`;
  return ORDER_NOTES.find((known) => known === note) ?? 'cancel-refused-PaymentInProgress';
}

export function cancelModel(order: OrderDetail, locale: Locale): CancelModel {
  const say = sayIn(locale);
  return {
    rows: [
      { label: say('orders.order.number'), value: order.issueNumber },
      { label: say('orders.order.placedOn'), value: formatDay(order.placedOn) },
      ...order.lines.map((line) => ({
        label: itemName(line, locale),
        value: say('orders.copies', { count: line.copies }),
      })),
      { label: say('orders.order.details.total'), value: formatYen(order.totalYen, locale) },
    ],
    orderHref: paths.order(order.universityCode, order.id),
  };
}
