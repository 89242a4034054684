import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { linkMinutes, MOST_RESENDS } from '../../domain/mail/link-lifetime.ts';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';

export interface LinkRequest {
  purpose: LinkPurpose;
  /** Whose link it is: a person's or a member of staff's. */
  accountId: string | null;
  staffId: string | null;
  university: LoadedProfile;
  /** Where the mail with the link goes. */
  mailAddress: string;
  locale: Locale;
  /** Who asks: `account:<id>`, `staff:<id>`, `visitor`. */
  actor: string;
  now: Date;
  /**
   * What the same address once more, while its request is open, means: `keep` (usual) the same request, so that a double
   * submit sends one mail; `replace` a new mail, after which the earlier link is superseded.
   */
  whenOpen?: 'keep' | 'replace';
}

/** After an objection the mail address of an account stays as it is for a while. */
export class AddressFrozen extends Error {
  override name = 'AddressFrozen';
  until: Date;
  constructor(until: Date) {
    super('the mail address is frozen');
    this.until = until;
  }
}

interface Begun {
  linkId: string;
  /** The open request whose place this one took. */
  superseded: string | null;
}

interface Locked {
  mailAddress: string | null;
  frozenUntil: Date | null;
}

const LOCK_ACCOUNT = `
  select mail_address as "mailAddress", mail_frozen_until as "frozenUntil" from account where id = $1 for update`;
const LOCK_STAFF = `
  select mail_address as "mailAddress", null as "frozenUntil" from staff_member where id = $1 for update`;
const OPEN = `
  select id, mail_address, expires_at from one_time_link
  where purpose = $3 and (account_id = $1 or staff_id = $2)
    and used_at is null and superseded_at is null and closed_at is null`;
const SUPERSEDE =
  'update one_time_link set superseded_at = $2, revision = revision + 1 where id = $1';
const INSERT = `
  insert into one_time_link (id, account_id, staff_id, university_id, purpose, mail_address, old_address, locale,
    requested_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const AUDIT = `
  insert into audit_entry (at, actor, action, entity, entity_id, university_id, after)
  values ($1, $2, 'link_requested', 'one_time_link', $3, $4, $5)`;

/** The address that a change puts out of use: it is told, and may object. */
function addressInUse({ purpose, mailAddress }: LinkRequest, locked: Locked | undefined) {
  if (purpose !== 'change_address' || !locked?.mailAddress) return null;
  const isSame = locked.mailAddress.toLowerCase() === mailAddress.toLowerCase();
  return isSame ? null : locked.mailAddress;
}

async function writeRequest(client: PoolClient, request: LinkRequest): Promise<Begun> {
  const { purpose, accountId, staffId, mailAddress, now } = request;
  // Two tabs at once, and whoever confirms or objects, wait for each other here.
  const lock = staffId === null ? LOCK_ACCOUNT : LOCK_STAFF;
  const [locked] = (await client.query<Locked>(lock, [staffId ?? accountId])).rows;
  const until = locked?.frozenUntil;
  if (purpose === 'change_address' && until && until > now) throw new AddressFrozen(until);
  const { rows } = await client.query<{
    id: string;
    mail_address: string;
    expires_at: Date | null;
  }>(OPEN, [accountId, staffId, purpose]);
  const open = rows[0];
  const isStillGood = open && (open.expires_at === null || open.expires_at > now);
  if (isStillGood && open.mail_address === mailAddress && request.whenOpen !== 'replace')
    return { linkId: open.id, superseded: null };
  if (open) await client.query(SUPERSEDE, [open.id, now]);
  const linkId = randomUUID();
  const { universityId } = request.university;
  await client.query(INSERT, [
    linkId,
    accountId,
    staffId,
    universityId,
    purpose,
    mailAddress,
    addressInUse(request, locked),
    request.locale,
    now,
  ]);
  await client.query(AUDIT, [now, request.actor, linkId, universityId, { purpose }]);
  return { linkId, superseded: open?.id ?? null };
}

/**
 * Begins to prove a mailbox, whatever for: the row first, then its life, which sends the mail. Another address takes
 * the place of the one before.
 *
 * An address that another account has confirmed is no obstacle and is not mentioned: one mailbox may serve
 * accounts at several universities, and whoever reads it decides by confirming. Nothing on the page or in its timing
 * tells whether the address is known here.
 *
 * While Temporal is away the row stays without `started_at`, and the schedule starts its life.
 *
 * @throws AddressFrozen when the address of the account must not change now
 */
export async function requestLink(
  deps: Pick<AppDependencies, 'pool' | 'lives' | 'logger'>,
  request: LinkRequest,
): Promise<{ linkId: string }> {
  const { pool, lives, logger } = deps;
  const { code, profile } = request.university;
  const { linkId, superseded } = await inTransaction(pool, (client) =>
    writeRequest(client, request),
  );
  try {
    if (superseded) await lives.supersedeRequest(superseded);
    await lives.startVerification({
      linkId,
      university: code,
      purpose: request.purpose,
      ttlMinutes: linkMinutes(profile.oneTimeLink, request.purpose),
      resendCoolDownSeconds: profile.oneTimeLink.resendCoolDownSeconds,
      maxResends: MOST_RESENDS,
    });
    await pool.query(
      'update one_time_link set started_at = $2 where id = $1 and started_at is null',
      [linkId, request.now],
    );
  } catch (error) {
    if (!(error instanceof LifeUnreachable)) throw error;
    logger.warn({ linkId }, 'the verification is started later');
  }
  return { linkId };
}
