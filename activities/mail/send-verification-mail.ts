import { createHmac, randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { MailRefused } from '../../gateways/mail/port.ts';
import { bounceAddress } from '../../platform/bounce-address.ts';
import { hashCode, hashToken } from '../../platform/one-time-proof.ts';
import { messageIdFor } from '../../platform/mail-queue.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { PURPOSES_WITH_CODE } from '../../domain/mail/link-purposes.ts';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { MAIL_UNDELIVERABLE } from '../../workflows/email-verification/contract.ts';
import type {
  EmailVerificationActivities,
  VerificationMailAccepted,
} from '../../workflows/email-verification/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { announceChange } from './announce-change.ts';
import { LINK_MAILS } from './link-mails.ts';
import { NOT_KEPT } from './objection-link.ts';

type Dependencies = Pick<
  ActivityDependencies,
  'prisma' | 'pool' | 'profiles' | 'mail' | 'clock' | 'logger' | 'publicOrigin' | 'linkSecret'
>;

/**
 * Token (256 bits) and code of one mail. Derived from the request, not drawn: when the mail server's reply is lost and
 * the mail is sent again, it is the same mail with the same link, so the one that arrived first works too (I12).
 */
function secretsOf(linkId: string, attempt: number, secret: string) {
  const derive = (what: string) =>
    createHmac('sha256', secret).update(`${what}:${linkId}:${attempt}`).digest();
  return {
    token: derive('token').toString('base64url'),
    code: String(derive('code').readUIntBE(0, 6) % 1_000_000).padStart(6, '0'),
  };
}

/**
 * Makes token and code, stores their hashes, and sends the mail; the clock starts when the mail was accepted.
 * The stored copy of the mail holds neither.
 */
export function createSendVerificationMail(
  deps: Dependencies,
): EmailVerificationActivities['sendVerificationMail'] {
  return async ({ linkId, ttlMinutes, attempt }) => {
    const link = await deps.prisma.oneTimeLink.findUniqueOrThrow({
      where: { id: linkId },
      include: { account: true, staff: true },
    });
    const loaded = await deps.profiles.forUniversity(link.universityId, link.requestedAt);
    if (!loaded) throw new Error(`no settings in force for the university of request ${linkId}`);
    const { profile } = loaded;
    const locale: Locale = link.locale === 'en' ? 'en' : 'ja';
    const purpose = link.purpose as LinkPurpose;
    const mail = LINK_MAILS[purpose];
    if (!mail) throw new Error(`there is no mail for links of ${purpose}`);
    const hasCode = PURPOSES_WITH_CODE.has(purpose);
    const { token, code } = secretsOf(linkId, attempt, deps.linkSecret);
    const tokenHash = hashToken(token);
    const codeHash = hasCode ? hashCode(code, linkId, deps.linkSecret) : null;

    await storeHashes(deps, linkId, tokenHash, codeHash);
    const frame = emailFrame(profile);
    const words = (url: string, shownCode: string) => {
      const facts = { frame, link, url, code: hasCode ? shownCode : '', minutes: ttlMinutes };
      return mail.render(locale, facts, deps.clock());
    };
    const key = `email-verification:${linkId}:${attempt}`;
    const messageId = messageIdFor(key, profile.mail.senderAddress);
    const kept = words(`${deps.publicOrigin}/cert/${NOT_KEPT}`, NOT_KEPT);
    const mailRow = await deps.prisma.mailMessage.upsert({
      where: { key },
      create: {
        id: randomUUID(),
        key,
        accountId: link.accountId,
        template: mail.template,
        locale,
        recipient: link.mailAddress,
        sender: profile.mail.senderAddress,
        senderName: profile.mail.senderName[locale],
        messageId,
        ...kept,
        attempts: 1,
      },
      update: { attempts: { increment: 1 } },
    });
    const outgoing = {
      messageId,
      from: { name: profile.mail.senderName[locale], address: profile.mail.senderAddress },
      bounceAddress: bounceAddress(mailRow.id, profile.mail.senderAddress, deps.linkSecret),
      to: link.mailAddress,
      ...words(`${deps.publicOrigin}/cert/${token}`, code),
      locale,
    };
    // At the same moment: neither mail waits for the other's mailbox, and whatever becomes of one hinders not the other.
    const [sent, announced] = await Promise.allSettled([
      deps.mail.send(outgoing),
      announceChange(deps, link, profile),
    ]);
    if (announced.status === 'rejected') throw announced.reason;
    if (sent.status === 'rejected') {
      if (!(sent.reason instanceof MailRefused)) throw sent.reason;
      await deps.prisma.mailMessage.update({
        where: { id: mailRow.id },
        data: { state: 'undeliverable', reason: `smtp ${sent.reason.smtpCode ?? 'malformed'}` },
      });
      throw ApplicationFailure.nonRetryable('the address does not take mail', MAIL_UNDELIVERABLE);
    }
    const sentAt = deps.clock();
    const expiresAt = new Date(sentAt.getTime() + ttlMinutes * 60_000);
    await recordAcceptance(deps, {
      linkId,
      mailId: mailRow.id,
      sentAt,
      expiresAt,
      coolDownSeconds: profile.oneTimeLink.resendCoolDownSeconds,
    });
    return {
      tokenHash,
      codeHash,
      sentAt: sentAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    } satisfies VerificationMailAccepted;
  };
}

/**
 * The newest mail's proofs replace the older ones, which are remembered as superseded. New digits bring new guesses;
 * the same mail tried again (the mail server was away) does not.
 */
async function storeHashes(
  { pool }: Dependencies,
  linkId: string,
  tokenHash: string,
  codeHash: string | null,
): Promise<void> {
  await pool.query(
    `WITH old AS (SELECT id, token_hash FROM one_time_link WHERE id = $1 FOR UPDATE),
     replaced AS (
       INSERT INTO one_time_link_superseded (token_hash, link_id)
       SELECT token_hash, id FROM old WHERE token_hash IS NOT NULL AND token_hash <> $2
       ON CONFLICT DO NOTHING
     )
     UPDATE one_time_link SET token_hash = $2, code_hash = $3, revision = revision + 1,
       code_attempts = CASE WHEN token_hash = $2 THEN code_attempts ELSE 0 END
     WHERE id = (SELECT id FROM old)`,
    [linkId, tokenHash, codeHash],
  );
}

async function recordAcceptance(
  { prisma }: Dependencies,
  accepted: {
    linkId: string;
    mailId: string;
    sentAt: Date;
    expiresAt: Date;
    coolDownSeconds: number;
  },
): Promise<void> {
  const { linkId, mailId, sentAt, expiresAt, coolDownSeconds } = accepted;
  await prisma.$transaction([
    prisma.mailMessage.update({
      where: { id: mailId },
      data: { state: 'accepted', acceptedAt: sentAt },
    }),
    prisma.oneTimeLink.update({
      where: { id: linkId },
      data: {
        sentAt,
        expiresAt,
        resendAllowedAt: new Date(sentAt.getTime() + coolDownSeconds * 1_000),
        revision: { increment: 1 },
      },
    }),
  ]);
}
