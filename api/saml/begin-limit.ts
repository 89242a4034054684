import type { Request } from 'express';
import { createAttemptLimit, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { AppDependencies } from '../dependencies.ts';

/**
 * Each way to the provider leaves a row behind for ten minutes. A campus with one address towards the internet fits in,
 * on the morning when everybody needs a certificate as well; through both doors together.
 */
export const BEGINNINGS: Limit = { name: 'saml:begin', attempts: 300, seconds: 10 * 60 };

/** @returns counts one way to the provider from a network, before it is begun. @throws TooManyAttempts */
export function createBeginLimit(
  deps: Pick<AppDependencies, 'pool' | 'environment'>,
): (req: Request) => Promise<void> {
  const limit = createAttemptLimit(deps, BEGINNINGS);
  return (req) => limit.count(networkOf(req));
}
