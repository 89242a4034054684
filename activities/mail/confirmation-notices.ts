import { maskMailAddress } from '../../domain/mail/address.ts';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import { objectionEndsAt } from '../../domain/mail/objection.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { queueMail } from '../../platform/mail-queue.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import type { EmailFrame, EmailModels } from '../../rendering/email-models.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { RenderedEmail } from '../../rendering/render-email.ts';
import { renderSecondPasswordChange } from '../../rendering/second-password-mails.ts';
import type { EmailVerificationActivities } from '../../workflows/email-verification/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { storedObjectionUrl } from './objection-link.ts';
import { sendMails } from './outbox.ts';

/** What a notice may tell. */
export interface NoticeFacts {
  frame: EmailFrame;
  profile: UniversityProfile;
  /** `https://…`, without a trailing slash. */
  publicOrigin: string;
  universityCode: string;
  link: {
    mailAddress: string;
    oldAddress: string | null;
    requestedAt: Date;
    usedAt: Date;
    account: { loginId: string };
  };
}

/** One mail that says what was done. */
export interface Notice {
  /** Distinguishes the mails of one request. */
  key: string;
  recipient: string;
  template: keyof EmailModels;
  render(locale: Locale, now: Date): RenderedEmail;
}

/** @returns a notice with the model that fits its template */
export function notice<N extends keyof EmailModels>(
  to: { key: string; recipient: string },
  template: N,
  model: EmailModels[N],
): Notice {
  return { ...to, template, render: (locale, now) => renderEmail(template, locale, model, now) };
}

/** To both addresses: the old one can still get itself back. */
function addressChanged({ frame, profile, publicOrigin, link }: NoticeFacts): Notice[] {
  const { mailAddress, oldAddress, requestedAt, usedAt: at } = link;
  const facts = { ...frame, maskedAddress: maskMailAddress(mailAddress), at };
  const template = 'mail-address-changed';
  const toNew = { key: 'changed', recipient: mailAddress };
  // The same address was only confirmed again: nobody has to be told.
  if (oldAddress === null) return [];
  const toOld = { key: 'changed-old', recipient: oldAddress };
  const until = objectionEndsAt(requestedAt, profile.oneTimeLink.objectionDays);
  const objection = { url: storedObjectionUrl(publicOrigin), until };
  return [
    notice(toOld, template, { ...facts, objection }),
    notice(toNew, template, { ...facts, objection: null }),
  ];
}

/** To the mailbox through which it was done. */
function secondPasswordReset({
  profile,
  publicOrigin,
  universityCode,
  link,
}: NoticeFacts): Notice[] {
  const { mailAddress, usedAt, account } = link;
  const change = {
    how: 'reset' as const,
    profile,
    loginId: account.loginId,
    at: usedAt,
    forgottenUrl: `${publicOrigin}/${universityCode}/second-password/forgotten`,
  };
  return [
    {
      key: 'reset',
      recipient: mailAddress,
      template: 'second-password-changed',
      render: (locale) => renderSecondPasswordChange({ ...change, locale }),
    },
  ];
}

/** By purpose; every one of `PURPOSES_WITH_NOTICES` has its own here. */
const NOTICES: Partial<Record<LinkPurpose, (facts: NoticeFacts) => Notice[]>> = {
  change_address: addressChanged,
  reset_second_password: secondPasswordReset,
};

/**
 * Leaves the mails that say what was done in the outbox, once each, and tries to send them at once; what the mail server
 * does not take now is sent by housekeeping.
 */
export function createSendConfirmationNotices(
  deps: ActivityDependencies,
): EmailVerificationActivities['sendConfirmationNotices'] {
  return async ({ linkId }) => {
    const link = await deps.prisma.oneTimeLink.findUniqueOrThrow({
      where: { id: linkId },
      include: { account: { include: { university: true } } },
    });
    const { account, usedAt } = link;
    if (!account || !usedAt) throw new Error(`the request ${linkId} was not confirmed by anybody`);
    const loaded = await deps.profiles.forUniversity(link.universityId, usedAt);
    if (!loaded) throw new Error(`no settings in force for the university of request ${linkId}`);
    const { profile } = loaded;
    const locale: Locale = link.locale === 'en' ? 'en' : 'ja';
    const facts: NoticeFacts = {
      frame: emailFrame(profile),
      profile,
      publicOrigin: deps.publicOrigin,
      universityCode: account.university.code,
      link: { ...link, usedAt, account },
    };
    const keys: string[] = [];
    for (const one of NOTICES[link.purpose as LinkPurpose]?.(facts) ?? []) {
      const key = `email-verification:${linkId}:${one.key}`;
      keys.push(key);
      await queueMail(deps.pool, {
        key,
        accountId: account.id,
        template: one.template,
        locale,
        recipient: one.recipient,
        sender: { name: profile.mail.senderName[locale], address: profile.mail.senderAddress },
        rendered: one.render(locale, deps.clock()),
        now: deps.clock(),
      });
    }
    await sendMails(deps, keys);
  };
}
