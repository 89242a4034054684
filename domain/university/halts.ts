import type { UniversityProfile } from './profile.ts';

type Halt = UniversityProfile['halts'][number];

/**
 * @returns the halt that keeps people from `what` at `now`, the longest when several do; null when nothing does.
 *   A halt of everything counts for each part. Half-open: at its end the service is open again (R-008…R-011).
 */
export function haltInForce(
  profile: Pick<UniversityProfile, 'halts'>,
  what: 'payment' | 'printing',
  now: Date,
): Halt | null {
  const inForce = profile.halts.filter(
    (halt) =>
      (halt.what === 'all' || halt.what === what) &&
      Date.parse(halt.from) <= now.getTime() &&
      now.getTime() < Date.parse(halt.to),
  );
  return inForce.reduce<Halt | null>(
    (longest, halt) => (!longest || Date.parse(halt.to) > Date.parse(longest.to) ? halt : longest),
    null,
  );
}
