import type { Pool } from 'pg';
import { hashSessionId } from '../../platform/session-store.ts';

const END = `
  with ended as (
    update session set ended_at = $1, ended_because = 'ended_by_owner'
    where account_id = $2 and (handle = $4 or ($4::uuid is null and id_hash <> $5))
      and ended_at is null and idle_expires_at > $1 and absolute_expires_at > $1
    returning handle
  )
  insert into audit_entry (at, actor, action, entity, entity_id, university_id)
  select $1, 'account:' || $2::uuid, 'session_ended', 'session', handle::text, $3 from ended`;

interface Owner {
  accountId: string;
  universityId: string;
  now: Date;
}

/** Ends all sessions of an account but the one that asks. @returns how many */
export async function endOtherSessions(
  pool: Pool,
  { accountId, universityId, now }: Owner,
  sessionId: string,
): Promise<number> {
  const { rowCount } = await pool.query(END, [
    now,
    accountId,
    universityId,
    null,
    hashSessionId(sessionId),
  ]);
  return rowCount ?? 0;
}

/**
 * Ends one session of an account.
 * @param handle a UUID
 * @returns false where the account has no session of that handle; one that is over already counts as ended
 */
export async function endOneSession(
  pool: Pool,
  { accountId, universityId, now }: Owner,
  handle: string,
): Promise<boolean> {
  const { rowCount } = await pool.query(END, [now, accountId, universityId, handle, null]);
  if (rowCount === 1) return true;
  const { rows } = await pool.query('select from session where handle = $1 and account_id = $2', [
    handle,
    accountId,
  ]);
  return rows.length === 1;
}
