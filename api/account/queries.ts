import type { Pool } from 'pg';
import { hashSessionId } from '../../platform/session-store.ts';

/** An open session of an account. */
export interface OpenSession {
  handle: string;
  /** Whether it is the one that asks. */
  isThis: boolean;
  userAgent: string | null;
  begunAt: Date;
  /** To the minute. */
  lastUsedAt: Date;
  idleEndsAt: Date;
  longestEndsAt: Date;
}

const LIST = `
  select handle, id_hash = $2 as is_this, user_agent, created_at, last_seen_at, idle_expires_at, absolute_expires_at,
    (count(*) over ())::int as total
  from session
  where account_id = $1 and ended_at is null and idle_expires_at > $3 and absolute_expires_at > $3
  order by is_this desc, last_seen_at desc limit $4`;

/** @returns the open sessions of an account, this one first, then the last used; and how many there are */
export async function listSessions(
  pool: Pool,
  asked: { accountId: string; sessionId: string; now: Date; most: number },
): Promise<{ sessions: OpenSession[]; total: number }> {
  const { rows } = await pool.query<{
    handle: string;
    is_this: boolean;
    user_agent: string | null;
    created_at: Date;
    last_seen_at: Date;
    idle_expires_at: Date;
    absolute_expires_at: Date;
    total: number;
  }>(LIST, [asked.accountId, hashSessionId(asked.sessionId), asked.now, asked.most]);
  return {
    total: rows[0]?.total ?? 0,
    sessions: rows.map((row) => ({
      handle: row.handle,
      isThis: row.is_this,
      userAgent: row.user_agent,
      begunAt: row.created_at,
      lastUsedAt: row.last_seen_at,
      idleEndsAt: row.idle_expires_at,
      longestEndsAt: row.absolute_expires_at,
    })),
  };
}
