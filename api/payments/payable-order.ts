import type { Response } from 'express';
import { methodOf } from '../../domain/orders/methods.ts';
import { isPayable, situationOf } from '../../domain/orders/situation.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { orderOf, profileOf } from '../orders/order.ts';
import type { OrderNote } from '../orders/order-model.ts';
import type { OrderDetail } from '../orders/queries.ts';
import { paths } from '../paths.ts';
import type { PaymentStep } from './open-payment.ts';

/**
 * The order of the address, with its way to pay, while it can be paid; otherwise the person is led to how it stands: a
 * back button or an old tab ends there.
 * @returns null when the answer has been given
 */
export async function payableOrder(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<PaymentStep | null> {
  const order = await orderOf(deps, req, res);
  const { locale, layout } = res.locals;
  if (!isPayable(situationOf(order, layout.now))) {
    leadToOrder(order, res);
    return null;
  }
  const profile = await profileOf(deps, order, res);
  const method = methodOf(profile, order.paymentMethod);
  return { deps, order, profile, method, locale, now: layout.now };
}

export function leadToOrder(order: OrderDetail, res: Response, note?: OrderNote): void {
  const address = paths.order(order.universityCode, order.id);
  res.redirect(303, note ? `${address}?note=${note}` : address);
}
