import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showEntrance } from './entrance.ts';
import { showLanding } from './landing.ts';
import { showUniversities } from './universities.ts';

export function createHomeRouter(deps: AppDependencies): Router {
  const router = Router();
  route(router, 'get', paths.universities(), 'public', showUniversities(deps));
  route(router, 'get', paths.landing(':university'), 'public', showEntrance);
  route(router, 'get', paths.studentLanding(':university'), 'public', showLanding('student'));
  route(router, 'get', paths.graduateLanding(':university'), 'public', showLanding('graduate'));
  return router;
}
