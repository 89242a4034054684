import { randomUUID } from 'node:crypto';
import { EMPTY_DRAFT } from '../../domain/orders/draft.ts';
import type { AppDependencies } from '../dependencies.ts';
import { refuseWhileHalted } from '../middleware/halts.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';

/** GET: nobody begins an order by an address that was kept or typed; the top page has the button. */
export const leadToTop: Handler = (_req, res) => {
  res.redirect(303, paths.top(universityOf(res).code));
};

/** Begins a draft. Its id is in the address of the pages that follow, so two tabs do not collide. */
export function beginOrder({ pool, clock }: AppDependencies): Handler {
  return async (_req, res) => {
    refuseWhileHalted(res, 'payment');
    const draftId = randomUUID();
    const now = clock();
    await pool.query({
      name: 'begin-order',
      text: `insert into order_draft (id, account_id, data, created_at, updated_at) values ($1, $2, $3, $4, $4)`,
      values: [draftId, accountOf(res).accountId, JSON.stringify(EMPTY_DRAFT), now],
    });
    res.redirect(303, paths.draftStudentNumber(universityOf(res).code, draftId));
  };
}
