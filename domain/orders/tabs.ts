import { isEnded } from './states.ts';
import type { OrderState } from './states.ts';

/** The two lists of a person's orders. */
export const ORDER_TABS = ['printable', 'history'] as const;
export type OrderTab = (typeof ORDER_TABS)[number];

/** What decides where an order is listed. */
export interface ListedOrder {
  state: OrderState;
  paymentDeadline: Date;
  printDeadline: Date;
  isPaid: boolean;
  /** Its way to pay has days of time: cash, not a card. */
  hasPaymentDays: boolean;
}

/** How a university lists its orders. */
export interface TabRule {
  /** As manual 003 has it, by way of paying and not by state. */
  legacy: boolean;
}

/**
 * Where an order is listed at `now`. By state: 印刷可能 holds what the person can still act on or wait for, 履歴
 * everything that has ended; an unpaid order whose deadline has passed is in 履歴 at once, even if its life has not
 * recorded it yet. As manual 003 has it: 印刷可能 holds what was paid at once, and everything with days
 * to pay until those have passed; 履歴 what was paid of the latter, so that such an order can be in both. What that rule
 * leaves in neither is in 履歴.
 */
export function orderTabs(order: ListedOrder, { legacy }: TabRule, now: Date): OrderTab[] {
  const isCurrent = legacy ? isCurrentByMethod(order, now) : isCurrentByState(order, now);
  const isHistory = !isCurrent || (legacy && order.hasPaymentDays && order.isPaid);
  return ORDER_TABS.filter((tab) => (tab === 'printable' ? isCurrent : isHistory));
}

function isCurrentByState({ state, paymentDeadline, printDeadline }: ListedOrder, now: Date) {
  if (isEnded(state) || state === 'refunding') return false;
  return now < (state === 'awaiting_payment' ? paymentDeadline : printDeadline);
}

function isCurrentByMethod(order: ListedOrder, now: Date) {
  const { state, paymentDeadline, isPaid, hasPaymentDays } = order;
  if (state === 'cancelled' || state === 'refunding' || state === 'refunded') return false;
  if (!hasPaymentDays && isPaid) return true;
  return state !== 'lapsed' && now < paymentDeadline;
}
