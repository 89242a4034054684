import { isHeldBack } from './held-back.ts';
import type { PaymentState } from './payment-states.ts';
import type { OrderState } from './states.ts';

/**
 * What a person needs to know about an order now: the recorded state, made finer by the payment under way, by the
 * clock and by what a print network says. A page is chosen by this, never by the state alone.
 */
export const ORDER_SITUATIONS = [
  'to_pay',
  /** The numbers to pay with at a store are there. */
  'to_pay_at_store',
  /** Some of it was paid at a store, and it is not enough yet. */
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
  'printed',
  'print_expired',
  'lapsed',
  'cancelled',
  /** The store took the money back that had been counted. */
  'payment_reversed',
  'refunding',
  /** What goes back was cash: the university's office pays it out. */
  'refunding_cash',
  'refunded',
] as const;

export type OrderSituation = (typeof ORDER_SITUATIONS)[number];

/** After this, a return from the provider that led to nothing no longer keeps the person from paying. Milliseconds. */
export const CONFIRMING_MILLISECONDS = 3 * 60_000;

export interface OrderFacts {
  state: OrderState;
  attention: string | null;
  paymentDeadline: Date;
  printDeadline: Date;
  /** The newest attempt to pay. */
  payment: {
    state: PaymentState;
    returnedAt: Date | null;
    /** There are numbers to pay with. */
    hasSlip: boolean;
    /** Yen that a store took for it; what it took back is not in it. */
    depositedYen: number;
  } | null;
  /** Cash that staff have still to pay out. */
  owesCash: boolean;
  printJobs: { code: string | null; delayedSince: Date | null }[];
}

type Reading = (order: OrderFacts, now: Date) => OrderSituation;

/** Exhaustive: a new state does not compile until it is said here what a person is told. */
const READINGS: Record<OrderState, Reading> = {
  awaiting_payment: readUnpaid,
  preparing: (order) => {
    if (isHeldBack(order.attention)) return 'held_for_staff';
    return order.printJobs.some((job) => job.delayedSince !== null)
      ? 'preparing_delayed'
      : 'preparing';
  },
  printable: (order, now) => (now < order.printDeadline ? 'printable' : 'print_window_closed'),
  partly_printed: (order, now) =>
    now < order.printDeadline ? 'partly_printed' : 'print_window_closed',
  printed: () => 'printed',
  print_expired: () => 'print_expired',
  lapsed: () => 'lapsed',
  cancelled: ({ payment }) => (payment?.state === 'reversed' ? 'payment_reversed' : 'cancelled'),
  refunding: ({ owesCash }) => (owesCash ? 'refunding_cash' : 'refunding'),
  refunded: () => 'refunded',
};

/** @returns what the order's pages say at `now` */
export function situationOf(order: OrderFacts, now: Date): OrderSituation {
  return READINGS[order.state](order, now);
}

function readUnpaid(order: OrderFacts, now: Date): OrderSituation {
  const { payment } = order;
  if (payment?.state === 'pending' || payment?.state === 'captured') return 'payment_pending';
  const isOpen = payment?.state === 'created' || payment?.state === 'open';
  if (isOpen && payment.returnedAt) {
    const waited = now.getTime() - payment.returnedAt.getTime();
    if (waited < CONFIRMING_MILLISECONDS) return 'confirming_payment';
    if (now < order.paymentDeadline) return 'confirming_takes_long';
  }
  if (now >= order.paymentDeadline) return 'payment_overdue';
  if (!isOpen) return 'to_pay';
  if (payment.depositedYen > 0) return 'partly_paid';
  return payment.hasSlip ? 'to_pay_at_store' : 'to_pay';
}

/** The situations in which the order can be paid. */
export function isPayable(situation: OrderSituation): boolean {
  return (
    situation === 'to_pay' ||
    situation === 'to_pay_at_store' ||
    situation === 'confirming_takes_long'
  );
}

/** The situations in which the person can print. */
export function isAwaitingPrint(situation: OrderSituation): boolean {
  return situation === 'printable' || situation === 'partly_printed';
}

/** The situations that change by themselves within seconds or minutes: their page asks again. */
export function isMoving(situation: OrderSituation): boolean {
  return (
    situation === 'confirming_payment' ||
    situation === 'payment_pending' ||
    situation === 'payment_overdue' ||
    situation === 'preparing' ||
    situation === 'print_window_closed' ||
    situation === 'refunding'
  );
}
