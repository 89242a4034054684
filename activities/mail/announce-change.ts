import { maskMailAddress } from '../../domain/mail/address.ts';
import { objectionEndsAt } from '../../domain/mail/objection.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { queueMail } from '../../platform/mail-queue.ts';
import { hashToken } from '../../platform/one-time-proof.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { objectionToken, storedObjectionUrl } from './objection-link.ts';
import { sendMails } from './outbox.ts';

type Dependencies = Pick<
  ActivityDependencies,
  'pool' | 'mail' | 'clock' | 'logger' | 'publicOrigin' | 'linkSecret'
>;

interface Change {
  id: string;
  accountId: string | null;
  mailAddress: string;
  /** Null for every other purpose, and when the same address is only confirmed again. */
  oldAddress: string | null;
  locale: string;
  requestedAt: Date;
}

/**
 * Tells the address in use that it is to be replaced, with the way to object: once a request, however
 * often it is called. A mailbox that takes no mail, or a mail server that is away, hinders nothing.
 */
export async function announceChange(
  deps: Dependencies,
  change: Change,
  profile: UniversityProfile,
): Promise<void> {
  const { id, accountId, oldAddress, requestedAt } = change;
  if (oldAddress === null || accountId === null) return;
  const now = deps.clock();
  const locale: Locale = change.locale === 'en' ? 'en' : 'ja';
  const key = `email-verification:${id}:asked`;
  await deps.pool.query('UPDATE one_time_link SET objection_hash = $2 WHERE id = $1', [
    id,
    hashToken(objectionToken(id, deps.linkSecret)),
  ]);
  const model = {
    ...emailFrame(profile),
    maskedAddress: maskMailAddress(change.mailAddress),
    at: requestedAt,
    objection: {
      url: storedObjectionUrl(deps.publicOrigin),
      until: objectionEndsAt(requestedAt, profile.oneTimeLink.objectionDays),
    },
  };
  await queueMail(deps.pool, {
    key,
    accountId,
    template: 'mail-address-change-asked',
    locale,
    recipient: oldAddress,
    sender: { name: profile.mail.senderName[locale], address: profile.mail.senderAddress },
    rendered: renderEmail('mail-address-change-asked', locale, model, now),
    now,
  });
  await sendMails(deps, [key]);
}
