import express, { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import type { Handler } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showMethod, submitMethod } from './method.ts';
import { showPay, submitPay } from './pay.ts';
import { showPaymentCancelled, showReturn } from './return.ts';
import { receiveSbpsNotice } from './sbps-notice.ts';
import { receiveSbpsReturn } from './sbps-return.ts';
import { showSlip } from './slip.ts';
import { receiveSmartPitNotice } from './smart-pit-notice.ts';
import { receiveWebhook } from './webhook.ts';

/** The bytes of the body are what is signed, so nothing may parse them before. */
const rawBody = express.raw({ type: () => true, limit: '64kb' });

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

/**
 * What providers tell us themselves, and what they let a browser post here from their own pages. Mount it before
 * sessions, forms and body parsers: it needs the raw body, and it comes from other sites.
 */
export function createWebhooksRouter(deps: AppDependencies): Router {
  const router = Router();
  const received: [path: string, handler: Handler][] = [
    [paths.paypalWebhook(), receiveWebhook(deps)],
    [paths.smartPitWebhook(), receiveSmartPitNotice(deps)],
    [paths.sbpsWebhook(), receiveSbpsNotice(deps)],
    [paths.sbpsReturn(), receiveSbpsReturn(deps, 'paid')],
    [paths.sbpsCancelled(), receiveSbpsReturn(deps, 'cancelled')],
    [paths.sbpsError(), receiveSbpsReturn(deps, 'failed')],
  ];
  for (const [path, handler] of received) {
    router.use(path, rawBody);
    route(router, 'post', path, 'provider', handler);
  }
  return router;
}
