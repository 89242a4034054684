import type { Response } from 'express';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { Halted } from './failures.ts';

export type Halt = UniversityProfile['halts'][number];

/** @returns the halt in force for `what` at an instant, the one that ends last, or null */
export function haltInForce(
  profile: UniversityProfile,
  what: Halt['what'],
  now: Date,
): { until: Date; halt: Halt } | null {
  const inForce = profile.halts
    .filter((halt) => halt.what === 'all' || halt.what === what)
    .filter((halt) => new Date(halt.from) <= now && now < new Date(halt.to))
    .map((halt) => ({ until: new Date(halt.to), halt }))
    .sort((a, b) => b.until.getTime() - a.until.getTime());
  return inForce[0] ?? null;
}

/**
 * @throws Halted while the university's service is closed for `what`; the page says until when and why
 */
export function refuseWhileHalted(res: Response, what: Halt['what']): void {
  const { university, layout, locale } = res.locals;
  const found = university && haltInForce(university.profile, what, layout.now);
  if (found) throw new Halted(found.until, found.halt.reason[locale]);
}
