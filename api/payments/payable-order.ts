import type { Response } from 'express';
import { isPayable, situationOf } from '../../domain/orders/situation.ts';
import type { PaymentMethod, UniversityProfile } from '../../domain/university/profile.ts';
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
  return { deps, order, profile, method: methodOf(profile, order), locale, now: layout.now };
}

/** @throws Error when the settings do not know the method any more: a defect, they are kept for what is open */
export function methodOf(
  { certificate }: Pick<UniversityProfile, 'certificate'>,
  { paymentMethod }: Pick<OrderDetail, 'paymentMethod'>,
): PaymentMethod {
  const method = certificate.paymentMethods.find(({ code }) => code === paymentMethod);
  if (!method) throw new Error(`no payment method is called ${paymentMethod}`);
  return method;
}

export function leadToOrder(order: OrderDetail, res: Response, note?: OrderNote): void {
  const address = paths.order(order.universityCode, order.id);
  res.redirect(303, note ? `${address}?note=${note}` : address);
}
