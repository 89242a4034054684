import type { Request, Response } from 'express';
import { z } from 'zod';
import { findMissingGlyphs } from '../../certificates/glyph-check.ts';
import { LONGEST_RECEIPT_NAME, receiptState } from '../../domain/orders/receipt.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { NotFound } from '../middleware/failures.ts';
import { inlineFile } from '../middleware/inline-file.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { profileOf } from '../orders/order.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { findReceiptOrder, nameReceipt } from './queries.ts';
import type { ReceiptOrder } from './queries.ts';
import { receiptContent } from './receipt-content.ts';
import type { ReceiptContent } from './receipt-content.ts';
import { drawReceipt } from './receipt-pdf.ts';

export interface ReceiptModel {
  form: FormState;
  receipt: ReceiptContent;
  /** `fixed`: the name cannot be changed any more; `confirm`: this is what it would be. */
  naming: 'open' | 'confirm' | 'fixed' | 'none';
  /** What was typed, when it is to be confirmed. */
  asked: string;
  most: number;
  receiptHref: string;
  pdfHref: string;
  orderHref: string;
}

/** 領収書 as a page. */
export const receiptPage = definePage<ReceiptModel>('receipts/receipt');

const nameForm = z.object({
  name: z
    .string()
    .transform((typed) => typed.normalize('NFC').replace(/\s+/gu, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, 'receipts.errors.name')
        .max(LONGEST_RECEIPT_NAME, 'receipts.errors.tooLong')
        .refine((name) => findMissingGlyphs(name).length === 0, 'receipts.errors.glyphs'),
    ),
  confirmed: z.string().optional(),
});

/** GET: the receipt of a paid order; an order without one shows itself instead. */
export function showReceipt(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await receiptOf(deps, req, res);
    if (found) show(res, found, { form: newForm({ name: found.order.personName }) });
  };
}

/** POST: shows the name once more, and then writes it for good. */
export function submitReceiptName(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await receiptOf(deps, req, res);
    if (!found) return;
    const { order } = found;
    const form = parseForm(nameForm, req.body);
    if (!form.ok) return show(res, found, { form, status: 400 });
    const { name, confirmed } = form.value;
    if (confirmed !== 'yes') {
      return show(res, found, { form: newForm({ name }), asked: name });
    }
    const { accountId } = accountOf(res);
    // Whoever was first is shown, here as in another tab.
    await nameReceipt(deps.pool, { orderId: order.orderId, accountId, name, now: deps.clock() });
    res.redirect(303, paths.receipt(order.universityCode, order.orderId));
  };
}

/** GET: the same as PDF. */
export function showReceiptPdf(deps: AppDependencies): Handler {
  return async (req, res) => {
    const found = await receiptOf(deps, req, res);
    if (!found) return;
    const { receipt, order } = found;
    const pdf = await drawReceipt(receipt, res.locals.locale, res.locals.layout.now);
    const name = `${receipt.title}-${order.issueNumber}.pdf`;
    res
      .set('Content-Disposition', inlineFile(name, `receipt-${order.issueNumber}.pdf`))
      .type('application/pdf')
      .send(Buffer.from(pdf));
  };
}

interface Found {
  order: ReceiptOrder;
  receipt: ReceiptContent;
}

/**
 * @returns null when the answer leads to the order, which has no receipt
 * @throws NotFound when there is no such order, or when it is somebody else's
 */
async function receiptOf(
  deps: AppDependencies,
  req: Request<{ order?: string }>,
  res: Response,
): Promise<Found | null> {
  const university = universityOf(res);
  const order = await findReceiptOrder(deps.pool, {
    orderId: req.params.order ?? '',
    accountId: accountOf(res).accountId,
    universityCode: university.code,
  });
  if (!order) throw new NotFound('no such order');
  const profile = await profileOf(deps, order, res);
  const receipt = receiptContent(order, profile, res.locals.locale);
  if (receipt) return { order, receipt };
  res.redirect(303, paths.order(university.code, order.orderId));
  return null;
}

interface Shown {
  form: FormState;
  asked?: string;
  status?: number;
}

function show(res: Response, found: Found, { form, asked = '', status = 200 }: Shown): void {
  renderPage(res, receiptPage, receiptModel(found, form, asked), { status });
}

export function receiptModel({ order, receipt }: Found, form: FormState, asked = ''): ReceiptModel {
  const { universityCode, orderId } = order;
  // Of money that goes back there is nothing to name, and nothing to say about names.
  const isValid = receiptState(order).kind === 'valid';
  const naming = asked === '' ? 'open' : 'confirm';
  return {
    form,
    receipt,
    naming: !isValid ? 'none' : order.name === null ? naming : 'fixed',
    asked,
    most: LONGEST_RECEIPT_NAME,
    receiptHref: paths.receipt(universityCode, orderId),
    pdfHref: paths.receiptPdf(universityCode, orderId),
    orderHref: paths.order(universityCode, orderId),
  };
}
