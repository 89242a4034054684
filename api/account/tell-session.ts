import type { Request, Response } from 'express';
import { canBeProlonged, endOf } from '../../domain/account/session-limits.ts';

/**
 * GET, for the script of an open page: how long the session lasts from now, in seconds (0 when it is over). Being asked
 * keeps it alive, unless the script says that it asks by itself.
 */
export function tellSession(_req: Request, res: Response): void {
  const { session, layout } = res.locals;
  const left = session ? Math.floor((endOf(session) - layout.now.getTime()) / 1000) : 0;
  res
    .set('Cache-Control', 'no-store')
    .json({ secondsLeft: Math.max(left, 0), canBeProlonged: !!session && canBeProlonged(session) });
}
