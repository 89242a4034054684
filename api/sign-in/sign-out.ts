import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { audit } from '../middleware/audit.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { endSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { providerLogoutAddress } from '../saml/logout.ts';

/**
 * POST: ends the session, and at universities with single sign-on the visit there too, where the provider offers it. A
 * second press, in another tab, ends at the same page.
 */
export function submitSignOut(deps: AppDependencies) {
  const { pool, clock } = deps;
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { code, universityId } = university;
    const { account, saml } = req.session;
    await endSession(req);
    if (account) {
      const { accountId } = account;
      const entry = { actor: `account:${accountId}`, entity: 'account', entityId: accountId };
      await audit(pool, { ...entry, at: clock(), action: 'signed_out', universityId });
    }
    const atProvider = await providerLogoutAddress(deps, university, saml, 'student');
    res.redirect(303, atProvider ?? `${paths.signIn(code)}?after=sign-out`);
  };
}
