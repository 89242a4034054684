import type { Response } from 'express';
import { z } from 'zod';
import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import type { PaymentMethod } from '../../domain/university/profile.ts';
import { formatDateTime, formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { ORDER_LIMITS } from '../orders/limits.ts';
import { sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { addressToPay } from './begin-slip.ts';
import { changeMethod, otherMethods } from './change-method.ts';
import type { MethodChange } from './change-method.ts';
import type { PaymentStep } from './open-payment.ts';
import { leadToOrder, payableOrder } from './payable-order.ts';
import { tellLife } from './tell-life.ts';

export interface MethodModel {
  form: FormState;
  rows: { label: string; value: string }[];
  options: { value: string; label: string; hint: string }[];
  /** Ways that the university has and this order cannot use, with the reason. */
  notOffered: string[];
  /** What becomes of numbers that the person has already; null where there are none. */
  hasNumbers: boolean;
  problem: { heading: string; text: string } | null;
  orderHref: string;
}

export const methodPage = definePage<MethodModel>('payments/method');

const schema = z.object({ method: z.string('payments.method.errors.choose') });
const NOTHING_CHOSEN = { field: 'method', message: { key: 'payments.method.errors.choose' } };

/** お支払い方法選択 for an order that is placed and not paid: another way than the one it has. */
export function showMethod(deps: AppDependencies): Handler {
  return async (req, res) => {
    const step = await payableOrder(deps, req, res);
    if (!step) return;
    const [only, ...others] = otherMethods(step).offered;
    const form = newForm(only && others.length === 0 ? { method: only.code } : {});
    renderPage(res, methodPage, methodModel(step, form));
  };
}

export function submitMethod(deps: AppDependencies): Handler {
  const limit = createAttemptLimit(deps, ORDER_LIMITS.paying);
  return async (req, res) => {
    refuseWhileHalted(res, 'payment');
    const step = await payableOrder(deps, req, res);
    if (!step) return;
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) return renderPage(res, methodPage, methodModel(step, parsed), { status: 400 });
    // Another tab, or the same button pressed twice, has done it already.
    if (parsed.value.method === step.order.paymentMethod) return leadToOrder(step.order, res);
    const to = otherMethods(step).offered.find(({ code }) => code === parsed.value.method);
    if (!to) {
      const form = withErrors(newForm(), NOTHING_CHOSEN);
      return renderPage(res, methodPage, methodModel(step, form), { status: 400 });
    }
    await limit.count(step.order.accountId);
    await answer(res, step, to, await changeMethod(step, to));
  };
}

async function answer(
  res: Response,
  step: PaymentStep,
  to: PaymentMethod,
  change: MethodChange,
): Promise<void> {
  switch (change.kind) {
    case 'changed':
      return res.redirect(303, await addressToPay({ ...step, method: to }));
    case 'paid':
      await tellLife(step.deps, step.order.id);
      return leadToOrder(step.order, res, 'method-paid-meanwhile');
    case 'stale':
      return leadToOrder(step.order, res);
    case 'unavailable':
    case 'refused': {
      const model = methodModel(step, newForm({ method: to.code }), change);
      return renderPage(res, methodPage, model, { status: 503 });
    }
  }
}

export function methodModel(
  step: Pick<PaymentStep, 'order' | 'method' | 'profile' | 'locale'>,
  form: FormState,
  problem: Extract<MethodChange, { kind: 'unavailable' | 'refused' }> | null = null,
): MethodModel {
  const { order, method, locale } = step;
  const say = sayIn(locale);
  const { offered, notOffered } = otherMethods(step);
  return {
    form,
    rows: [
      { label: say('orders.order.number'), value: order.issueNumber },
      { label: say('payments.pay.amount'), value: formatYen(order.totalYen, locale) },
      { label: say('payments.method.present'), value: method.name[locale] },
      {
        label: say('orders.order.deadline.pay'),
        value: formatDateTime(order.paymentDeadline, locale),
      },
    ],
    options: offered.map((other) => ({
      value: other.code,
      label: other.name[locale],
      hint: hintOf(step, other),
    })),
    notOffered: notOffered.map((other) =>
      say(`payments.method.notOffered.${other.reason}`, {
        method: other.method.name[locale],
        ...(other.reason === 'above_maximum' ? { most: formatYen(other.maxYen, locale) } : {}),
        ...(other.reason === 'too_short_to_print' ? { hours: other.hours } : {}),
      }),
    ),
    hasNumbers: order.payments.at(-1)?.slip !== null,
    problem: problem && {
      heading: say(`payments.method.${problem.kind}.heading`),
      text: say(`payments.method.${problem.kind}.text`, {
        method: method.name[locale],
        number: order.issueNumber,
        ...(problem.kind === 'unavailable'
          ? { retryAt: formatDateTime(problem.retryAt, locale) }
          : {}),
      }),
    },
    orderHref: paths.order(order.universityCode, order.id),
  };
}

/** What the method is, and the deadlines that the order would have with it: never earlier than now. */
function hintOf(
  { order, profile, locale }: Pick<PaymentStep, 'order' | 'profile' | 'locale'>,
  other: PaymentMethod,
): string {
  const deadlines = deadlinesOf(profile, other, order.placedAt);
  const later = (one: Date, two: Date) => formatDateTime(one > two ? one : two, locale);
  return sayIn(locale)('payments.method.hint', {
    description: other.description[locale],
    pay: later(deadlines.payment, order.paymentDeadline),
    print: later(deadlines.print, order.printDeadline),
  });
}
