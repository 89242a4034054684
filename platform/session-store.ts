import { createHash } from 'node:crypto';
import { Store } from 'express-session';
import type { SessionData } from 'express-session';
import type { Pool } from 'pg';
import { isSessionEnd, markedEvery } from '../domain/account/session-limits.ts';
import type { EarlyEnd, SessionEnd } from '../domain/account/session-limits.ts';
import type { Clock } from './clock.ts';

/** What the table says about a session that was read; never kept in its data. Milliseconds since the epoch. */
export interface SessionRow {
  seenAt: number;
  /** End by idleness and by the longest time, as they stand once the request that read it is answered. */
  idleEndsAt: number;
  longestEndsAt: number;
  /** For how long it waits without a request. Seconds. */
  idleSeconds: number;
  /** In how many other places the same account is signed in at this moment. */
  others: number;
}

declare module 'express-session' {
  interface SessionData {
    /** Set by the store on what it has read. */
    row?: SessionRow;
    /** The browser by its own words, kept in a column to name the device. */
    userAgent?: string;
  }
}

/** Longer ones are of no browser. */
const LONGEST_USER_AGENT = 400;

/** What a session's id is kept as. */
export const hashSessionId = (id: string) => createHash('sha256').update(id).digest('hex');

const IS_OPEN = 'ended_at is null and idle_expires_at > $2 and absolute_expires_at > $2';

const READ = `
  select data, last_seen_at, idle_expires_at, absolute_expires_at, (
    select count(*)::int from session other
    where other.account_id = session.account_id and other.id_hash <> session.id_hash
      and other.ended_at is null and other.idle_expires_at > $2 and other.absolute_expires_at > $2
  ) as others
  from session where id_hash = $1 and ${IS_OPEN}`;
const INSERT = `
  insert into session (id_hash, data, account_id, staff_id, saml_subject, user_agent,
    created_at, last_seen_at, idle_expires_at, absolute_expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)
  on conflict (id_hash) do update set data = excluded.data, account_id = excluded.account_id,
    staff_id = excluded.staff_id, saml_subject = excluded.saml_subject
  where session.ended_at is null`;
const UPDATE = `
  update session set data = $2, account_id = $3, staff_id = $4, saml_subject = $5,
    last_seen_at = $6, idle_expires_at = least($7, absolute_expires_at)
  where id_hash = $1 and ended_at is null`;
const TOUCH = `
  update session set last_seen_at = $2, idle_expires_at = least($3, absolute_expires_at)
  where id_hash = $1 and ended_at is null`;

export interface SessionStoreOptions {
  pool: Pool;
  clock: Clock;
  /** A session ends after this time without a request, in seconds. */
  idleSeconds: number;
  /** … and this long after it began in any case, in seconds. */
  absoluteSeconds: number;
  /** False: what is asked counts as no sign of life (a page that asks by itself). */
  prolongs: boolean;
  /** Whose a session is, so that all of somebody's sessions can be shown and ended. */
  ownerOf(data: SessionData): {
    accountId: string | null;
    staffId: string | null;
    samlSubject: string | null;
  };
}

/**
 * Keeps the sessions of express-session in the table `session`: only the SHA-256 of an id is stored, so that the
 * table alone lets nobody in. A read is one statement; what is in use is marked once a minute. A session that was
 * ended meanwhile by another request is never brought back by a late write.
 */
export class PostgresSessionStore extends Store {
  #options: SessionStoreOptions;

  constructor(options: SessionStoreOptions) {
    super();
    this.#options = options;
  }

