import { orderLinks } from '../../platform/order-links.ts';
import type { OrderRecord } from './load-order.ts';

/** The order's page, from the configured origin. */
export function orderUrl(
  { publicOrigin }: { publicOrigin: string },
  order: Pick<OrderRecord, 'id' | 'universityCode'>,
): string {
  return orderLinks(publicOrigin, order).order;
}
