import type { RequestHandler } from 'express';
import type { Clock } from '../../platform/clock.ts';
import type { Profiles } from '../../prisma/profiles/load.ts';
import { RESERVED_SEGMENTS } from '../paths.ts';

/**
 * Finds the university that the address begins with, and its settings in force. An address of no university goes on
 * without one and ends at "no such page", unless it is one of the few that belong to the whole service.
 */
export function setUpUniversity(profiles: Profiles, clock: Clock): RequestHandler {
  return async (req, res, next) => {
    const code = req.path.split('/')[1] ?? '';
    if (!RESERVED_SEGMENTS.has(code)) {
      const university = await profiles.inForce(code, clock());
      if (university) res.locals.university = university;
    }
    next();
  };
}
