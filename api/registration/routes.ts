import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showAddressForm, submitAddressForm } from './address-form.ts';
import { showDone } from './done.ts';
import { createMailLimits } from './limits.ts';
import { showWaiting, submitAgain, submitCode } from './waiting.ts';

const UNIVERSITY = ':university';
const WAITING = 'unconfirmed_account';

export function createRegistrationRouter(deps: AppDependencies): Router {
  const router = Router();
  const limits = createMailLimits(deps);
  route(router, 'get', paths.mailAddress(UNIVERSITY), WAITING, showAddressForm);
  route(router, 'post', paths.mailAddress(UNIVERSITY), WAITING, submitAddressForm(deps, limits));
  route(router, 'get', paths.mailAddressSent(UNIVERSITY), WAITING, showWaiting(deps));
  route(router, 'post', paths.mailAddressCode(UNIVERSITY), WAITING, submitCode(deps, limits));
  route(router, 'post', paths.mailAddressAgain(UNIVERSITY), WAITING, submitAgain(deps, limits));
  route(router, 'get', paths.mailAddressDone(UNIVERSITY), 'public', showDone);
  return router;
}
