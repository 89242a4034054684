import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { readerOf, sendAgainIn } from './data.ts';
import { ORDER_NOTICES, staffOrderModel, staffOrderPage } from './order-model.ts';
import type { OrderNotice } from './order-model.ts';
import { findStaffOrder } from './order-queries.ts';
import type { StaffOrder } from './order-queries.ts';
import { isUuid } from '../../platform/uuid.ts';

/** @throws NotFound for what is no order of this university: another's and nobody's are one */
export async function staffOrderOf(
  deps: AppDependencies,
  req: Request,
  res: Response,
  options: { isReading: boolean } = { isReading: false },
): Promise<StaffOrder> {
  const id = String(req.params.order);
  const reading = options.isReading
    ? { at: deps.clock(), actor: `staff:${staffOf(res).staffId}` }
    : null;
  const read = readerOf(deps, universityOf(res));
  const order = isUuid(id) ? await findStaffOrder(read, id, reading) : null;
  if (!order) throw new NotFound('no such order');
  return order;
}

/** POST: a mail about the order once more, to the address that its person has confirmed. */
export function submitMailAgain(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const order = await staffOrderOf(deps, req, res);
    const messageId = String(req.params.message);
    if (!isUuid(messageId)) throw new NotFound('no such message');
    const actor = `staff:${staffOf(res).staffId}`;
    const sent = await sendAgainIn(deps, university, { messageId, actor });
    if (sent === 'missing') throw new NotFound('no such message');
    const notice: OrderNotice = sent === 'queued' ? 'mail' : 'mail-refused';
    res.redirect(303, `${paths.staffOrder(university.code, order.id)}?done=${notice}`);
  };
}

/** GET: all of an order for whoever has to answer for it. Reading it is written down. */
export function showStaffOrder(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const order = await staffOrderOf(deps, req, res, { isReading: true });
    const staff = staffOf(res);
    const notice = ORDER_NOTICES.find((known) => known === req.query.done) ?? null;
    const { locale } = res.locals;
    renderPage(res, staffOrderPage, staffOrderModel(order, { university, staff, locale, notice }));
  };
}
