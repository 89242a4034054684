import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showTop } from './top.ts';

export function createTopRouter(deps: AppDependencies): Router {
  const router = Router();
  route(router, 'get', paths.top(':university'), 'account', showTop(deps));
  return router;
}
