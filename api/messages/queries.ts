import type { Pool } from 'pg';
import { HELD_SECRET } from '../../platform/mail-again.ts';
import { isUuid } from '../../platform/uuid.ts';

/** How far a message has come, as the service knows. */
export type Delivery = 'queued' | 'sent' | 'came_back';

/** One mail to the account. */
export interface MessageRow {
  id: string;
  subject: string;
  createdAt: Date;
  sentAt: Date | null;
  delivery: Delivery;
  isCopy: boolean;
}

export interface Message extends MessageRow {
  recipient: string;
  text: string;
  /** It held a link or code that was good once; neither was kept. */
  heldSecret: boolean;
  orderId: string | null;
}

export interface MessageList {
  /** The confirmed address has mail that came back. */
  hasBounced: boolean;
  total: number;
  messages: MessageRow[];
}

const ROW = `'id', m.id, 'subject', m.subject, 'createdAt', m.created_at, 'sentAt', m.accepted_at,
  'delivery', case when m.state = 'undeliverable' or m.bounced_at is not null then 'came_back'
    when m.state = 'queued' then 'queued' else 'sent' end,
  'isCopy', m.sent_again_of is not null`;

type Wire<T> = Omit<T, 'createdAt' | 'sentAt'> & { createdAt: string; sentAt: string | null };

const read = <T extends MessageRow>(row: Wire<T>): T =>
  ({
    ...row,
    createdAt: new Date(row.createdAt),
    sentAt: row.sentAt === null ? null : new Date(row.sentAt),
  }) as T;

/** @param page counted from 1 @returns one page, newest first */
export async function listMessages(
  pool: Pool,
  asked: { accountId: string; page: number; pageSize: number },
): Promise<MessageList> {
  const { rows } = await pool.query<
    Omit<MessageList, 'messages'> & { messages: Wire<MessageRow>[] }
  >({
    name: 'list-messages',
    text: `with shown as (
          select * from mail_message where account_id = $1 order by created_at desc, id limit $2 offset $3
        )
        select a.mail_bounced_at is not null as "hasBounced",
          (select count(*)::int from mail_message where account_id = $1) as total,
          coalesce((select json_agg(json_build_object(${ROW}) order by m.created_at desc, m.id) from shown m), '[]')
            as messages
        from account a where a.id = $1`,
    values: [asked.accountId, asked.pageSize, (asked.page - 1) * asked.pageSize],
  });
  const [row] = rows;
  if (!row) return { hasBounced: false, total: 0, messages: [] };
  return { ...row, messages: row.messages.map((message) => read<MessageRow>(message)) };
}

/** @returns null when there is no such message, or when it is somebody else's */
export async function findMessage(
  pool: Pool,
  asked: { messageId: string; accountId: string },
): Promise<Message | null> {
  if (!isUuid(asked.messageId)) return null;
  const { rows } = await pool.query<{ message: Wire<Message> }>({
    name: 'find-message',
    text: `select json_build_object(${ROW}, 'recipient', m.recipient, 'text', m.text,
        'heldSecret', m.${HELD_SECRET}, 'orderId', m.order_id) as message
      from mail_message m where m.id = $1 and m.account_id = $2`,
    values: [asked.messageId, asked.accountId],
  });
  const [row] = rows;
  return row ? read<Message>(row.message) : null;
}
