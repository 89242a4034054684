import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showChange, showChanged, submitChange } from './change.ts';
import { changeFlow } from './flow.ts';
import { createMailLimits } from './limits.ts';
import { createObjection } from './objection.ts';
import { createWaiting } from './waiting.ts';

const UNIVERSITY = ':university';

/** Changing the mail address, and objecting to a change. */
export function createMailAddressRouter(deps: AppDependencies): Router {
  const router = Router();
  const limits = createMailLimits(deps);
  const waiting = createWaiting(deps, limits, changeFlow);
  const objection = createObjection(deps);
  route(router, 'get', paths.changeMailAddress(UNIVERSITY), 'account', showChange(deps));
  route(router, 'post', paths.changeMailAddress(UNIVERSITY), 'account', submitChange(deps, limits));
  route(router, 'get', paths.changeMailAddressSent(UNIVERSITY), 'account', waiting.show);
  route(router, 'post', paths.changeMailAddressCode(UNIVERSITY), 'account', waiting.submitCode);
  route(router, 'post', paths.changeMailAddressAgain(UNIVERSITY), 'account', waiting.submitAgain);
  route(router, 'get', paths.changeMailAddressDone(UNIVERSITY), 'public', showChanged);
  route(router, 'get', paths.objection(':token'), { link: 'token' }, objection.show);
  route(router, 'post', paths.objection(':token'), { link: 'token' }, objection.submit);
  return router;
}
