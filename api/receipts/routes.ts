import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showReceipt, showReceiptPdf, submitReceiptName } from './receipt.ts';

/** 領収書 of an order. */
export function createReceiptsRouter(deps: AppDependencies): Router {
  const router = Router();
  const receipt = paths.receipt(':university', ':order');
  const pdf = paths.receiptPdf(':university', ':order');
  route(router, 'get', receipt, { account: 'order' }, showReceipt(deps));
  route(router, 'post', receipt, { account: 'order' }, submitReceiptName(deps));
  route(router, 'get', pdf, { account: 'order' }, showReceiptPdf(deps));
  return router;
}
