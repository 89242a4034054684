import type { Request, Response } from 'express';
import type { Pool } from 'pg';
import { CONFIRMING_MILLISECONDS } from '../../domain/orders/situation.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit, isWithin } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import { showUniversity } from '../middleware/frame.ts';
import type { Handler } from '../middleware/policy.ts';
import type { OrderNote } from '../orders/order-model.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { tellLife } from './tell-life.ts';

export interface ReturnedModel {
  outcome: 'paid' | 'cancelled';
  /** Leads through the sign-in to the order. */
  orderHref: string;
}

/** For a browser that comes back without its session: says what happens, and nothing about the order. */
export const returnedPage = definePage<ReturnedModel>('payments/returned');

export const unknownPaymentPage = definePage<{ homeHref: string }>('payments/unknown');

interface ReturnedPayment {
  paymentId: string;
  orderId: string;
  universityCode: string;
  /** It may bring money that its life does not know of: it is open, and the provider's own notice was not passed on. */
  isNews: boolean;
  /** Another way to pay was chosen since: PayPal's page was left open, and what was approved there is never taken. */
  isSuperseded: boolean;
}

/**
 * How often a return makes the life ask PayPal. The address is open to everybody, and each question stays in the
 * life's history, which Temporal ends when it grows too long. What comes on top waits for PayPal's notice or the
 * reconciliation.
 */
export const RETURN_LIMIT: Limit = { name: 'payment:return', attempts: 10, seconds: 10 * 60 };

/**
 * PayPal sent the browser back after approval. Nothing of the request is believed: it only makes us ask PayPal, and
 * leads to the order's page, which needs its person's session.
 */
export function showReturn(deps: AppDependencies): Handler {
  const limit = createAttemptLimit(deps, RETURN_LIMIT);
  return async (req, res) => {
    const payment = await paymentOf(deps.pool, req);
    if (!payment) return showUnknown(res);
    await noteReturn(deps, payment.paymentId);
    if (payment.isNews && (await isWithin(limit, payment.paymentId))) {
      await tellLife(deps, payment.orderId);
    }
    if (payment.isSuperseded) {
      return leadToOrder(deps, req, res, payment, 'cancelled', 'payment-superseded');
    }
    await leadToOrder(deps, req, res, payment, 'paid', null);
  };
}

/** The person turned back at PayPal without paying; the order stays payable until its deadline. */
export function showPaymentCancelled(deps: AppDependencies): Handler {
  return async (req, res) => {
    const payment = await paymentOf(deps.pool, req);
    if (!payment) return showUnknown(res);
    await leadToOrder(deps, req, res, payment, 'cancelled', 'payment-cancelled');
  };
}

async function paymentOf(pool: Pool, req: Request): Promise<ReturnedPayment | null> {
  const { token } = req.query;
  if (typeof token !== 'string' || !/^[\w-]{1,64}$/.test(token)) return null;
  const { rows } = await pool.query<ReturnedPayment>({
    name: 'returned-payment',
    text: `select p.id as "paymentId", p.order_id as "orderId", u.code as "universityCode",
        p.state in ('created', 'open', 'pending')
          and not exists (select from provider_event e where e.provider_order_id = p.provider_order_id
            and e.type = 'CHECKOUT.ORDER.APPROVED' and e.handled_at is not null) as "isNews",
        p.state = 'abandoned' and o.state = 'awaiting_payment' as "isSuperseded"
      from payment p join "order" o on o.id = p.order_id join university u on u.id = o.university_id
      where p.provider = 'paypal' and p.provider_order_id = $1`,
    values: [token],
  });
  return rows[0] ?? null;
}

/** Remembers when the browser came back, so that the page can count how long it has been asking. */
async function noteReturn({ pool, clock }: AppDependencies, paymentId: string): Promise<void> {
  const now = clock();
  await pool.query({
    name: 'note-return',
    text: `update payment set returned_at = $2
      where id = $1 and state in ('created', 'open') and (returned_at is null or returned_at < $3)`,
    values: [paymentId, now, new Date(now.getTime() - CONFIRMING_MILLISECONDS)],
  });
}

async function leadToOrder(
  deps: AppDependencies,
  req: Request,
  res: Response,
  payment: ReturnedPayment,
  outcome: ReturnedModel['outcome'],
  note: OrderNote | null,
): Promise<void> {
  const address = paths.order(payment.universityCode, payment.orderId);
  const orderHref = note === null ? address : `${address}?note=${note}`;
  if (req.session.account?.universityCode === payment.universityCode) {
    return res.redirect(303, orderHref);
  }
  const now = deps.clock();
  const university = await deps.profiles.inForce(payment.universityCode, now);
  if (university) showUniversity(req, res, university, now);
  renderPage(res, returnedPage, { outcome, orderHref });
}

function showUnknown(res: Response): void {
  renderPage(res, unknownPaymentPage, { homeHref: paths.universities() }, { status: 404 });
}
