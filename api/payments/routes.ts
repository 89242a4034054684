import express, { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showMethod, submitMethod } from './method.ts';
import { showPay, submitPay } from './pay.ts';
import { showPaymentCancelled, showReturn } from './return.ts';
import { showSlip } from './slip.ts';
import { receiveWebhook } from './webhook.ts';

/** PayPal signs the bytes of the body, so nothing may parse them before. */
const rawJson = express.raw({ type: () => true, limit: '64kb' });

/** Choosing how to pay, the numbers to pay with, leaving for the provider's page, and coming back from it. */
export function createPaymentsRouter(deps: AppDependencies): Router {
  const router = Router();
  const pay = paths.payOrder(':university', ':order');
  route(router, 'get', pay, { account: 'order' }, showPay(deps));
  route(router, 'post', pay, { account: 'order' }, submitPay(deps));
  route(
    router,
    'get',
    paths.paymentSlip(':university', ':order'),
    { account: 'order' },
    showSlip(deps),
  );
  const method = paths.paymentMethod(':university', ':order');
  route(router, 'get', method, { account: 'order' }, showMethod(deps));
  route(router, 'post', method, { account: 'order' }, submitMethod(deps));
  route(router, 'get', paths.paymentReturn(), 'provider', showReturn(deps));
  route(router, 'get', paths.paymentCancelled(), 'provider', showPaymentCancelled(deps));
  return router;
}

/** What the provider tells us itself. Mount it before sessions, forms and body parsers: it needs the raw body. */
export function createWebhooksRouter(deps: AppDependencies): Router {
  const router = Router();
  router.use(paths.paypalWebhook(), rawJson);
  route(router, 'post', paths.paypalWebhook(), 'provider', receiveWebhook(deps));
  return router;
}
