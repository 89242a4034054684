import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showSessions, submitEndOtherSessions, submitEndSession } from './sessions.ts';
import { tellSession } from './tell-session.ts';

const UNIVERSITY = ':university';

export function createAccountRouter(deps: AppDependencies): Router {
  const router = Router();
  route(router, 'get', paths.sessions(UNIVERSITY), 'account', showSessions(deps));
  route(
    router,
    'post',
    paths.endOtherSessions(UNIVERSITY),
    'account',
    submitEndOtherSessions(deps),
  );
  route(
    router,
    'post',
    paths.endSession(UNIVERSITY, ':handle'),
    { account: 'handle' },
    submitEndSession(deps),
  );
  route(router, 'get', paths.stayedSignedIn(UNIVERSITY), 'public', tellSession);
  route(router, 'get', paths.staffSession(UNIVERSITY), 'public', tellSession);
  return router;
}
