import {
  isAwaitingPrint,
  isMoving,
  isPayable,
  situationOf,
} from '../../domain/orders/situation.ts';
import type { OrderSituation } from '../../domain/orders/situation.ts';
import { orderTabs } from '../../domain/orders/tabs.ts';
import { methodsWithDays } from './list.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatDateTime, formatDay, formatStamp, formatYen } from '../../rendering/format.ts';
import { paths } from '../paths.ts';
import { numberBlocks, printedOfLine } from './number-blocks.ts';
import type { NumberBlock } from './number-blocks.ts';
import { cancellingNow, reopeningNow } from './order-rules.ts';
import type { OrderDetail, OrderLineView, RefundView } from './queries.ts';
import { SITUATION_VIEWS } from './situation-views.ts';
import type { SituationView } from './situation-views.ts';
import { providerName, timelineOf } from './timeline.ts';
import type { TimelineEvent } from './timeline.ts';
import { itemName, sayIn } from './words.ts';
import type { Say } from './words.ts';

/** What a redirect can ask the order's page to say once. */
export const ORDER_NOTES = [
  'payment-cancelled',
  'cancel-unknown',
  'cancel-refused-AlreadyPaid',
  'cancel-refused-PaymentInProgress',
  'cancel-refused-OrderEnded',
  'cancel-refused-AlreadyPrinted',
  'cancel-refused-NotRefundable',
  'cancel-refused-OrderBusy',
  'reopened',
  'reopen-unknown',
  'reopen-refused',
  'method-paid-meanwhile',
  'payment-superseded',
] as const;
/** What is said of itself, whatever a redirect asks: no network answers. */
const NO_NETWORK = 'no-network';
export type OrderNote = (typeof ORDER_NOTES)[number];

interface Row {
  label: string;
  value: string;
}

/** Everything the page of an order shows (R-236…R-241), in the reader's language. */
export interface OrderModel {
  issueNumber: string;
  situation: OrderSituation;
  view: SituationView;
  label: string;
  lead: string;
  next: string;
  isFree: boolean;
  note: { heading: string; text: string } | null;
  deadline: { label: string; at: Date } | null;
  numbers: NumberBlock[];
  numbersMail: string | null;
  refunds: string[];
  timeline: TimelineEvent[];
  blocks: {
    issue: Row[];
    payment: Row[];
    details: {
      studentNumbers: string;
      lines: { name: string; copies: string; fee: string; printed: string | null }[];
      systemFee: string;
      total: string;
    };
  };
  /** Pages and files about this order: receipt, calendar, where to print. */
  ways: { href: string; label: string }[];
  pay: { href: string; label: string } | null;
  cancel: { label: string; href: string } | null;
  /** The one free re-opening of the print window, while it would move the deadline. */
  reopenHref: string | null;
  backHref: string;
  reloadHref: string;
  /** With JavaScript: seconds until the live part asks for itself again; null when it does not change by itself. */
  refreshSeconds: number | null;
  /** Without JavaScript the person can switch on that the page asks again; null when nothing changes by itself. */
  autoReload: { isOn: boolean; href: string } | null;
}

export interface OrderModelContext {
  profile: UniversityProfile;
  locale: Locale;
  now: Date;
  note?: OrderNote | null;
  /** 0 unless the page reloads by itself; then how often it has done so. */
  round?: number;
}

/** A page that was switched to reload by itself does so this often, then leaves it to the person. */
const RELOAD_ROUNDS = 12;
export const RELOAD_SECONDS = 10;
const REFRESH_SECONDS = 3;

