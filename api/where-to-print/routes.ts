import { Router } from 'express';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showWhereToPrint } from './page.ts';

export function createWhereToPrintRouter(): Router {
  const router = Router();
  route(router, 'get', paths.whereToPrint(':university'), 'public', showWhereToPrint);
  return router;
}
