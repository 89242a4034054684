import type { RequestHandler } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { endedSessionOf } from './sessions.ts';

const DONE = `
  select mail_confirmed_at is not null as confirmed, second_password_hash is not null as has_second_password
  from account where id = $1`;

/**
 * Puts the person who is signed in at this university where routes find them, or why they are so no more. Being signed
 * in at another university counts for nothing here. Only while a step of the first sign-in was open at the sign-in is
 * the account looked up again: it may have been done meanwhile, on another device; then the person signs in anew
 * (R-048, R-068).
 */
export function setUpAccount(deps: Pick<AppDependencies, 'pool' | 'clock'>): RequestHandler {
  return async (req, res, next) => {
    const { account, staff, row } = req.session;
    const { university } = res.locals;
    if (account && account.universityCode === university?.code) {
      res.locals.account = account;
      if (row) res.locals.session = row;
      if (!account.mailConfirmed || account.secondPasswordMissing) {
        const { rows } = await deps.pool.query<{
          confirmed: boolean;
          has_second_password: boolean;
        }>(DONE, [account.accountId]);
        const [now] = rows;
        res.locals.confirmedSinceSignIn = !account.mailConfirmed && (now?.confirmed ?? false);
        res.locals.secondPasswordSetSinceSignIn =
          account.secondPasswordMissing && (now?.has_second_password ?? false);
      }
    } else if (staff) {
      if (row && staff.isComplete && staff.universityCode === university?.code)
        res.locals.session = row;
    } else if (!account && university) {
      const ended = await endedSessionOf(deps, req);
      if (ended?.university === university.code) res.locals.sessionEnd = ended;
    }
    next();
  };
}
