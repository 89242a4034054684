import type { Request, Response } from 'express';
import { MOST_COPIES_A_DAY, sendMailAgain } from '../../platform/mail-again.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { TONES } from './messages.ts';
import { findMessage } from './queries.ts';
import type { Message } from './queries.ts';

/** What has just been done, as the address says it. */
const DONE = ['queued', 'limit', 'not_possible'] as const;
type Done = (typeof DONE)[number];

export interface MessageModel extends Omit<Message, 'id' | 'orderId'> {
  tone: string;
  /** How often a day it may be sent again. */
  most: number;
  done: Done | null;
  againHref: string;
  orderHref: string | null;
  listHref: string;
  changeAddressHref: string;
}

export const messagePage = definePage<MessageModel>('messages/message');

/** GET: what the mail says. */
export function showMessage(deps: AppDependencies): Handler {
  return async (req, res) => {
    const message = await messageOf(deps, req, res);
    const done = DONE.find((known) => known === req.query.done) ?? null;
    renderPage(res, messagePage, messageModel(message, universityOf(res).code, done));
  };
}

/** POST: the same once more, to the address that is confirmed now; a few times a day. */
export function submitSendAgain(deps: AppDependencies): Handler {
  return async (req, res) => {
    const { id } = await messageOf(deps, req, res);
    const { accountId } = accountOf(res);
    const sent = await sendMailAgain(deps.pool, {
      messageId: id,
      of: { accountId },
      actor: `account:${accountId}`,
      now: deps.clock(),
    });
    res.redirect(303, `${paths.message(universityOf(res).code, id)}?done=${sent}`);
  };
}

/** @throws NotFound when there is no such message, or when it is somebody else's */
async function messageOf(
  { pool }: AppDependencies,
  req: Request<{ message?: string }>,
  res: Response,
): Promise<Message> {
  const { accountId } = accountOf(res);
  const message = await findMessage(pool, { messageId: req.params.message ?? '', accountId });
  if (!message) throw new NotFound('no such message');
  return message;
}

export function messageModel(message: Message, code: string, done: Done | null): MessageModel {
  const { id, orderId, ...rest } = message;
  return {
    ...rest,
    tone: TONES[message.delivery],
    most: MOST_COPIES_A_DAY,
    done,
    againHref: paths.sendMessageAgain(code, id),
    orderHref: orderId === null ? null : paths.order(code, orderId),
    listHref: paths.messages(code),
    changeAddressHref: paths.changeMailAddress(code),
  };
}
