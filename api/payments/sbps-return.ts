import { orderIdOfReturn } from '../../gateways/sbps/notices.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { isUuid } from '../../platform/uuid.ts';
import { paths } from '../paths.ts';

/**
 * SBPS's page posts the browser back (A03-1), from another site and so without its session. Nothing that it brings
 * changes anything: it leads to a page of the order that needs its person's session; what has happened is told by
 * SBPS's own notice.
 */
export function receiveSbpsReturn(
  deps: AppDependencies,
  outcome: 'paid' | 'cancelled' | 'failed',
): Handler {
  return async (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const paymentId = orderIdOfReturn(body, deps.environment.SBPS_HASH_KEY);
    const order = paymentId !== null && isUuid(paymentId) ? await orderOf(deps, paymentId) : null;
    if (!order) return res.redirect(303, paths.universities());
    const address = [order.universityCode, order.orderId] as const;
    res.redirect(
      303,
      outcome === 'paid'
        ? paths.paymentSlip(...address)
        : `${paths.order(...address)}?note=payment-cancelled`,
    );
  };
}

async function orderOf(
  { pool }: AppDependencies,
  paymentId: string,
): Promise<{ orderId: string; universityCode: string } | null> {
  const { rows } = await pool.query<{ orderId: string; universityCode: string }>({
    name: 'sbps-returned',
    text: `select p.order_id as "orderId", u.code as "universityCode"
      from payment p join "order" o on o.id = p.order_id join university u on u.id = o.university_id
      where p.id = $1 and p.provider = 'sbps'`,
    values: [paymentId],
  });
  return rows[0] ?? null;
}
