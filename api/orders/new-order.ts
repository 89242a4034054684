import { randomUUID } from 'node:crypto';
import { newDraft } from '../../domain/orders/draft.ts';
import type { Destination } from '../../domain/orders/fees.ts';
import type { AppDependencies } from '../dependencies.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';

/** GET: nobody begins an order by an address that was kept or typed; the top page has the button. */
export const leadToTop: Handler = (_req, res) => {
  res.redirect(303, paths.top(universityOf(res).code));
};

/**
 * Begins a draft for the destination of the button that was pressed. Its id is in the address of the pages that
 * follow, so two tabs do not collide.
 */
export function beginOrder({ pool, clock }: AppDependencies): Handler {
  return async (req, res) => {
    refuseWhileHalted(res, 'payment');
    const { code, profile } = universityOf(res);
    const destination = destinationAsked(req.body, profile.certificate.destinations);
    if (!destination) return leadToTop(req, res);
    const draftId = randomUUID();
    await pool.query({
      name: 'begin-order',
      text: `insert into order_draft (id, account_id, data, created_at, updated_at) values ($1, $2, $3, $4, $4)`,
      values: [draftId, accountOf(res).accountId, JSON.stringify(newDraft(destination)), clock()],
    });
    res.redirect(303, paths.draftStudentNumber(code, draftId));
  };
}

/** @returns null when the university has no such destination, or has several and none was said */
function destinationAsked(body: unknown, destinations: readonly Destination[]): Destination | null {
  const { destination } = (body ?? {}) as { destination?: unknown };
  if (destination === undefined && destinations.length === 1) return destinations[0] ?? null;
  return destinations.find((each) => each === destination) ?? null;
}
