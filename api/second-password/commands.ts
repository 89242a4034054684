import type { PoolClient } from 'pg';
import { addressesOf } from '../../platform/addresses.ts';
import { queueMail } from '../../platform/mail-queue.ts';
import { endSessionsOf } from '../../platform/session-store.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import { renderSecondPasswordChange } from '../../rendering/second-password-mails.ts';
import { maskUserId } from '../../domain/account/user-id.ts';
import type { AppDependencies } from '../dependencies.ts';
import { paths } from '../paths.ts';
import type { PasswordOwner } from './queries.ts';

type Dependencies = Pick<AppDependencies, 'pool' | 'environment' | 'clock'>;

/** Only while the account has the second password it was judged by: what happened meanwhile is not overwritten. */
const SET = `
  update account set second_password_hash = $2, second_password_set_at = $3
  where id = $1 and second_password_hash is not distinct from $4`;
const AUDIT = `
  insert into audit_entry (at, actor, action, entity, entity_id, before, after, university_id)
  values ($1, $2, $3, 'account', $4, $5, $6, $7)`;

async function tell(
  client: PoolClient,
  { environment }: Dependencies,
  university: LoadedProfile,
  owner: PasswordOwner,
  change: { how: 'set' | 'changed'; at: Date },
): Promise<void> {
  const { accountId, loginId, locale, mailAddress } = owner;
  if (mailAddress === null) return;
  const { profile, code } = university;
  const { publicOrigin } = addressesOf(environment);
  const forgottenUrl = publicOrigin + paths.forgottenSecondPassword(code);
  await queueMail(client, {
    key: `account:${accountId}:second-password:${change.at.toISOString()}`,
    accountId,
    template: 'second-password-changed',
    locale,
    recipient: mailAddress,
    sender: { name: profile.mail.senderName[locale], address: profile.mail.senderAddress },
    rendered: renderSecondPasswordChange({ ...change, profile, locale, loginId, forgottenUrl }),
    now: change.at,
  });
}

/**
 * Sets the second password for the first time or in place of the one that `owner` has, in one transaction with the
 * audit row, the mail that tells of it, and the end of the account's other sessions: whoever is signed in
 * elsewhere has to know the new one.
 * @param newHash argon2id
 * @param sessionId of the request itself: what becomes of it the caller decides
 * @returns false, with nothing done, when the account's second password is not the one of `owner` any more
 */
export async function storeSecondPassword(
  deps: Dependencies,
  university: LoadedProfile,
  owner: PasswordOwner,
  newHash: string,
  sessionId: string,
): Promise<boolean> {
  const { accountId, hash } = owner;
  const at = deps.clock();
  const how = hash === null ? 'set' : 'changed';
  return inTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query(SET, [accountId, newHash, at, hash]);
    if (rowCount !== 1) return false;
    const [before, after] = [{ isSet: hash !== null }, { isSet: true }];
    const actor = `account:${accountId}`;
    const action = how === 'set' ? 'second_password_set' : 'second_password_changed';
    const { universityId } = university;
    await client.query(AUDIT, [at, actor, action, accountId, before, after, universityId]);
    await endSessionsOf(client, {
      accountId,
      except: sessionId,
      because: 'password_changed',
      now: at,
    });
    await tell(client, deps, university, owner, { how, at });
    return true;
  });
}

/** Tells somebody who asks for a new second password that there is none yet. Once a minute at most. */
export async function mailThatNoneIsSet(
  { pool, environment, clock }: Dependencies,
  { code, profile }: LoadedProfile,
  { accountId, loginId, locale, mailAddress }: PasswordOwner,
): Promise<void> {
  if (mailAddress === null) return;
  const now = clock();
  const signInUrl = addressesOf(environment).publicOrigin + paths.signIn(code);
  const model = { ...emailFrame(profile), maskedUserId: maskUserId(loginId), signInUrl };
  await queueMail(pool, {
    key: `account:${accountId}:second-password-not-set:${Math.floor(now.getTime() / 60_000)}`,
    accountId,
    template: 'second-password-not-set',
    locale,
    recipient: mailAddress,
    sender: { name: profile.mail.senderName[locale], address: profile.mail.senderAddress },
    rendered: renderEmail('second-password-not-set', locale, model, now),
    now,
  });
}
