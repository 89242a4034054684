import type { Response } from 'express';
import { isPayable, situationOf } from '../../domain/orders/situation.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { formatDateTime, formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { ORDER_LIMITS } from '../orders/limits.ts';
import { orderOf, profileOf } from '../orders/order.ts';
import type { OrderDetail } from '../orders/queries.ts';
import { sayIn } from '../orders/words.ts';
import { stepLabels } from '../orders/draft-pages.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { beginPayment } from './begin-payment.ts';
import type { PaymentBeginning } from './begin-payment.ts';
import { tellLife } from './tell-life.ts';

export interface PayModel {
  steps: string[];
  issueNumber: string;
  amount: string;
  payBefore: Date;
  /** Why the last try led nowhere, and what is known about the money. */
  problem: { heading: string; text: string; when: string | null } | null;
  submitLabel: string;
  orderHref: string;
}

export const payPage = definePage<PayModel>('payments/pay');

/** お支払いページに移動します: what comes, how much, and until when. */
export function showPay(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await payableOrder(deps, req, res);
    if (order) renderPage(res, payPage, payModel(order, null, res.locals.locale));
  };
}

export function submitPay(deps: AppDependencies): Handler {
  const limit = createAttemptLimit(deps, ORDER_LIMITS.paying);
  return async (req, res) => {
    refuseWhileHalted(res, 'payment');
    const order = await payableOrder(deps, req, res);
    if (!order) return;
    await limit.count(order.accountId);
    const { locale, layout } = res.locals;
    const profile = await profileOf(deps, order, res);
    const begun = await beginPayment({ deps, order, profile, locale, now: layout.now });
    if (begun.kind === 'approve') return res.redirect(303, begun.approvalUrl);
    if (begun.kind === 'unavailable' || begun.kind === 'refused') {
      return renderPage(res, payPage, payModel(order, begun, locale), { status: 503 });
    }
    if (begun.kind === 'under_way') await tellLife(deps, order.id);
    showActualState(order, res);
  };
}

/** An order that cannot be paid now shows how it stands: a back button or an old tab ends there. */
async function payableOrder(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<OrderDetail | null> {
  const order = await orderOf(deps, req, res);
  if (isPayable(situationOf(order, res.locals.layout.now))) return order;
  showActualState(order, res);
  return null;
}

function showActualState(order: OrderDetail, res: Response): void {
  res.redirect(303, paths.order(order.universityCode, order.id));
}

export function payModel(
  order: OrderDetail,
  begun: Extract<PaymentBeginning, { kind: 'unavailable' | 'refused' }> | null,
  locale: Locale,
): PayModel {
  const say = sayIn(locale);
  const facts = {
    number: order.issueNumber,
    paymentDeadline: formatDateTime(order.paymentDeadline, locale),
  };
  return {
    steps: stepLabels(locale),
    issueNumber: order.issueNumber,
    amount: formatYen(order.totalYen, locale),
    payBefore: order.paymentDeadline,
    problem: begun && {
      heading: say(`payments.pay.${begun.kind}.heading`),
      text: say(`payments.pay.${begun.kind}.text`, facts),
      when:
        begun.kind === 'unavailable'
          ? say('payments.pay.unavailable.when', {
              ...facts,
              retryAt: formatDateTime(begun.retryAt, locale),
            })
          : null,
    },
    submitLabel: say(begun ? 'payments.pay.unavailable.submit' : 'payments.pay.submit'),
    orderHref: paths.order(order.universityCode, order.id),
  };
}
