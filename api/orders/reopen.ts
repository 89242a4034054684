import type { Reopening } from '../../domain/orders/reopening.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { formatDateTime } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { reopenPrintWindow } from './commands.ts';
import { orderOf, profileOf } from './order.ts';
import type { OrderNote } from './order-model.ts';
import { copiesLeftOf, reopeningNow } from './order-rules.ts';
import type { OrderDetail } from './queries.ts';
import { sayIn } from './words.ts';

export interface ReopenModel {
  issueNumber: string;
  printBefore: Date;
  /** The deadline that the order would have; null where the window cannot be opened again. */
  newBefore: Date | null;
  copiesLeft: string;
  refusal: { heading: string; text: string } | null;
  orderHref: string;
}

export const reopenPage = definePage<ReopenModel>('orders/reopen');

/** The one free re-opening of the print window (R-218…R-220): what becomes of the deadline, and that it is the only one. */
export function showReopen(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await orderOf(deps, req, res);
    const profile = await profileOf(deps, order, res);
    const { locale, layout } = res.locals;
    const reopening = reopeningNow(order, profile, layout.now);
    renderPage(res, reopenPage, reopenModel(order, reopening, locale));
  };
}

/** The life decides: what the page showed may be old, and networks may know of prints that the row does not. */
export function submitReopen(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await orderOf(deps, req, res);
    const profile = await profileOf(deps, order, res);
    const { locale, layout } = res.locals;
    const reopening = reopeningNow(order, profile, layout.now);
    if (reopening.kind === 'impossible') {
      const model = reopenModel(order, reopening, locale);
      return renderPage(res, reopenPage, model, { status: 409 });
    }
    const { kind } = await reopenPrintWindow(deps, order);
    const note: OrderNote =
      kind === 'done' ? 'reopened' : kind === 'unknown' ? 'reopen-unknown' : 'reopen-refused';
    res.redirect(303, `${paths.order(order.universityCode, order.id)}?note=${note}`);
  };
}

export function reopenModel(order: OrderDetail, reopening: Reopening, locale: Locale): ReopenModel {
  const say = sayIn(locale);
  const key = reopening.kind === 'impossible' ? `orders.reopen.refused.${reopening.reason}` : null;
  const facts = { printDeadline: formatDateTime(order.printDeadline, locale) };
  return {
    issueNumber: order.issueNumber,
    printBefore: order.printDeadline,
    newBefore: reopening.kind === 'possible' ? reopening.print : null,
    copiesLeft: say('orders.copies', { count: copiesLeftOf(order) }),
    refusal:
      key === null ? null : { heading: say(`${key}.heading`), text: say(`${key}.text`, facts) },
    orderHref: paths.order(order.universityCode, order.id),
  };
}