export function orderModel(order: OrderDetail, context: OrderModelContext): OrderModel {
  const { profile, locale, now, note = null, round = 0 } = context;
  const say = sayIn(locale);
  const ordered = order.lines.reduce((sum, line) => sum + line.copies, 0);
  const printed = order.lines.reduce(
    (sum, line) => sum + Math.min(line.copies, printedOfLine(order.printJobs, line.position)),
    0,
  );
  const recorded = situationOf(order, now);
  // All copies are out, and the life has not come to write it down: there is nothing left to print.
  const situation = isAwaitingPrint(recorded) && printed === ordered ? 'printed' : recorded;
  const view = SITUATION_VIEWS[situation];
  const facts = {
    ordered,
    printed,
    total: formatYen(order.totalYen, locale),
    provider: providerName(order, locale),
    paymentDeadline: formatDateTime(order.paymentDeadline, locale),
    printDeadline: formatDateTime(order.printDeadline, locale),
    office: officeWords(profile, locale),
  };
  const href = paths.order(order.universityCode, order.id);
  const moving = isMoving(situation);
  return {
    issueNumber: order.issueNumber,
    situation,
    view,
    label: say(`orders.situations.${situation}.label`),
    lead: say(situationKey(order, situation, 'lead'), facts),
    next: say(situationKey(order, situation, 'next'), facts),
    isFree: view.isFree && !hasStrayMoney(order),
    note: noteOf(order, situation, note, say, facts),
    deadline: deadlineOf(order, view, say),
    numbers: view.hasNumbers
      ? numberBlocks(
          order,
          profile.certificate.chains,
          profile.certificate.printFeeYenASheet,
          locale,
        )
      : [],
    numbersMail:
      view.hasNumbers && order.numbersMail
        ? say(`orders.order.numbers.mail.${order.numbersMail.state}`)
        : null,
    refunds: refundSentences(order, situation, say, locale, facts),
    timeline: timelineOf(order, { locale, situation, office: facts.office }),
    blocks: blocksOf(order, context, view, say),
    ways: waysOf(order, view, say),
    pay: payOf(order, situation, say),
    cancel: cancelLinkOf(order, profile, now, say),
    reopenHref:
      reopeningNow(order, profile, now).kind === 'possible'
        ? paths.reopenPrintWindow(order.universityCode, order.id)
        : null,
    backHref: orderTabs(
      {
        ...order,
        isPaid: order.paidAt !== null,
        hasPaymentDays: methodsWithDays(profile).includes(order.paymentMethod),
      },
      profile.certificate.tabs,
      now,
    ).includes('printable')
      ? paths.orders(order.universityCode)
      : paths.orderHistory(order.universityCode),
    reloadHref: href,
    refreshSeconds: moving ? REFRESH_SECONDS : null,
    autoReload: moving
      ? { isOn: round > 0 && round <= RELOAD_ROUNDS, href: `${href}?round=${round + 1}` }
      : null,
  };
}

/** What is said otherwise of an order that costs nothing: nobody paid, and nothing goes back. */
const FREE_WORDS: Partial<Record<OrderSituation, readonly ('lead' | 'next')[]>> = {
  preparing: ['lead'],
  preparing_delayed: ['lead', 'next'],
  held_for_staff: ['lead', 'next'],
  printable: ['next'],
  partly_printed: ['next'],
  print_expired: ['lead'],
};

function situationKey(
  { totalYen }: OrderDetail,
  situation: OrderSituation,
  part: 'lead' | 'next',
): string {
  const key = `orders.situations.${situation}.${part}`;
  return totalYen === 0 && FREE_WORDS[situation]?.includes(part) ? `${key}Free` : key;
}

/** Whoever pays cash out, and when it can be called: the same office as in the mail. */
function officeWords({ contacts }: UniversityProfile, locale: Locale): string {
  const { name, phone, hours } = contacts.records;
  return sayIn(locale)('orders.order.office', { name: name[locale], phone, hours: hours[locale] });
}

/** To cancelling; where only staff can do it now, to what says so and whom to ask. */
function cancelLinkOf(
  order: OrderDetail,
  profile: UniversityProfile,
  now: Date,
  say: Say,
): OrderModel['cancel'] {
  const cancelling = cancellingNow(order, profile, now);
  const href = paths.cancelOrder(order.universityCode, order.id);
  if (cancelling.kind !== 'impossible') return { href, label: say('orders.order.cancel') };
  const isForStaff = cancelling.reason === 'terms' || cancelling.reason === 'numbers_out';
  return isForStaff ? { href, label: say('orders.order.aboutCancelling') } : null;
}

function payOf(order: OrderDetail, situation: OrderSituation, say: Say): OrderModel['pay'] {
  if (!isPayable(situation)) return null;
  if (situation === 'to_pay_at_store') {
    return {
      href: paths.paymentSlip(order.universityCode, order.id),
      label: say('orders.order.seePaymentNumber'),
    };
  }
  const isContinued = situation === 'confirming_takes_long';
  return {
    href: paths.payOrder(order.universityCode, order.id),
    label: say(isContinued ? 'orders.order.payAgain' : 'orders.order.pay'),
  };
}

function deadlineOf(order: OrderDetail, view: SituationView, say: Say): OrderModel['deadline'] {
  if (view.deadline === null) return null;
  const at = view.deadline === 'pay' ? order.paymentDeadline : order.printDeadline;
  return { label: say(`orders.order.deadline.${view.deadline}`), at };
}

function waysOf(order: OrderDetail, view: SituationView, say: Say): OrderModel['ways'] {
  const { universityCode, id } = order;
  const wasPaid = order.payments.some(({ state }) => state === 'captured');
  return [
    ...(view.deadline
      ? [
          {
            href: paths.orderCalendar(universityCode, id),
            label: say('orders.order.ways.calendar'),
          },
        ]
      : []),
    ...(view.hasNumbers
      ? [{ href: paths.whereToPrint(universityCode), label: say('orders.order.ways.whereToPrint') }]
      : []),
    ...(wasPaid
      ? [{ href: paths.receipt(universityCode, id), label: say('orders.order.ways.receipt') }]
      : []),
    { href: paths.messages(universityCode), label: say('orders.order.ways.messages') },
    { href: paths.top(universityCode), label: say('orders.order.ways.another') },
  ];
}

