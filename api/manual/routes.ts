import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showManual, showManualPdf } from './manual.ts';

/** The manual, for people who are signed in only. */
export function createManualRouter(deps: AppDependencies): Router {
  const router = Router();
  route(router, 'get', paths.manual(':university'), 'account', showManual(deps));
  route(router, 'get', paths.manualPdf(':university'), 'account', showManualPdf(deps));
  return router;
}
