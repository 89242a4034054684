import type { Response } from 'express';
import { isSameCertificate } from '../../domain/orders/draft.ts';
import type { DraftCheck } from '../../domain/orders/draft.ts';
import type { MethodsFor } from '../../domain/orders/methods.ts';
import type { PaymentMethod } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { addressToPay } from '../payments/begin-slip.ts';
import { renderPage } from '../rendering/render-page.ts';
import { checkModel, checkPage } from './check-model.ts';
import type { WhatChanged } from './check-model.ts';
import { startLife } from './commands.ts';
import { draftOf, saveDraft } from './draft-pages.ts';
import type { Draft } from './draft-queries.ts';
import { itemKey, itemsMark, judgedDraft } from './judged-draft.ts';
import type { JudgedDraft } from './judged-draft.ts';
import { ORDER_LIMITS } from './limits.ts';
import { placeOrder } from './place-order.ts';

interface Outcome {
  form?: FormState;
  changed?: WhatChanged;
  status?: number;
}

/** The basket, and everything that should be known before the order is placed (R-171…R-173). */
export function showCheck(deps: AppDependencies): Handler {
  return async (req, res) => {
    const judged = await judgedDraft(deps, req, res);
    if (judged) render(res, judged, {});
  };
}

/**
 * Places the order and leads to its payment, or takes one certificate out of the basket. Fee, availability and way to
 * pay are judged anew; what the person saw is compared and never used.
 */
export function submitCheck(deps: AppDependencies): Handler {
  const limit = createAttemptLimit(deps, ORDER_LIMITS.placing);
  return async (req, res) => {
    const body = (req.body ?? {}) as Record<string, unknown>;
    if (body.remove !== undefined) return removeItem(deps, body.remove, req, res);
    refuseWhileHalted(res, 'payment');
    const judged = await judgedDraft(deps, req, res);
    if (!judged) return;
    const { draft, check, methods } = judged;
    const form = newForm(typeof body.method === 'string' ? { method: body.method } : {});
    if (!check.ok) return render(res, judged, { form, status: 409 });
    const chosen = chosenMethod(methods, body.method);
    if (chosen !== undefined) await rememberMethod(deps, draft, chosen);
    const changed = whatChanged(body, check);
    if (changed) return render(res, judged, { form, changed, status: 409 });
    if (chosen === undefined) {
      const error = { field: 'method', message: { key: 'orders.check.errors.method' } };
      return render(res, judged, { form: withErrors(form, error), status: 400 });
    }
    const university = universityOf(res);
    const { accountId } = accountOf(res);
    await limit.count(accountId);
    const placed = await placeOrder(deps.pool, {
      draft,
      items: check.items,
      price: check.price,
      pages: judged.pages,
      method: chosen,
      university,
      accountId,
      locale: res.locals.locale,
      now: res.locals.layout.now,
    });
    await startLife(deps, { ...placed, university: university.code });
    const { now } = res.locals.layout;
    const order = { id: placed.orderId, accountId, universityCode: university.code };
    res.redirect(
      303,
      chosen === null
        ? paths.order(university.code, placed.orderId)
        : await addressToPay({ deps, order, method: chosen, now }),
    );
  };
}

/**
 * @returns the way to pay that was chosen, null where nothing is to be paid, undefined where the form does not say one
 *   that is offered for this order; the only one need not be said
 */
function chosenMethod(
  { offered, notOffered }: MethodsFor,
  said: unknown,
): PaymentMethod | null | undefined {
  if (offered.length === 0 && notOffered.length === 0) return null;
  if (said === undefined && offered.length === 1) return offered[0];
  return offered.find(({ code }) => code === said);
}

async function rememberMethod(
  deps: AppDependencies,
  { id, data }: Draft,
  method: PaymentMethod | null,
): Promise<void> {
  const paymentMethod = method?.code ?? null;
  if (data.paymentMethod === paymentMethod) return;
  await saveDraft(deps, id, { ...data, paymentMethod }, deps.clock());
}

/** Compares the total and the certificates that the person saw with those of now. */
function whatChanged(
  body: Record<string, unknown>,
  { items, price }: Extract<DraftCheck, { ok: true }>,
): WhatChanged | null {
  const { shownTotal, shownItems } = body;
  const shownYen =
    typeof shownTotal === 'string' && /^\d{1,9}$/.test(shownTotal) ? Number(shownTotal) : 0;
  if (shownYen !== price.totalYen) return { what: 'total', shownYen };
  // Another tab may have put other certificates of the same price into the basket.
  return shownItems === undefined || shownItems === itemsMark(items) ? null : { what: 'items' };
}

async function removeItem(
  deps: AppDependencies,
  said: unknown,
  ...[req, res]: Parameters<Handler>
): Promise<void> {
  const draft = await draftOf(deps, req, res);
  if (!draft) return;
  const { items } = draft.data;
  const gone = items.find((item) => itemKey(item) === said);
  if (gone) {
    const left = items.filter((item) => !isSameCertificate(item, gone));
    await saveDraft(deps, draft.id, { ...draft.data, items: left }, deps.clock());
  }
  res.redirect(303, paths.draftCheck(universityOf(res).code, draft.id));
}

function render(res: Response, judged: JudgedDraft, { form, changed, status }: Outcome): void {
  const { code, profile } = universityOf(res);
  const { locale, layout } = res.locals;
  const { paymentMethod } = judged.draft.data;
  const remembered = newForm(paymentMethod === null ? {} : { method: paymentMethod });
  const model = checkModel(judged, form ?? remembered, {
    universityCode: code,
    profile,
    locale,
    now: layout.now,
    changed: changed ?? null,
  });
  renderPage(res, checkPage, model, { status: status ?? 200 });
}