/** None of the networks that have its documents works now. */
function isOutEverywhere({ printNetworks, outages }: OrderDetail): boolean {
  return printNetworks.every((network) => outages.some((one) => one.network === network));
}

/** Money that came although the order does not count it. */
function hasStrayMoney(order: OrderDetail): boolean {
  return (
    order.refunds.length > 0 ||
    order.payments.some(({ state }) =>
      ['pending', 'captured', 'mismatched', 'late', 'duplicate'].includes(state),
    )
  );
}

function noteOf(
  order: OrderDetail,
  situation: OrderSituation,
  note: OrderNote | null,
  say: Say,
  facts: Record<string, string | number>,
): OrderModel['note'] {
  const sentences = (key: string) => ({
    heading: say(`${key}.heading`),
    text: say(`${key}.text`, facts),
  });
  const isToldByPage = note === 'payment-cancelled' && situation !== 'to_pay';
  if (note && !isToldByPage) return sentences(`orders.order.notes.${note}`);
  if (isAwaitingPrint(situation) && isOutEverywhere(order)) {
    return sentences(`orders.order.notes.${NO_NETWORK}`);
  }
  if (situation !== 'to_pay') return null;
  const last = order.payments.at(-1);
  return last?.state === 'declined' || last?.state === 'expired'
    ? sentences(`orders.order.attempt.${last.state}`)
    : null;
}

function refundSentences(
  order: OrderDetail,
  situation: OrderSituation,
  say: Say,
  locale: Locale,
  facts: { office: string },
): string[] {
  const told = order.refunds.map((refund) =>
    say(`orders.order.refunds.${refundWords(refund)}`, {
      amount: formatYen(refund.amountYen, locale),
      provider: providerName(order, locale),
      cause: say(`orders.order.refunds.cause.${refund.cause}`),
    }),
  );
  const stray = order.payments.filter(({ state }) =>
    ['mismatched', 'late', 'duplicate'].includes(state),
  );
  if (stray.length > told.length) told.push(say('orders.order.refunds.expected'));
  // Where the whole order goes back, what comes next says so already.
  const isOwed = order.refunds.some((refund) => refundWords(refund) === 'requestedPayout');
  if (isOwed && situation !== 'refunding_cash') {
    told.push(say('orders.order.refunds.payoutNext', facts));
  }
  return told;
}

/** Cash comes from the office, whatever the provider says. */
function refundWords({ state, channel }: RefundView): string {
  if (channel === 'provider') return state;
  return state === 'refunded' ? 'refundedPayout' : 'requestedPayout';
}

function paymentRows(
  order: OrderDetail,
  { profile, locale }: Pick<OrderModelContext, 'profile' | 'locale'>,
  view: SituationView,
  say: Say,
): Row[] {
  const status = say('orders.order.payment.status');
  if (order.totalYen === 0) return [{ label: status, value: say('orders.order.payment.free') }];
  const method = profile.certificate.paymentMethods.find(
    ({ code }) => code === order.paymentMethod,
  );
  return [
    {
      label: say('orders.order.payment.method'),
      value: method?.name[locale] ?? order.paymentMethod,
    },
    {
      label: status,
      value: say(`orders.paymentStatus.detail.${view.payment}`),
    },
    order.paidAt
      ? { label: say('orders.order.payment.paidAt'), value: formatStamp(order.paidAt) }
      : {
          label: say('orders.order.payment.deadline'),
          value: formatDateTime(order.paymentDeadline, locale),
        },
  ];
}

function blocksOf(
  order: OrderDetail,
  { profile, locale }: OrderModelContext,
  view: SituationView,
  say: Say,
): OrderModel['blocks'] {
  return {
    issue: [
      { label: say('orders.order.number'), value: order.issueNumber },
      { label: say('orders.order.placedOn'), value: formatDay(order.placedOn) },
    ],
    payment: paymentRows(order, { profile, locale }, view, say),
    details: {
      studentNumbers: [...new Set(order.lines.map((line) => line.studentNumber))].join(', '),
      lines: order.lines.map((line) => ({
        name: itemName(line, locale),
        copies: say('orders.copies', { count: line.copies }),
        fee: formatYen(line.feeYen, locale),
        printed: order.printableAt ? printedOf(order, line, say) : null,
      })),
      systemFee: formatYen(order.systemFeeYen, locale),
      total: formatYen(order.totalYen, locale),
    },
  };
}

function printedOf(order: OrderDetail, line: OrderLineView, say: Say): string {
  const printed = Math.min(line.copies, printedOfLine(order.printJobs, line.position));
  const count = say('orders.order.printedOf', { ordered: line.copies, printed });
  return `${say('orders.order.details.printed')} ${count}`;
}
