import { createHash, randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Locale } from '../domain/university/profile.ts';

/** @returns the same Message-ID for the same key, so that a repeat is recognised (I12) */
export function messageIdFor(key: string, senderAddress: string): string {
  const local = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `<${local}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}>`;
}

export interface MailToQueue {
  /** What makes it one message, e.g. `account:<id>:second-password:<instant>`. */
  key: string;
  accountId: string;
  /** Absent when it is about the account. */
  orderId?: string;
  /** Name of the folder in views/emails. */
  template: string;
  locale: Locale;
  recipient: string;
  sender: { name: string; address: string };
  rendered: { subject: string; text: string; html: string };
  now: Date;
}

const INSERT = `
  insert into mail_message (id, key, account_id, order_id, template, locale, recipient, sender, sender_name, message_id,
    subject, text, html, state, attempts, next_try_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'queued', 0, $14)
  on conflict (key) do nothing`;

/**
 * Leaves a mail about an account to be sent: in the transaction that changes what it tells of, so that there is never
 * the one without the other. Housekeeping sends it within a minute, and again while the mail server is away. A key that
 * was used before sends nothing anew.
 */
export async function queueMail(client: Pool | PoolClient, mail: MailToQueue): Promise<void> {
  const { key, sender, rendered } = mail;
  await client.query(INSERT, [
    randomUUID(),
    key,
    mail.accountId,
    mail.orderId ?? null,
    mail.template,
    mail.locale,
    mail.recipient,
    sender.address,
    sender.name,
    messageIdFor(key, sender.address),
    rendered.subject,
    rendered.text,
    rendered.html,
    mail.now,
  ]);
}