  /** Whether a request at `now` marks a session as in use. */
  #isDue(seenAt: number, now: number): boolean {
    const { prolongs, idleSeconds } = this.#options;
    return prolongs && now - seenAt >= markedEvery(idleSeconds);
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const { pool, clock, idleSeconds } = this.#options;
    const now = clock();
    pool
      .query<{
        data: SessionData;
        last_seen_at: Date;
        idle_expires_at: Date;
        absolute_expires_at: Date;
        others: number;
      }>({ name: 'read-session', text: READ, values: [hashSessionId(id), now] })
      .then(({ rows: [found] }) => {
        if (!found) return done(null, null);
        const seenAt = found.last_seen_at.getTime();
        const longestEndsAt = found.absolute_expires_at.getTime();
        const idleEndsAt = this.#isDue(seenAt, now.getTime())
          ? Math.min(now.getTime() + idleSeconds * 1000, longestEndsAt)
          : found.idle_expires_at.getTime();
        const row = { seenAt, idleEndsAt, longestEndsAt, idleSeconds, others: found.others };
        done(null, { ...found.data, row });
      }, done);
  }

  override set(id: string, session: SessionData, done: (error?: unknown) => void = () => {}): void {
    const { pool, clock, idleSeconds, absoluteSeconds, ownerOf } = this.#options;
    const { row, userAgent, ...data } = session;
    const { accountId, staffId, samlSubject } = ownerOf(session);
    const kept = [hashSessionId(id), JSON.stringify(data), accountId, staffId, samlSubject];
    const now = clock().getTime();
    const inSeconds = (seconds: number) => new Date(now + seconds * 1000);
    const write = row
      ? pool.query(UPDATE, [...kept, new Date(now), inSeconds(idleSeconds)])
      : pool.query(INSERT, [
          ...kept,
          userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
          new Date(now),
          inSeconds(Math.min(idleSeconds, absoluteSeconds)),
          inSeconds(absoluteSeconds),
        ]);
    write.then(() => done(), done);
  }

  override touch(
    id: string,
    session: SessionData,
    done: (error?: unknown) => void = () => {},
  ): void {
    const { pool, clock, idleSeconds } = this.#options;
    const now = clock().getTime();
    // Without a row it was written this very moment.
    if (!session.row || !this.#isDue(session.row.seenAt, now)) return done();
    pool
      .query(TOUCH, [hashSessionId(id), new Date(now), new Date(now + idleSeconds * 1000)])
      .then(() => done(), done);
  }

  override destroy(id: string, done: (error?: unknown) => void = () => {}): void {
    this.#options.pool
      .query('delete from session where id_hash = $1', [hashSessionId(id)])
      .then(() => done(), done);
  }
}

const END = `
  update session set ended_at = $1, ended_because = $2
  where (account_id = $3 or staff_id = $4) and id_hash is distinct from $5
    and ended_at is null and idle_expires_at > $1 and absolute_expires_at > $1`;

export interface SessionsToEnd {
  /** Whose; one of the two. */
  accountId?: string;
  staffId?: string;
  /** Id of a session that goes on: that of the very request. */
  except?: string;
  because: EarlyEnd;
  now: Date;
}

/**
 * Ends somebody's sessions everywhere. Their rows stay for some days, so that the next click there can be told why.
 * @returns how many were ended
 */
export async function endSessionsOf(
  db: Pick<Pool, 'query'>,
  { accountId, staffId, except, because, now }: SessionsToEnd,
): Promise<number> {
  const kept = except === undefined ? null : hashSessionId(except);
  const { rowCount } = await db.query(END, [
    now,
    because,
    accountId ?? null,
    staffId ?? null,
    kept,
  ]);
  return rowCount ?? 0;
}

const FIND_ENDED = `
  select coalesce(data -> 'account', data -> 'staff') ->> 'universityCode' as university, ended_because,
    coalesce(ended_at, least(idle_expires_at, absolute_expires_at)) as ended_at,
    idle_expires_at < absolute_expires_at as was_idle
  from session
  where id_hash = $1 and (ended_at is not null or idle_expires_at <= $2 or absolute_expires_at <= $2)`;

/** A session that is over, as far as its row is still there. */
export interface EndedSession {
  /** Code of the university where it was. */
  university: string | null;
  because: SessionEnd;
  endedAt: Date;
}

/** @returns what became of a session, or null while it is open or when nothing is known of it */
export async function findEndedSession(
  pool: Pool,
  id: string,
  now: Date,
): Promise<EndedSession | null> {
  const { rows } = await pool.query<{
    university: string | null;
    ended_because: string | null;
    ended_at: Date;
    was_idle: boolean;
  }>({ name: 'read-ended-session', text: FIND_ENDED, values: [hashSessionId(id), now] });
  const [row] = rows;
  if (!row) return null;
  const byTime = row.was_idle ? 'idle' : 'longest_time';
  return {
    university: row.university,
    because: isSessionEnd(row.ended_because) ? row.ended_because : byTime,
    endedAt: row.ended_at,
  };
}
