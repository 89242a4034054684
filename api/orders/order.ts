import type { Request, Response } from 'express';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { ORDER_NOTES, orderModel, RELOAD_SECONDS } from './order-model.ts';
import type { OrderModel, OrderNote } from './order-model.ts';
import { findOrder } from './queries.ts';
import type { OrderDetail } from './queries.ts';

export const orderPage = definePage<OrderModel>('orders/order');

export function showOrder(deps: AppDependencies): Handler {
  return async (req, res) => {
    const order = await orderOf(deps, req, res);
    const model = orderModel(order, {
      profile: await profileOf(deps, order, res),
      locale: res.locals.locale,
      now: res.locals.layout.now,
      note: readNote(req.query.note),
      round: readRound(req.query.round),
    });
    // A header and not an element: it works without a script, and only for those who asked for it.
    if (model.autoReload?.isOn)
      res.set('Refresh', `${RELOAD_SECONDS}; url=${model.autoReload.href}`);
    renderPage(res, orderPage, model);
  };
}

/**
 * The order of the address.
 * @throws NotFound when there is no such order, or when it is somebody else's
 */
export async function orderOf(
  { pool }: AppDependencies,
  req: Request<{ order?: string }>,
  res: Response,
): Promise<OrderDetail> {
  const order = await findOrder(pool, {
    orderId: req.params.order ?? '',
    accountId: accountOf(res).accountId,
    universityCode: universityOf(res).code,
  });
  if (!order) throw new NotFound('no such order');
  return order;
}

/** The settings that were in force when the order was placed: an order keeps them. */
export async function profileOf(
  { profiles }: AppDependencies,
  order: Pick<OrderDetail, 'universityId' | 'placedAt'>,
  res: Response,
): Promise<UniversityProfile> {
  const loaded = await profiles.forUniversity(order.universityId, order.placedAt);
  return (loaded ?? universityOf(res)).profile;
}

/** Only sentences that we know; whoever writes another into the address reads nothing. */
function readNote(asked: unknown): OrderNote | null {
  return ORDER_NOTES.find((note) => note === asked) ?? null;
}

function readRound(asked: unknown): number {
  return typeof asked === 'string' && /^\d{1,2}$/.test(asked) ? Number(asked) : 0;
}
