import type { RequestHandler } from 'express';
import type { Pool } from 'pg';

const DONE = `
  select mail_confirmed_at is not null as confirmed, second_password_hash is not null as has_second_password
  from account where id = $1`;

/**
 * Puts the person who is signed in at this university where routes find them. Being signed in at another university
 * counts for nothing here. Only while a step of the first sign-in was open at the sign-in is the account looked up
 * again: it may have been done meanwhile, on another device; then the person signs in anew.
 */
export function setUpAccount(pool: Pool): RequestHandler {
  return async (req, res, next) => {
    const account = req.session.account;
    if (account && account.universityCode === res.locals.university?.code) {
      res.locals.account = account;
      if (!account.mailConfirmed || account.secondPasswordMissing) {
        const { rows } = await pool.query<{ confirmed: boolean; has_second_password: boolean }>(
          DONE,
          [account.accountId],
        );
        const [row] = rows;
        res.locals.confirmedSinceSignIn = !account.mailConfirmed && (row?.confirmed ?? false);
        res.locals.secondPasswordSetSinceSignIn =
          account.secondPasswordMissing && (row?.has_second_password ?? false);
      }
    }
    next();
  };
}
