import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Locale } from '../../domain/university/profile.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';

/** How often a new mail may be asked for before the address must be entered again. */
const MOST_RESENDS = 5;

export interface AddressToRegister {
  accountId: string;
  university: LoadedProfile;
  mailAddress: string;
  locale: Locale;
  now: Date;
}

interface Begun {
  linkId: string;
  /** The open request whose place this one took. */
  superseded: string | null;
}

const OPEN = `
  select id, mail_address, expires_at from one_time_link
  where account_id = $1 and purpose = 'register_address'
    and used_at is null and superseded_at is null and closed_at is null`;
const SUPERSEDE =
  'update one_time_link set superseded_at = $2, revision = revision + 1 where id = $1';
const INSERT = `
  insert into one_time_link (id, account_id, university_id, purpose, mail_address, locale, requested_at)
  values ($1, $2, $3, 'register_address', $4, $5, $6)`;
const AUDIT = `
  insert into audit_entry (at, actor, action, entity, entity_id, university_id)
  values ($1, $2, 'mail_address_requested', 'one_time_link', $3, $4)`;

async function writeRequest(client: PoolClient, input: AddressToRegister): Promise<Begun> {
  const { accountId, university, mailAddress, locale, now } = input;
  // Two tabs at once wait for each other here.
  await client.query('select 1 from account where id = $1 for update', [accountId]);
  const { rows } = await client.query<{
    id: string;
    mail_address: string;
    expires_at: Date | null;
  }>(OPEN, [accountId]);
  const open = rows[0];
  const isStillGood = open && (open.expires_at === null || open.expires_at > now);
  if (isStillGood && open.mail_address === mailAddress)
    return { linkId: open.id, superseded: null };
  if (open) await client.query(SUPERSEDE, [open.id, now]);
  const linkId = randomUUID();
  const { universityId } = university;
  await client.query(INSERT, [linkId, accountId, universityId, mailAddress, locale, now]);
  await client.query(AUDIT, [now, `account:${accountId}`, linkId, universityId]);
  return { linkId, superseded: open?.id ?? null };
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Begins to register a mail address: the row first, then its life, which sends the mail. The same address again, while
 * its request is open, is the same request: a double submit sends one mail. Another address takes its place.
 *
 * An address that another account has confirmed is no obstacle and is not mentioned: one mailbox may serve
 * accounts at several universities, and whoever reads it decides by confirming. Nothing on the page or in its timing
 * tells whether the address is known here.
 *
 * While Temporal is away the row stays without `started_at`, and the schedule starts its life.
 */
export async function registerAddress(
  deps: Pick<AppDependencies, 'pool' | 'lives' | 'logger'>,
  input: AddressToRegister,
): Promise<void> {
  const { pool, lives, logger } = deps;
  const { code, profile } = input.university;
  const { linkId, superseded } = await inTransaction(pool, (client) => writeRequest(client, input));
  try {
    if (superseded) await lives.supersedeRequest(superseded);
    await lives.startVerification({
      linkId,
      university: code,
      purpose: 'register_address',
      ttlMinutes: profile.oneTimeLink.ttlMinutes,
      resendCoolDownSeconds: profile.oneTimeLink.resendCoolDownSeconds,
      maxResends: MOST_RESENDS,
    });
    await pool.query(
      'update one_time_link set started_at = $2 where id = $1 and started_at is null',
      [linkId, input.now],
    );
  } catch (error) {
    if (!(error instanceof LifeUnreachable)) throw error;
    logger.warn({ linkId }, 'the verification is started later');
  }
}

/**
 * Uses up one attempt at the six digits of a request, before they are checked, so that guesses at the same moment
 * cannot slip through together.
 * @returns how many attempts are left, or null when there was none left
 */
export async function useCodeAttempt(
  pool: Pool,
  linkId: string,
  most: number,
): Promise<number | null> {
  const { rows } = await pool.query<{ left: number }>(
    `update one_time_link set code_attempts = code_attempts + 1
     where id = $1 and code_attempts < $2 returning $2 - code_attempts as left`,
    [linkId, most],
  );
  return rows[0]?.left ?? null;
}
