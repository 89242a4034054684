import type { PoolClient } from 'pg';
import { frozenUntil } from '../../domain/mail/objection.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { queueMail } from '../../platform/mail-queue.ts';
import { endSessionsOf } from '../../platform/session-store.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { VerificationRequest } from '../one-time-links/queries.ts';

export interface Objection {
  /** The change that is objected to. */
  request: VerificationRequest;
  university: LoadedProfile;
  now: Date;
}

interface Stopped {
  /** Requests whose lives are to end. */
  open: string[];
}

const LOCK = 'select mail_address, locale from account where id = $1 for update';
/**
 * The change itself, every later one (whoever made this change may have made those as well, and could object in their
 * place), and whatever else is still open: a link to reset a password may be on its way to a stranger's mailbox.
 */
const STOP = `
  with stopped as (
    select id, used_at is null and superseded_at is null and closed_at is null as is_open
    from one_time_link
    where account_id = $1 and objected_at is null and (
      id = $2
      or (purpose = 'change_address' and requested_at >= $3)
      or (used_at is null and superseded_at is null and closed_at is null))
    order by id for update
  )
  update one_time_link link
  set objected_at = $4, closed_at = case when stopped.is_open then $4 else link.closed_at end, revision = revision + 1
  from stopped where link.id = stopped.id
  returning link.id, stopped.is_open`;
const RESTORE = `
  update account set mail_address = $2, mail_confirmed_at = $3, mail_bounced_at = null,
    mail_frozen_until = $4
  where id = $1`;
const AUDIT = `
  insert into audit_entry (at, actor, action, entity, entity_id, after, cause, university_id)
  values ($1, 'visitor', 'mail_address_objected', 'account', $2, $3, $4, $5)`;

async function stop(client: PoolClient, objection: Objection): Promise<Stopped | null> {
  const { request, university, now } = objection;
  const { accountId, oldAddress } = request;
  if (accountId === null || oldAddress === null) throw new Error('nobody can object to this');
  // Whoever confirms a change waits here, or was before: there is one order of events.
  const { rows: accounts } = await client.query<{ mail_address: string; locale: string }>(LOCK, [
    accountId,
  ]);
  const { rows } = await client.query<{ id: string; is_open: boolean }>(STOP, [
    accountId,
    request.id,
    request.requestedAt,
    now,
  ]);
  if (!rows.some(({ id }) => id === request.id)) return null;
  const until = frozenUntil(now, university.profile.oneTimeLink.objectionDays);
  const isRestored = accounts[0]?.mail_address !== oldAddress;
  await client.query(RESTORE, [accountId, oldAddress, now, until]);
  const ended = await endSessionsOf(client, { accountId, because: 'mail_objection', now });
  const after = { isRestored, sessionsEnded: ended, mailFrozenUntil: until.toISOString() };
  const cause = `one_time_link:${request.id}`;
  await client.query(AUDIT, [now, accountId, after, cause, university.universityId]);
  const locale: Locale = accounts[0]?.locale === 'en' ? 'en' : 'ja';
  await tell(client, objection, { accountId, recipient: oldAddress, locale, isRestored, until });
  return { open: rows.filter(({ is_open: isOpen }) => isOpen).map(({ id }) => id) };
}

async function tell(
  client: PoolClient,
  { request, university: { profile }, now }: Objection,
  to: { accountId: string; recipient: string; locale: Locale; isRestored: boolean; until: Date },
): Promise<void> {
  const { accountId, recipient, locale, until } = to;
  const model = {
    ...emailFrame(profile),
    outcome: to.isRestored ? ('restored' as const) : ('kept' as const),
    frozenUntil: until,
  };
  await queueMail(client, {
    key: `email-verification:${request.id}:objected`,
    accountId,
    template: 'mail-address-objected',
    locale,
    recipient,
    sender: { name: profile.mail.senderName[locale], address: profile.mail.senderAddress },
    rendered: renderEmail('mail-address-objected', locale, model, now),
    now,
  });
}

/**
 * "This was not me": the account keeps its old address or gets it back, all its sessions end, and the address
 * cannot change for a while; audited, and told to the old address. One transaction: an address that was changed and an
 * account that is frozen with it cannot come about, whoever confirms at the same moment. What is open in Temporal is
 * told afterwards; the rows decide even if that fails.
 *
 * @returns false when this objection was made before, or an earlier one stands above it: nothing is done
 */
export async function objectToChange(
  { pool, lives, logger }: Pick<AppDependencies, 'pool' | 'lives' | 'logger'>,
  objection: Objection,
): Promise<boolean> {
  const stopped = await inTransaction(pool, (client) => stop(client, objection));
  if (!stopped) return false;
  try {
    for (const linkId of stopped.open) await lives.objectToRequest(linkId);
  } catch (error) {
    if (!(error instanceof LifeUnreachable)) throw error;
    logger.warn({ linkId: objection.request.id }, 'the life hears of the objection when it acts');
  }
  return true;
}
