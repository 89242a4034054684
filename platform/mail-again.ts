import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { messageIdFor } from './mail-queue.ts';

/** How often a message may be sent again within a day. */
export const MOST_COPIES_A_DAY = 3;

/**
 * In SQL, of a row of mail_message: it held a link or code that was good once, of which no copy was kept; sent again it
 * would say nothing.
 */
export const HELD_SECRET = `key LIKE 'email-verification:%'`;

export type SentAgain =
  /** It goes out within a minute, to the address that is confirmed now. */
  | 'queued'
  /** It was sent again often enough for today. */
  | 'limit'
  /** It held a one-time link, or the account has no confirmed address. */
  | 'not_possible'
  | 'missing';

const SEND_AGAIN = `
WITH asked AS (
  SELECT m.*, a.mail_address, a.university_id AS its_university,
    m.${HELD_SECRET} OR a.mail_address IS NULL AS is_impossible, coalesce(m.sent_again_of, m.id) AS root
  FROM mail_message m JOIN account a ON a.id = m.account_id
  WHERE m.id = $1 AND (m.account_id = $2 OR a.university_id = $3)
), counted AS (
  SELECT count(c.id) AS copies, count(c.id) FILTER (WHERE c.created_at > $4::timestamptz - interval '1 day') AS recent
  FROM asked LEFT JOIN mail_message c ON c.sent_again_of = asked.root AND c.account_id = asked.account_id
), sent AS (
  INSERT INTO mail_message (id, key, account_id, order_id, template, locale, recipient, sender, sender_name, message_id,
    subject, text, html, state, attempts, next_try_at, created_at, sent_again_of)
  SELECT $5, 'again:' || asked.root || ':' || counted.copies + 1, asked.account_id, asked.order_id, asked.template,
    asked.locale, asked.mail_address, asked.sender, asked.sender_name, $6, asked.subject, asked.text, asked.html,
    'queued', 0, $4, $4, asked.root
  FROM asked, counted WHERE NOT asked.is_impossible AND counted.recent < ${MOST_COPIES_A_DAY}
  ON CONFLICT (key) DO NOTHING
  RETURNING account_id, template
), audited AS (
  INSERT INTO audit_entry (actor, action, entity, entity_id, after, university_id)
  SELECT $7, 'mail_sent_again', 'account', sent.account_id::text, jsonb_build_object('template', sent.template),
    asked.its_university
  FROM sent, asked
)
SELECT asked.is_impossible AS "isImpossible", counted.recent::int AS recent FROM asked, counted`;

/**
 * Sends a message once more, with the same words, to the address that is confirmed now. Two presses at the same
 * moment are one copy.
 * @param asked whose message it must be: that of one account, or of any of one university for its staff
 * @param asked.actor `account:<id>` or `staff:<id>`
 */
export async function sendMailAgain(
  pool: Pool,
  asked: {
    messageId: string;
    of: { accountId: string } | { universityId: string };
    actor: string;
    now: Date;
  },
): Promise<SentAgain> {
  const id = randomUUID();
  const { rows } = await pool.query<{ isImpossible: boolean; recent: number }>(SEND_AGAIN, [
    asked.messageId,
    'accountId' in asked.of ? asked.of.accountId : null,
    'universityId' in asked.of ? asked.of.universityId : null,
    asked.now,
    id,
    messageIdFor(id, 'again.invalid'),
    asked.actor,
  ]);
  const [row] = rows;
  if (!row) return 'missing';
  if (row.isImpossible) return 'not_possible';
  return row.recent < MOST_COPIES_A_DAY ? 'queued' : 'limit';
}
