import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { createSignInLimits } from './limits.ts';
import type { SignInLimits } from './limits.ts';
import { showSignIn, submitSignIn } from './sign-in.ts';
import { submitSignOut } from './sign-out.ts';

const UNIVERSITY = ':university';

export function createSignInRouter(
  deps: AppDependencies,
  limits: SignInLimits = createSignInLimits(deps),
): Router {
  const router = Router();
  route(router, 'get', paths.signIn(UNIVERSITY), 'public', showSignIn);
  route(router, 'post', paths.signIn(UNIVERSITY), 'public', submitSignIn(deps, limits));
  route(router, 'post', paths.signOut(UNIVERSITY), 'public', submitSignOut(deps));
  return router;
}
