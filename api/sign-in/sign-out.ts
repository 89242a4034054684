import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { audit } from '../middleware/audit.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { endSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';

/** POST: ends the session. A second press, in another tab, ends at the same page. */
export function submitSignOut({ pool, clock }: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const { code, universityId } = universityOf(res);
    const account = req.session.account;
    await endSession(req);
    if (account) {
      const { accountId } = account;
      const entry = { actor: `account:${accountId}`, entity: 'account', entityId: accountId };
      await audit(pool, { ...entry, at: clock(), action: 'signed_out', universityId });
    }
    res.redirect(303, `${paths.signIn(code)}?after=sign-out`);
  };
}
