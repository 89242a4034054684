import type { RequestHandler } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { isStaffAddress } from '../paths.ts';
import { sessions } from './sessions.ts';

/**
 * Sessions of the staff door: a cookie of their own, which pages of students never look at, and a shorter idle
 * time. Mount it before the people's sessions; what is not behind that door it leaves to them.
 */
export function staffSessions(deps: AppDependencies): RequestHandler {
  const { environment } = deps;
  const handle = sessions(deps, {
    cookieName: 'staff-session',
    idleSeconds: environment.STAFF_SESSION_IDLE_SECONDS,
    absoluteSeconds: environment.STAFF_SESSION_ABSOLUTE_SECONDS,
  });
  return (req, res, next) => {
    if (isStaffAddress(req.path)) void handle(req, res, next);
    else next();
  };
}
