import type { Pool } from 'pg';

export interface Bounce {
  mailId: string;
  /** RFC 3463, e.g. `5.1.1`. */
  status: string;
  at: Date;
}

/**
 * The mail, the request whose mail it was, and the account, when it is its address that takes no mail: each once. A mail
 * older than the proof of the address says nothing about it.
 */
const RECORD = `
  with mail as (
    update mail_message set bounced_at = $2, reason = $3 where id = $1 and bounced_at is null
    returning id, key, account_id, recipient, created_at
  ), link as (
    update one_time_link l set bounced_at = $2, revision = l.revision + 1
    from mail
    where l.used_at is null and l.bounced_at is null and l.id = case
      when mail.key ~ '^email-verification:[0-9a-f-]{36}:[0-9]+$' then split_part(mail.key, ':', 2)::uuid end
    returning l.id
  ), told as (
    update account a set mail_bounced_at = $2
    from mail
    where a.id = mail.account_id and a.mail_address = mail.recipient and a.mail_bounced_at is null
      and mail.created_at >= a.mail_confirmed_at
    returning a.id, a.university_id
  ), audited as (
    insert into audit_entry (at, actor, action, entity, entity_id, cause, university_id)
    select $2, 'provider:mail', 'mail_bounced', 'account', id::text, $3, university_id from told
  )
  select mail.id, link.id as "linkId" from mail left join link on true`;

/**
 * Writes down that a mail came back for good.
 * @returns the request whose life is to be told, if the mail was one with a link that is not used yet
 */
export async function recordBounce(
  pool: Pool,
  { mailId, status, at }: Bounce,
): Promise<{ linkId: string | null }> {
  const { rows } = await pool.query<{ linkId: string | null }>(RECORD, [
    mailId,
    at,
    `bounced ${status}`,
  ]);
  return { linkId: rows[0]?.linkId ?? null };
}
