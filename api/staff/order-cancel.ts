import type { Request, Response } from 'express';
import { z } from 'zod';
import type { OrderState } from '../../domain/orders/states.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { planCancellation, requestCancellation } from './cancellation-commands.ts';
import type { CancellationOutcome, CancellationPlan } from './cancellation-commands.ts';
import type { OrderNotice } from './order-model.ts';
import type { StaffOrder } from './order-queries.ts';
import { staffOrderOf } from './order.ts';
import { deskWords, methodName } from './order-words.ts';
import type { Row } from './order-words.ts';

export interface StaffCancelModel {
  id: string;
  issueNumber: string;
  state: OrderState;
  form: FormState;
  rows: Row[];
  /** Null where nothing can be cancelled any more. */
  plan: CancellationPlan | null;
  /** What the page says goes back: sent along, so that nobody agrees to a sum they have not seen. */
  refundShown: number;
}

export const staffCancelPage = definePage<StaffCancelModel>('staff/order-cancel', {
  title: ({ issueNumber }) => ({
    key: 'staffOrders.cancel.title',
    params: { number: issueNumber },
  }),
});

const schema = z.object({
  reason: z
    .string()
    .trim()
    .min(1, 'staffOrders.errors.reason')
    .max(500, 'staffOrders.errors.tooLong'),
});

/** What goes back by the terms of the day of the order; who decides is said by those of today. */
async function planFor(
  deps: AppDependencies,
  res: Response,
  order: StaffOrder,
): Promise<CancellationPlan | null> {
  const { universityId, profile } = universityOf(res);
  const then = await deps.profiles.forUniversity(universityId, order.placedAt);
  const today = profile.certificate.refunds;
  const placed = then?.profile.certificate.refunds ?? today;
  return planCancellation(order, staffOf(res).roles, { placed, today });
}

function render(
  res: Response,
  order: StaffOrder,
  plan: CancellationPlan | null,
  shown: { form?: FormState; status?: number } = {},
): void {
  const { locale } = res.locals;
  const words = deskWords(locale);
  const { profile } = universityOf(res);
  const method = methodName(profile, order.paymentMethod, locale);
  const model: StaffCancelModel = {
    id: order.id,
    issueNumber: order.issueNumber,
    state: order.state,
    form: shown.form ?? newForm(),
    rows: [
      { label: words.say('staffOrders.parts.name'), value: order.person.nameJa },
      { label: words.say('staffOrders.parts.total'), value: words.yen(order.totalYen) },
      { label: words.say('staffOrders.parts.method'), value: method },
    ],
    plan,
    refundShown: plan?.refundYen ?? 0,
  };
  renderPage(res, staffCancelPage, model, { status: shown.status ?? 200 });
}

/** GET: what cancelling this order would mean, and the question why. */
export function showStaffCancel(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const order = await staffOrderOf(deps, req, res);
    render(res, order, await planFor(deps, res, order));
  };
}

/** POST: cancels, or asks another person to agree. The order's life has the last word. */
export function submitStaffCancel(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const order = await staffOrderOf(deps, req, res);
    const plan = await planFor(deps, res, order);
    const parsed = parseForm(schema, req.body);
    if (plan === null) return render(res, order, plan, { status: 409 });
    if (!parsed.ok) return render(res, order, plan, { form: parsed, status: 400 });
    const { reason } = parsed.value;
    const { refundYen } = (req.body ?? {}) as Record<string, unknown>;
    if (refundYen !== String(plan.refundYen)) {
      const changed = { field: '', message: { key: 'staffOrders.errors.sumChanged' } };
      const form = withErrors(newForm({ reason }), changed);
      return render(res, order, plan, { form, status: 409 });
    }
    const by = { staffId: staffOf(res).staffId, plan, reason };
    const outcome = await requestCancellation(deps, university, order, by);
    const address = paths.staffOrder(university.code, order.id);
    res.redirect(303, `${address}?done=${noticeOf(outcome)}`);
  };
}

const noticeOf = ({ kind }: CancellationOutcome): OrderNotice => kind;
