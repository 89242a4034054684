import type { Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import type { Cancelling } from '../../domain/orders/cancelling.ts';
import { formatDateTime, formatDay, formatYen } from '../../rendering/format.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import type { Handler } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { cancelOrder } from './commands.ts';
import type { Answer } from './commands.ts';
import { orderOf, profileOf } from './order.ts';
import { ORDER_NOTES } from './order-model.ts';
import type { OrderNote } from './order-model.ts';
import { cancellingNow } from './order-rules.ts';
import type { OrderDetail } from './queries.ts';
import { itemName, sayIn } from './words.ts';

export interface CancelModel {
  rows: { label: string; value: string }[];
  /** What the page asks for and what comes of it; null where the order cannot be given up. */
  offer: {
    /** What goes back and what is kept; null where nothing was paid. */
    refund: { back: string; kept: string | null; how: string; need: string | null } | null;
    facts: string;
    /** What the person saw: the form brings it back, so that nobody agrees to something else. */
    shown: string;
  } | null;
  /** What this page said before is no longer so. */
  hasChanged: boolean;
  refusal: { heading: string; text: string; next: string } | null;
  records: { name: string; phone: string; hours: string };
  orderHref: string;
}

export const cancelPage = definePage<CancelModel>('orders/cancel');

interface Asked {
  order: OrderDetail;
  profile: UniversityProfile;
  cancelling: Cancelling;
}

/** Asks once more, and says what goes back; an order that cannot be given up says why, and what can be done. */
export function showCancel(deps: AppDependencies): Handler {
  return async (req, res) => {
    const asked = await askedOf(deps, req, res);
    if (asked) render(res, asked);
  };
}

/**
 * The life decides: the row that the page showed may be old. What the person agreed to is compared: who
 * saw that nothing is charged does not give up what was paid meanwhile, nor for less than was shown.
 */
export function submitCancel(deps: AppDependencies): Handler {
  return async (req, res) => {
    const asked = await askedOf(deps, req, res);
    if (!asked) return;
    const { order, cancelling } = asked;
    if (cancelling.kind === 'impossible') return render(res, asked, { status: 409 });
    const { shown } = (req.body ?? {}) as { shown?: unknown };
    if (shown !== markOf(cancelling)) return render(res, asked, { status: 409, hasChanged: true });
    const note = noteOf(await cancelOrder(deps, order));
    const address = paths.order(order.universityCode, order.id);
    res.redirect(303, note === null ? address : `${address}?note=${note}`);
  };
}

/** @returns null when the order has ended: its page says how, and there is nothing to give up */
async function askedOf(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<Asked | null> {
  const order = await orderOf(deps, req, res);
  const profile = await profileOf(deps, order, res);
  const cancelling = cancellingNow(order, profile, res.locals.layout.now);
  if (cancelling.kind === 'impossible' && cancelling.reason === 'ended') {
    res.redirect(303, paths.order(order.universityCode, order.id));
    return null;
  }
  return { order, profile, cancelling };
}

const markOf = (cancelling: Cancelling): string =>
  cancelling.kind === 'refund' ? `refund:${cancelling.refundYen}` : cancelling.kind;

function noteOf(answer: Answer): OrderNote | null {
  if (answer.kind === 'done') return null;
  if (answer.kind === 'unknown') return 'cancel-unknown';
  const note = `cancel-refused-${answer.type}`;
  return ORDER_NOTES.find((known) => known === note) ?? 'cancel-refused-PaymentInProgress';
}

function render(
  res: Response,
  asked: Asked,
  { status = 200, hasChanged = false }: { status?: number; hasChanged?: boolean } = {},
): void {
  const model = cancelModel(asked, res.locals.locale);
  renderPage(res, cancelPage, { ...model, hasChanged }, { status });
}

export function cancelModel({ order, profile, cancelling }: Asked, locale: Locale): CancelModel {
  const say = sayIn(locale);
  const { records } = profile.contacts;
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
    offer: cancelling.kind === 'impossible' ? null : offerOf(order, profile, cancelling, locale),
    hasChanged: false,
    refusal: cancelling.kind === 'impossible' ? refusalOf(order, cancelling, locale) : null,
    records: { name: records.name[locale], phone: records.phone, hours: records.hours[locale] },
    orderHref: paths.order(order.universityCode, order.id),
  };
}

function offerOf(
  order: OrderDetail,
  { certificate }: UniversityProfile,
  cancelling: Exclude<Cancelling, { kind: 'impossible' }>,
  locale: Locale,
): CancelModel['offer'] {
  const say = sayIn(locale);
  const shown = markOf(cancelling);
  if (cancelling.kind === 'free') {
    const isUnpaid = order.state === 'awaiting_payment';
    return {
      refund: null,
      facts: say(`orders.cancel.facts.${isUnpaid ? 'unpaid' : 'free'}`),
      shown,
    };
  }
  const { refundYen, keptYen } = cancelling;
  const paid = order.payments.find(({ state }) => state === 'captured')?.method;
  const method = certificate.paymentMethods.find(({ code }) => code === paid);
  // Cash cannot go back through the store: what is paid at once goes back the way it came.
  const way = method?.way === 'page' ? 'provider' : 'payout';
  return {
    refund: {
      back: formatYen(refundYen, locale),
      kept:
        keptYen > 0
          ? say('orders.cancel.refund.kept', { amount: formatYen(keptYen, locale) })
          : null,
      how: say(`orders.cancel.refund.how.${way}`),
      need: way === 'payout' ? say('orders.cancel.refund.need') : null,
    },
    facts: say('orders.cancel.facts.paid'),
    shown,
  };
}

function refusalOf(
  order: OrderDetail,
  { reason }: Extract<Cancelling, { kind: 'impossible' }>,
  locale: Locale,
): CancelModel['refusal'] {
  const say = sayIn(locale);
  const facts = { printDeadline: formatDateTime(order.printDeadline, locale) };
  const key = `orders.cancel.refused.${reason}`;
  return {
    heading: say(`${key}.heading`),
    text: say(`${key}.text`, facts),
    next: say(`${key}.next`, facts),
  };
}
