import type { Response } from 'express';
import { formatDateTime, formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { stepLabels } from '../orders/draft-pages.ts';
import { ORDER_LIMITS } from '../orders/limits.ts';
import { sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { beginPayment } from './begin-payment.ts';
import { otherMethods } from './change-method.ts';
import { isSlipOver } from './open-payment.ts';
import type { PaymentBeginning, PaymentProblem, PaymentStep } from './open-payment.ts';
import { leadToOrder, payableOrder } from './payable-order.ts';
import { tellLife } from './tell-life.ts';

export interface PayModel {
  steps: string[];
  /** Where the numbers come from, or where one pays: chooses the words. */
  way: 'page' | 'slip' | 'page_slip';
  methodName: string;
  description: string;
  issueNumber: string;
  amount: string;
  payBefore: Date;
  /** Why the last try led nowhere, and what is known about the money. */
  problem: { heading: string; text: string; when: string | null } | null;
  submitLabel: string;
  /** The form of the provider's page, where the browser takes it there itself. */
  form: { action: string; fields: { name: string; value: string }[] } | null;
  changeHref: string | null;
  orderHref: string;
}

export const payPage = definePage<PayModel>('payments/pay', {
  title: ({ way }) => ({ key: `payments.pay.${way === 'slip' ? 'slip.title' : 'title'}` }),
});

/**
 * お支払いページに移動します: what comes, how much, and until when. Where the browser itself takes a signed form to
 * the provider, the form is in the page, and the payment is known to be under way from then on.
 */
export function showPay(deps: AppDependencies): Handler {
  return async (req, res) => {
    const step = await payableOrder(deps, req, res);
    if (!step) return;
    const attempt = step.order.payments.at(-1);
    const isOver = attempt !== undefined && isSlipOver(attempt, step.now);
    if (attempt?.slip && !isOver) return leadToSlip(step, res);
    // What has ended is replaced by whoever presses the button, not by whoever looks.
    const isAlive = ['created', 'open'].includes(attempt?.state ?? '') && !isOver;
    if (step.method.way === 'page_slip' && isAlive) {
      refuseWhileHalted(res, 'payment');
      return answer(res, step, await beginPayment(step));
    }
    renderPage(res, payPage, payModel(step, null));
  };
}

export function submitPay(deps: AppDependencies): Handler {
  const limit = createAttemptLimit(deps, ORDER_LIMITS.paying);
  return async (req, res) => {
    refuseWhileHalted(res, 'payment');
    const step = await payableOrder(deps, req, res);
    if (!step) return;
    await limit.count(step.order.accountId);
    return answer(res, step, await beginPayment(step));
  };
}

async function answer(res: Response, step: PaymentStep, begun: PaymentBeginning): Promise<void> {
  switch (begun.kind) {
    case 'approve':
      return res.redirect(303, begun.approvalUrl);
    case 'numbers':
      return leadToSlip(step, res);
    case 'form':
      return renderPage(res, payPage, payModel(step, begun));
    case 'unavailable':
    case 'refused':
      return renderPage(res, payPage, payModel(step, begun), { status: 503 });
    case 'under_way':
      await tellLife(step.deps, step.order.id);
      return leadToOrder(step.order, res);
    case 'closed':
      return leadToOrder(step.order, res);
  }
}

function leadToSlip({ order }: PaymentStep, res: Response): void {
  res.redirect(303, paths.paymentSlip(order.universityCode, order.id));
}

/** @param begun how the last try ended; null before the first */
export function payModel(
  step: Pick<PaymentStep, 'order' | 'method' | 'profile' | 'locale' | 'now'>,
  begun: PaymentProblem | Extract<PaymentBeginning, { kind: 'form' }> | null,
): PayModel {
  const { order, method, locale } = step;
  const say = sayIn(locale);
  const problem = begun?.kind === 'form' ? null : begun;
  const label = problem ? `${problem.kind}.submit` : 'submit';
  return {
    steps: stepLabels(locale),
    way: method.way,
    methodName: method.name[locale],
    description: method.description[locale],
    issueNumber: order.issueNumber,
    amount: formatYen(order.totalYen, locale),
    payBefore: order.paymentDeadline,
    problem: problem && problemWords(step, problem),
    submitLabel: say(`payments.pay.${method.way}.${label}`),
    form:
      begun?.kind === 'form'
        ? {
            action: begun.action,
            fields: Object.entries(begun.fields).map(([name, value]) => ({ name, value })),
          }
        : null,
    changeHref:
      otherMethods(step).offered.length > 0
        ? paths.paymentMethod(order.universityCode, order.id)
        : null,
    orderHref: paths.order(order.universityCode, order.id),
  };
}

function problemWords(
  { order, method, locale }: Pick<PaymentStep, 'order' | 'method' | 'locale'>,
  problem: PaymentProblem,
): PayModel['problem'] {
  const say = sayIn(locale);
  const facts = {
    number: order.issueNumber,
    paymentDeadline: formatDateTime(order.paymentDeadline, locale),
  };
  const key = `payments.pay.${method.way}.${problem.kind}`;
  return {
    heading: say(`${key}.heading`),
    text: say(`${key}.text`, facts),
    when:
      problem.kind === 'unavailable'
        ? say(`${key}.when`, { ...facts, retryAt: formatDateTime(problem.retryAt, locale) })
        : null,
  };
}
