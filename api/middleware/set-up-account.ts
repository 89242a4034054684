import type { RequestHandler } from 'express';
import type { Pool } from 'pg';

const CONFIRMED = 'select mail_confirmed_at is not null as confirmed from account where id = $1';

/**
 * Puts the person who is signed in at this university where routes find them. Being signed in at another university
 * counts for nothing here. Only while the mail address was unconfirmed at the sign-in is the account looked up again:
 * it may have been confirmed meanwhile, on another device.
 */
export function setUpAccount(pool: Pool): RequestHandler {
  return async (req, res, next) => {
    const account = req.session.account;
    if (account && account.universityCode === res.locals.university?.code) {
      res.locals.account = account;
      if (!account.mailConfirmed) {
        const { rows } = await pool.query<{ confirmed: boolean }>(CONFIRMED, [account.accountId]);
        res.locals.confirmedSinceSignIn = rows[0]?.confirmed ?? false;
      }
    }
    next();
  };
}
