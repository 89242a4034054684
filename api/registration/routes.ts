import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { createMailLimits } from '../mail-address/limits.ts';
import { createWaiting } from '../mail-address/waiting.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showAddressForm, submitAddressForm } from './address-form.ts';
import { showDone } from './done.ts';
import { registrationFlow } from './flow.ts';

const UNIVERSITY = ':university';
const WAITING = 'unconfirmed_account';

export function createRegistrationRouter(deps: AppDependencies): Router {
  const router = Router();
  const limits = createMailLimits(deps);
  const waiting = createWaiting(deps, limits, registrationFlow);
  route(router, 'get', paths.mailAddress(UNIVERSITY), WAITING, showAddressForm);
  route(router, 'post', paths.mailAddress(UNIVERSITY), WAITING, submitAddressForm(deps, limits));
  route(router, 'get', paths.mailAddressSent(UNIVERSITY), WAITING, waiting.show);
  route(router, 'post', paths.mailAddressCode(UNIVERSITY), WAITING, waiting.submitCode);
  route(router, 'post', paths.mailAddressAgain(UNIVERSITY), WAITING, waiting.submitAgain);
  route(router, 'get', paths.mailAddressDone(UNIVERSITY), 'public', showDone);
  return router;
}
