import type { Pool } from 'pg';

/** The mail address of an account, and what is to be known about it. */
export interface CurrentAddress {
  mailAddress: string;
  /** Mail to it came back. */
  bouncedAt: Date | null;
  /** It stays as it is until then. */
  frozenUntil: Date | null;
}

/** @throws Error for an account without a confirmed address */
export async function currentAddress(pool: Pool, accountId: string): Promise<CurrentAddress> {
  const { rows } = await pool.query<CurrentAddress>({
    name: 'current-address',
    text: `select mail_address as "mailAddress", mail_bounced_at as "bouncedAt", mail_frozen_until as "frozenUntil"
      from account where id = $1 and mail_address is not null`,
    values: [accountId],
  });
  const [row] = rows;
  if (!row) throw new Error('the account has no mail address');
  return row;
}
