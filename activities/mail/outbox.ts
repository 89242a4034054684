import { randomUUID } from 'node:crypto';
import { MailRefused, MailUnavailable } from '../../gateways/mail/port.ts';
import type { OutgoingMail } from '../../gateways/mail/port.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { bounceAddress } from '../../platform/bounce-address.ts';
import { messageIdFor } from '../../platform/mail-queue.ts';
import type { EmailModels } from '../../rendering/email-models.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { backOff } from '../failures.ts';
import { fillInObjection } from './objection-link.ts';

type OutboxDependencies = Pick<
  ActivityDependencies,
  'pool' | 'mail' | 'clock' | 'logger' | 'linkSecret'
>;

/** While a message is being sent nobody else takes it. Milliseconds; longer than any SMTP conversation of ours. */
const LEASE = 60_000;
const LONGEST_WAIT = 30 * 60_000;

export interface OrderMail<N extends keyof EmailModels> {
  order: OrderRecord;
  profile: UniversityProfile;
  /** What makes it one message: `order:<id>:<key>`. */
  key: string;
  template: N;
  model: EmailModels[N];
}

/**
 * Stores a mail about an order and tries to send it at once. It stays queued when the mail server does not take it;
 * housekeeping sends it later. A key that was used before sends nothing anew.
 */
export async function mailAboutOrder<N extends keyof EmailModels>(
  deps: OutboxDependencies,
  { order, profile, key, template, model }: OrderMail<N>,
): Promise<void> {
  if (order.mailAddress === null) return;
  const rendered = renderEmail(template, order.locale, model, deps.clock());
  const fullKey = `order:${order.id}:${key}`;
  const { rows } = await deps.pool.query<QueuedMail>(
    `INSERT INTO mail_message (id, key, account_id, order_id, template, locale, recipient, sender, sender_name, message_id,
       subject, text, html, state, attempts, next_try_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'queued', 1, $14)
     ON CONFLICT (key) DO NOTHING RETURNING ${MAIL_COLUMNS}`,
    [
      randomUUID(),
      fullKey,
      order.accountId,
      order.id,
      template,
      order.locale,
      order.mailAddress,
      profile.mail.senderAddress,
      profile.mail.senderName[order.locale],
      messageIdFor(fullKey, profile.mail.senderAddress),
      rendered.subject,
      rendered.text,
      rendered.html,
      new Date(deps.clock().getTime() + LEASE),
    ],
  );
  const [queued] = rows;
  if (queued) await send(deps, queued);
}

/**
 * Sends what is waiting, oldest first.
 * @returns how many messages the mail server took
 */
export function sendWaitingMails(deps: OutboxDependencies): Promise<number> {
  return sendDue(deps, null);
}

/**
 * Sends these mails, as far as they wait and nobody else is sending them.
 * @returns how many messages the mail server took
 */
export function sendMails(deps: OutboxDependencies, keys: string[]): Promise<number> {
  return sendDue(deps, keys);
}

async function sendDue(deps: OutboxDependencies, keys: string[] | null): Promise<number> {
  const now = deps.clock();
  const { rows } = await deps.pool.query<QueuedMail>(
    `UPDATE mail_message SET next_try_at = $2, attempts = attempts + 1
     WHERE id IN (SELECT id FROM mail_message WHERE state = 'queued' AND next_try_at <= $1
                    AND ($3::text[] IS NULL OR key = ANY($3))
                  ORDER BY next_try_at LIMIT 100 FOR UPDATE SKIP LOCKED)
     RETURNING ${MAIL_COLUMNS}`,
    [now, new Date(now.getTime() + LEASE), keys],
  );
  let sent = 0;
  for (const queued of rows) if (await send(deps, queued)) sent += 1;
  return sent;
}

const MAIL_COLUMNS = `id, key, recipient, sender, sender_name AS "senderName", message_id AS "messageId", subject, text, html,
  locale, attempts`;

interface QueuedMail {
  id: string;
  key: string;
  recipient: string;
  sender: string;
  senderName: string;
  messageId: string;
  subject: string;
  text: string;
  html: string;
  locale: OutgoingMail['locale'];
  attempts: number;
}

async function send(deps: OutboxDependencies, mail: QueuedMail): Promise<boolean> {
  const { text, html } = fillInObjection(mail, deps.linkSecret);
  try {
    await deps.mail.send({
      messageId: mail.messageId,
      from: { name: mail.senderName, address: mail.sender },
      bounceAddress: bounceAddress(mail.id, mail.sender, deps.linkSecret),
      to: mail.recipient,
      subject: mail.subject,
      text,
      html,
      locale: mail.locale,
    });
  } catch (error) {
    await recordFailure(deps, mail, error);
    return false;
  }
  await deps.pool.query(
    `UPDATE mail_message SET state = 'accepted', accepted_at = $2, next_try_at = NULL WHERE id = $1`,
    [mail.id, deps.clock()],
  );
  return true;
}

async function recordFailure(
  deps: OutboxDependencies,
  mail: QueuedMail,
  error: unknown,
): Promise<void> {
  if (error instanceof MailRefused) {
    await deps.pool.query(
      `UPDATE mail_message SET state = 'undeliverable', reason = $2, next_try_at = NULL WHERE id = $1`,
      [mail.id, error.smtpCode === null ? 'refused' : `smtp ${error.smtpCode}`],
    );
    return;
  }
  if (!(error instanceof MailUnavailable)) throw error;
  const wait = 15_000 + backOff(mail.attempts, LONGEST_WAIT);
  deps.logger.warn({ mailId: mail.id, attempts: mail.attempts }, 'mail waits for the mail server');
  await deps.pool.query(`UPDATE mail_message SET next_try_at = $2 WHERE id = $1`, [
    mail.id,
    new Date(deps.clock().getTime() + wait),
  ]);
}
