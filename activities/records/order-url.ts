import type { OrderRecord } from './load-order.ts';

/** The order's page, from the configured origin; `api/paths.ts` serves it. */
export function orderUrl(
  { publicOrigin }: { publicOrigin: string },
  order: Pick<OrderRecord, 'id' | 'universityCode'>,
): string {
  return `${publicOrigin}/${order.universityCode}/orders/${order.id}`;
}
