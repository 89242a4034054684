import { createHash } from 'node:crypto';
import { Store } from 'express-session';
import type { SessionData } from 'express-session';
import type { Pool } from 'pg';
import type { Clock } from './clock.ts';

declare module 'express-session' {
  interface SessionData {
    /** Set by the store on what it has read (milliseconds since the epoch), never kept. */
    seenAt?: number;
  }
}

/** How often a session that is in use is marked as such. Milliseconds. */
const TOUCH_EVERY = 60_000;

const hash = (id: string) => createHash('sha256').update(id).digest('hex');

const READ = `
  select data, last_seen_at from session
  where id_hash = $1 and idle_expires_at > $2 and absolute_expires_at > $2`;
const INSERT = `
  insert into session (id_hash, account_id, data, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
  values ($1, $2, $3, $4, $4, $5, $6)
  on conflict (id_hash) do update set data = excluded.data, account_id = excluded.account_id`;
const UPDATE = 'update session set data = $2, account_id = $3 where id_hash = $1';
const TOUCH = `
  update session set last_seen_at = $2, idle_expires_at = least($3, absolute_expires_at) where id_hash = $1`;

export interface SessionStoreOptions {
  pool: Pool;
  clock: Clock;
  /** A session ends after this time without a request, in seconds. */
  idleSeconds: number;
  /** … and this long after it began in any case, in seconds. */
  absoluteSeconds: number;
  /** Which account a session belongs to, so that all of an account's sessions can be ended. */
  accountIdOf(data: SessionData): string | null;
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

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const { pool, clock } = this.#options;
    pool
      .query<{ data: SessionData; last_seen_at: Date }>({
        name: 'read-session',
        text: READ,
        values: [hash(id), clock()],
      })
      .then(({ rows: [row] }) => {
        done(null, row ? { ...row.data, seenAt: row.last_seen_at.getTime() } : null);
      }, done);
  }

  override set(id: string, session: SessionData, done: (error?: unknown) => void = () => {}): void {
    const { pool, clock, idleSeconds, absoluteSeconds, accountIdOf } = this.#options;
    const { seenAt, ...data } = session;
    const now = clock().getTime();
    const write =
      seenAt === undefined
        ? pool.query(INSERT, [
            hash(id),
            accountIdOf(session),
            JSON.stringify(data),
            new Date(now),
            new Date(now + Math.min(idleSeconds, absoluteSeconds) * 1000),
            new Date(now + absoluteSeconds * 1000),
          ])
        : pool.query(UPDATE, [hash(id), JSON.stringify(data), accountIdOf(session)]);
    write.then(() => done(), done);
  }

  override touch(
    id: string,
    session: SessionData,
    done: (error?: unknown) => void = () => {},
  ): void {
    const { pool, clock, idleSeconds } = this.#options;
    const now = clock().getTime();
    if (session.seenAt !== undefined && now - session.seenAt < TOUCH_EVERY) {
      done();
      return;
    }
    pool
      .query(TOUCH, [hash(id), new Date(now), new Date(now + idleSeconds * 1000)])
      .then(() => done(), done);
  }

  override destroy(id: string, done: (error?: unknown) => void = () => {}): void {
    this.#options.pool
      .query('delete from session where id_hash = $1', [hash(id)])
      .then(() => done(), done);
  }
}
