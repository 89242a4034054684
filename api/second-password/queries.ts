import type { Pool } from 'pg';
import type { Locale } from '../../domain/university/profile.ts';

/** What setting a second password needs to know of an account. */
export interface PasswordOwner {
  accountId: string;
  loginId: string;
  locale: Locale;
  mailAddress: string | null;
  /** Null until one is set. */
  hash: string | null;
}

/** An account of a mailbox, for which a link is asked. */
export interface MailboxOwner extends PasswordOwner {
  /** When a link was last asked for that is still open. */
  askedAt: Date | null;
}

interface Row {
  id: string;
  login_id: string;
  locale: string;
  mail_address: string | null;
  second_password_hash: string | null;
}

const COLUMNS = 'id, login_id, locale, mail_address, second_password_hash';
const BY_ID = `select ${COLUMNS} from account where id = $1`;

/** A mailbox may serve several accounts; its letters may be typed in either case. */
const BY_MAIL_ADDRESS = `
  select ${COLUMNS}, (
    select max(link.requested_at) from one_time_link link
    where link.account_id = account.id and link.purpose = 'reset_second_password'
      and link.used_at is null and link.superseded_at is null and link.closed_at is null
  ) as asked_at
  from account
  where university_id = $1 and user_type = 'student' and lower(mail_address) = lower($2)
    and mail_confirmed_at is not null
  order by created_at limit 10`;

const ownerOf = (row: Row): PasswordOwner => ({
  accountId: row.id,
  loginId: row.login_id,
  locale: row.locale === 'en' ? 'en' : 'ja',
  mailAddress: row.mail_address,
  hash: row.second_password_hash,
});

/** @throws Error when there is no such account */
export async function passwordOwner(pool: Pool, accountId: string): Promise<PasswordOwner> {
  const { rows } = await pool.query<Row>(BY_ID, [accountId]);
  if (!rows[0]) throw new Error('no such account');
  return ownerOf(rows[0]);
}

/** @returns the accounts of a university's students with this confirmed address, oldest first */
export async function ownersOfMailbox(
  pool: Pool,
  universityId: string,
  mailAddress: string,
): Promise<MailboxOwner[]> {
  const { rows } = await pool.query<Row & { asked_at: Date | null }>(BY_MAIL_ADDRESS, [
    universityId,
    mailAddress,
  ]);
  return rows.map((row) => ({ ...ownerOf(row), askedAt: row.asked_at }));
}
