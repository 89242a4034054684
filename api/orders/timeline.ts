import { isEnded } from '../../domain/orders/states.ts';
import type { OrderSituation } from '../../domain/orders/situation.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { formatDateTime, formatYen } from '../../rendering/format.ts';
import type { MessageParameters } from '../../rendering/translate.ts';
import type { OrderDetail, RecordedStep } from './queries.ts';
import { sayIn } from './words.ts';

/** One thing that happened to an order, or what it waits for. */
export interface TimelineEvent {
  at: Date | null;
  label: string;
  /** The cause of what happened; of what is waited for: who acts, and when it is expected. */
  note: string | null;
  state: 'done' | 'now';
}

interface Happening {
  at: Date | null;
  key: string;
  facts?: MessageParameters;
  /** Key of a second sentence: why. */
  why?: string;
}

/** Attempts to pay that ended without paying the order, each worth a line. */
const TOLD_ATTEMPTS: readonly PaymentState[] = [
  'declined',
  'expired',
  'mismatched',
  'late',
  'duplicate',
  'reversed',
];

/** The steps with which an order ends of which nothing goes back: told by its state, with their cause. */
const ENDED_BY: readonly RecordedStep['action'][] = ['cancel', 'cancel_free'];

/** The sentence for why money goes back, or an order was given up. */
const whyOf = (cause: RefundCause) => `orders.order.timeline.refundWhy.${cause}`;

/**
 * What happened to an order, oldest first, told from its rows, and, while it is open, what it waits for: who acts, and
 * when that is expected.
 * @param office who pays cash out, as a phrase with its telephone number
 */
export function timelineOf(
  order: OrderDetail,
  { locale, situation, office }: { locale: Locale; situation: OrderSituation; office: string },
): TimelineEvent[] {
  const say = sayIn(locale);
  const tell = (happening: Happening): string =>
    say(`orders.order.timeline.${happening.key}`, {
      provider: providerName(order, locale),
      ...happening.facts,
    });
  const events: TimelineEvent[] = happeningsOf(order, locale)
    // Providers tell whole seconds: nothing came before the order itself.
    .map(({ at, ...rest }) => ({ ...rest, at: at && at < order.placedAt ? order.placedAt : at }))
    .map((happening, index) => ({ happening, index }))
    .sort(
      ({ happening: a, index: i }, { happening: b, index: j }) =>
        (a.at && b.at ? a.at.getTime() - b.at.getTime() : 0) || i - j,
    )
    .map(({ happening }) => ({
      at: happening.at,
      label: tell(happening),
      note: happening.why === undefined ? null : say(happening.why),
      state: 'done' as const,
    }));
  const waiting = waitingFor(order, { situation, locale, office });
  if (waiting) return [...events, waiting];
  return events.map((event, index) =>
    index === events.length - 1 ? { ...event, state: 'now' as const } : event,
  );
}

function happeningsOf(order: OrderDetail, locale: Locale): Happening[] {
  const happened: Happening[] = [{ at: order.placedAt, key: 'placed' }];
  for (const payment of order.payments) {
    if (payment.returnedAt) happened.push({ at: payment.returnedAt, key: 'returned' });
    // That the order lapsed says it already, and when.
    const isToldByLapse = payment.state === 'expired' && order.state === 'lapsed';
    if (TOLD_ATTEMPTS.includes(payment.state) && !isToldByLapse) {
      happened.push({ at: payment.paidAt ?? payment.returnedAt, key: payment.state });
    }
  }
  for (const deposit of order.deposits) {
    const facts = { amount: formatYen(deposit.amountYen, locale) };
    happened.push({ at: deposit.paidAt, key: 'deposit', facts });
    if (deposit.reversedAt)
      happened.push({ at: deposit.reversedAt, key: 'depositReversed', facts });
  }
  for (const change of order.deadlineChanges) {
    happened.push({
      at: change.changedAt,
      key: `deadline.${change.which}`,
      facts: { at: formatDateTime(change.after, locale) },
      why: `orders.order.timeline.deadline.why.${change.cause}`,
    });
  }
  if (order.paidAt && order.totalYen > 0) happened.push({ at: order.paidAt, key: 'paid' });
  if (order.printableAt) happened.push({ at: order.printableAt, key: 'numbers' });
  const given = order.recordedSteps.find(({ action }) => ENDED_BY.includes(action));
  for (const step of order.recordedSteps) {
    if (ENDED_BY.includes(step.action)) continue;
    if (step.action !== 'attention') happened.push({ at: step.at, key: step.action });
    else happened.push({ at: step.at, key: step.attention === null ? 'released' : 'held' });
  }
  for (const refund of order.refunds) {
    const facts = { amount: formatYen(refund.amountYen, locale) };
    const why = whyOf(refund.cause);
    happened.push({ at: refund.requestedAt, key: `returning.${refund.channel}`, facts, why });
    if (refund.state === 'refunded')
      happened.push({ at: refund.endedAt, key: 'returned_money', facts });
  }
  if (isEnded(order.state) && order.state !== 'refunded') {
    const why = given && whyOf(given.cause ?? 'cancelled_by_person');
    happened.push({ at: order.endedAt, key: order.state, ...(why && { why }) });
  }
  return happened;
}

/** Situations in which the order waits for somebody; each has a sentence for what, and one for who and when. */
const WAITING: readonly OrderSituation[] = [
  'to_pay',
  'to_pay_at_store',
  'partly_paid',
  'confirming_payment',
  'confirming_takes_long',
  'payment_pending',
  'payment_overdue',
  'preparing',
  'preparing_delayed',
  'held_for_staff',
  'printable',
  'partly_printed',
  'print_window_closed',
  'refunding',
  'refunding_cash',
];

function waitingFor(
  order: OrderDetail,
  { situation, locale, office }: { situation: OrderSituation; locale: Locale; office: string },
): TimelineEvent | null {
  if (!WAITING.includes(situation)) return null;
  const say = sayIn(locale);
  const facts = {
    provider: providerName(order, locale),
    paymentDeadline: formatDateTime(order.paymentDeadline, locale),
    printDeadline: formatDateTime(order.printDeadline, locale),
    office,
  };
  return {
    at: null,
    label: say(`orders.order.waiting.${situation}.what`, facts),
    note: say(`orders.order.waiting.${situation}.who`, facts),
    state: 'now',
  };
}

/** Who takes the money of the newest attempt to pay, by its name for people. */
export function providerName(order: Pick<OrderDetail, 'payments'>, locale: Locale): string {
  const provider = order.payments.at(-1)?.provider;
  return provider === undefined ? '' : sayIn(locale)(`orders.provider.${provider}`);
}
