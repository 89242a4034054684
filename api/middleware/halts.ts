import type { Response } from 'express';
import { haltAgainst } from '../../domain/university/halts.ts';
import { Halted } from './failures.ts';

/**
 * Asked by what begins something new; looking at what is there stays possible during every halt.
 * @param what `payment`: ordering and paying
 * @throws Halted while the university's service is closed for it, or will be before it could be finished; the page
 *   says from when to when, and why
 */
export function refuseWhileHalted(res: Response, what: 'payment' | 'printing'): void {
  const { university, layout } = res.locals;
  const halt = university && haltAgainst(what, university.profile, layout.now);
  if (halt) throw new Halted(halt);
}
