import { placesToPay } from '../../domain/orders/slip.ts';
import type { SlipNumber } from '../../domain/orders/slip.ts';
import type { Locale, PaymentMethod } from '../../domain/university/profile.ts';
import { formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { stepLabels } from '../orders/draft-pages.ts';
import type { OrderDetail } from '../orders/queries.ts';
import { sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { otherMethods } from './change-method.ts';
import { isSlipOver } from './open-payment.ts';
import type { PaymentStep } from './open-payment.ts';
import { payableOrder } from './payable-order.ts';

export interface SlipModel {
  steps: string[];
  issueNumber: string;
  amount: string;
  methodName: string;
  description: string;
  /** Digit by digit for the ear, in groups for the eye. Empty while the provider's own page has not given any. */
  numbers: { label: string; code: string; spoken: string }[];
  payBefore: Date;
  printBefore: Date;
  /** The slip's own time is over although the order can still be paid: there is a new number to be had. */
  isOver: boolean;
  stores: { name: string; steps: string[] }[];
  mail: string | null;
  payHref: string;
  changeHref: string | null;
  cancelHref: string;
  orderHref: string;
  /** Seconds until the live part asks again; null once the numbers are there. */
  refreshSeconds: number | null;
}

export const slipPage = definePage<SlipModel>('payments/slip');

const REFRESH_SECONDS = 5;

/**
 * The numbers to pay with at a store, until when, and what to do there, to be read, copied, or printed (R-195, R-196,
 * An order that is paid, ended or past its deadline shows how it stands instead.
 */
export function showSlip(deps: AppDependencies): Handler {
  return async (req, res) => {
    const step = await payableOrder(deps, req, res);
    if (!step) return;
    const payment = step.order.payments.at(-1);
    const isWithProvider = step.method.way === 'page_slip' && payment?.state === 'open';
    if (!payment?.slip && !isWithProvider) {
      return res.redirect(303, paths.payOrder(step.order.universityCode, step.order.id));
    }
    renderPage(res, slipPage, slipModel(step));
  };
}

export function slipModel(
  step: Pick<PaymentStep, 'order' | 'method' | 'profile' | 'locale' | 'now'>,
): SlipModel {
  const { order, method, locale, now } = step;
  const payment = order.payments.at(-1);
  const address = [order.universityCode, order.id] as const;
  const numbers = payment?.slip ?? [];
  const dueAt = payment?.dueAt ?? order.paymentDeadline;
  const isOver = payment !== undefined && isSlipOver(payment, now);
  return {
    steps: stepLabels(locale),
    issueNumber: order.issueNumber,
    amount: formatYen(order.totalYen, locale),
    methodName: method.name[locale],
    description: method.description[locale],
    numbers: numbers.map((number) => numberWords(number, locale)),
    payBefore: dueAt < order.paymentDeadline ? dueAt : order.paymentDeadline,
    printBefore: order.printDeadline,
    isOver,
    stores: storesOf(method, numbers, locale),
    mail: mailWords(order, numbers.length > 0, locale),
    payHref: paths.payOrder(...address),
    changeHref: otherMethods(step).offered.length > 0 ? paths.paymentMethod(...address) : null,
    cancelHref: paths.cancelOrder(...address),
    orderHref: paths.order(...address),
    refreshSeconds: numbers.length === 0 && !isOver ? REFRESH_SECONDS : null,
  };
}

function numberWords({ kind, value }: SlipNumber, locale: Locale): SlipModel['numbers'][number] {
  return {
    label: sayIn(locale)(`payments.slip.numbers.${kind}`),
    code: value,
    spoken: [...value].join(' '),
  };
}

function storesOf(
  { instructions }: PaymentMethod,
  numbers: readonly SlipNumber[],
  locale: Locale,
): SlipModel['stores'] {
  return placesToPay(instructions, numbers).map(({ store, steps }) => ({
    name: store[locale],
    steps: steps.map((one) => one[locale]),
  }));
}

/** The mail follows within a minute: until it is written it counts as being sent. */
function mailWords({ slipMail }: OrderDetail, hasNumbers: boolean, locale: Locale): string | null {
  return hasNumbers ? sayIn(locale)(`payments.slip.mail.${slipMail?.state ?? 'queued'}`) : null;
}
