import type { Request } from 'express';
import { createAttemptLimit, isWithin, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { AppDependencies } from '../dependencies.ts';

/** Rows for the audit that one network can cause without being signed in: enough to see an attack, too few to be one. */
const REFUSALS: Limit = { name: 'saml:refused', attempts: 100, seconds: 10 * 60 };

/** @returns whether a refused message is still worth a row of the append-only audit; the log has every one */
export function createRefusalLimit(
  deps: Pick<AppDependencies, 'pool' | 'environment'>,
): (req: Request) => Promise<boolean> {
  const limit = createAttemptLimit(deps, REFUSALS);
  return (req) => isWithin(limit, networkOf(req));
}
