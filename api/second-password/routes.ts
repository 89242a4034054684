import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import { route } from '../middleware/policy.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { showChange, showChanged, submitChange } from './change.ts';
import { showForgotten, showForgottenSent, submitForgotten } from './forgotten.ts';
import { createSecondPasswordLimits } from './limits.ts';
import type { SecondPasswordLimits } from './limits.ts';
import { showDone, showSet, submitSet } from './set.ts';

const UNIVERSITY = ':university';

/** These pages are there only for people who have a second password: a matter of settings alone. */
const whereThereIsOne =
  (handler: Handler): Handler =>
  (req, res) => {
    const { secondPassword } = universityOf(res).profile;
    if (!secondPassword[res.locals.account?.userType ?? 'student']) {
      throw new NotFound('no second password here');
    }
    return handler(req, res);
  };

export function createSecondPasswordRouter(
  deps: AppDependencies,
  limits: SecondPasswordLimits = createSecondPasswordLimits(deps),
): Router {
  const router = Router();
  const set = paths.secondPassword(UNIVERSITY);
  const change = paths.changeSecondPassword(UNIVERSITY);
  const changed = paths.changeSecondPasswordDone(UNIVERSITY);
  const forgotten = paths.forgottenSecondPassword(UNIVERSITY);
  const sent = paths.forgottenSecondPasswordSent(UNIVERSITY);
  const done = paths.secondPasswordDone(UNIVERSITY);

  route(router, 'get', set, 'unconfirmed_account', whereThereIsOne(showSet));
  route(router, 'post', set, 'unconfirmed_account', whereThereIsOne(submitSet(deps, limits)));
  route(router, 'get', done, 'public', whereThereIsOne(showDone));
  route(router, 'get', change, 'account', whereThereIsOne(showChange));
  route(router, 'post', change, 'account', whereThereIsOne(submitChange(deps, limits)));
  route(router, 'get', changed, 'account', whereThereIsOne(showChanged));
  route(router, 'get', forgotten, 'public', whereThereIsOne(showForgotten));
  route(router, 'post', forgotten, 'public', whereThereIsOne(submitForgotten(deps, limits)));
  route(router, 'get', sent, 'public', whereThereIsOne(showForgottenSent));
  return router;
}
