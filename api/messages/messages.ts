import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { paginationOf, readPage } from '../rendering/pagination.ts';
import type { Pagination } from '../rendering/pagination.ts';
import { renderPage } from '../rendering/render-page.ts';
import { listMessages } from './queries.ts';
import type { Delivery, MessageList } from './queries.ts';

const PAGE_SIZE = 20;

/** How each stage of delivery looks, beside its words. */
export const TONES: Readonly<Record<Delivery, 'waiting' | 'done' | 'stopped'>> = {
  queued: 'waiting',
  sent: 'done',
  came_back: 'stopped',
};

export interface MessagesModel {
  hasBounced: boolean;
  changeAddressHref: string;
  messages: {
    subject: string;
    at: Date;
    delivery: Delivery;
    tone: string;
    isCopy: boolean;
    href: string;
  }[];
  pagination: Pagination | null;
}

/** Every mail that the service sent to the account, with how far it came. */
export const messagesPage = definePage<MessagesModel>('messages/messages');

/** GET: newest first. */
export function showMessages({ pool }: AppDependencies): Handler {
  return async (req, res) => {
    const { accountId } = accountOf(res);
    const { code } = universityOf(res);
    const page = readPage(req.query.page);
    const list = await listMessages(pool, { accountId, page, pageSize: PAGE_SIZE });
    const pages = Math.max(1, Math.ceil(list.total / PAGE_SIZE));
    if (page > pages) throw new NotFound('no such page of the list');
    renderPage(res, messagesPage, messagesModel(list, { code, page, pages }));
  };
}

export function messagesModel(
  { hasBounced, messages }: MessageList,
  { code, page, pages }: { code: string; page: number; pages: number },
): MessagesModel {
  const href = (number: number) =>
    number === 1 ? paths.messages(code) : `${paths.messages(code)}?page=${number}`;
  return {
    hasBounced,
    changeAddressHref: paths.changeMailAddress(code),
    messages: messages.map(({ id, subject, createdAt, sentAt, delivery, isCopy }) => ({
      subject,
      at: sentAt ?? createdAt,
      delivery,
      tone: TONES[delivery],
      isCopy,
      href: paths.message(code, id),
    })),
    pagination: paginationOf({ page, pages }, href),
  };
}
