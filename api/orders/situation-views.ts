import type { OrderSituation } from '../../domain/orders/situation.ts';

/** What a page shows in a situation. Texts: `orders.situations.<situation>` and `orders.paymentStatus`. */
export interface SituationView {
  /** Shape and colour of the status tag. */
  tone: 'waiting' | 'working' | 'ready' | 'done' | 'stopped';
  /** Word for the payment. */
  payment: 'waiting' | 'checking' | 'paid' | 'unpaid' | 'cancelled' | 'returning' | 'returned';
  /** The deadline that matters now. */
  deadline: 'pay' | 'print' | null;
  hasNumbers: boolean;
  /** The order ended without money being kept: say so unless a payment came all the same. */
  isFree: boolean;
}

const view = (
  tone: SituationView['tone'],
  payment: SituationView['payment'],
  more: Partial<SituationView> = {},
): SituationView => ({ tone, payment, deadline: null, hasNumbers: false, isFree: false, ...more });

/** Exhaustive: a situation without its view does not compile. */
export const SITUATION_VIEWS: Record<OrderSituation, SituationView> = {
  to_pay: view('waiting', 'waiting', { deadline: 'pay' }),
  to_pay_at_store: view('waiting', 'waiting', { deadline: 'pay' }),
  partly_paid: view('waiting', 'checking', { deadline: 'pay' }),
  confirming_payment: view('working', 'checking'),
  confirming_takes_long: view('waiting', 'checking', { deadline: 'pay' }),
  payment_pending: view('working', 'checking', { deadline: 'print' }),
  payment_overdue: view('working', 'checking'),
  preparing: view('working', 'paid', { deadline: 'print' }),
  preparing_delayed: view('working', 'paid', { deadline: 'print', hasNumbers: true }),
  held_for_staff: view('stopped', 'paid'),
  printable: view('ready', 'paid', { deadline: 'print', hasNumbers: true }),
  partly_printed: view('ready', 'paid', { deadline: 'print', hasNumbers: true }),
  print_window_closed: view('working', 'paid'),
  printed: view('done', 'paid'),
  print_expired: view('stopped', 'paid'),
  lapsed: view('stopped', 'unpaid', { isFree: true }),
  cancelled: view('stopped', 'cancelled', { isFree: true }),
  payment_reversed: view('stopped', 'cancelled'),
  refunding: view('working', 'returning'),
  refunding_cash: view('working', 'returning'),
  refunded: view('done', 'returned'),
};
