import { orderMails } from '../orders/mail-gallery.ts';
import { entryIn } from '../orders/gallery-entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { messageModel, messagePage } from './message.ts';
import { messagesModel, messagesPage } from './messages.ts';
import type { Message } from './queries.ts';

const ID = '0b6f5a52-0000-4000-8000-00000000000';

function sample(locale: Locale, name: string, more: Partial<Message> = {}): Message {
  const mail = orderMails.find((one) => one.name === name)?.render(locale);
  return {
    id: `${ID}1`,
    subject: mail?.subject ?? '',
    createdAt: GALLERY_NOW,
    sentAt: GALLERY_NOW,
    delivery: 'sent',
    isCopy: false,
    recipient: 'misaki@mail.example',
    text: mail?.text ?? '',
    heldSecret: false,
    orderId: `${ID}4`,
    ...more,
  };
}

export const gallery: GalleryEntry[] = [
  entryIn('messages/messages', messagesPage, (locale) =>
    messagesModel(
      {
        hasBounced: true,
        total: 41,
        messages: [
          sample(locale, 'reminder-print', { delivery: 'queued', sentAt: null }),
          sample(locale, 'order-numbers', { isCopy: true }),
          sample(locale, 'cash-slip', { delivery: 'came_back' }),
        ],
      },
      { code: 'aomine', page: 2, pages: 3 },
    ),
  ),
  entryIn('messages/messages-none', messagesPage, () =>
    messagesModel(
      { hasBounced: false, total: 0, messages: [] },
      { code: 'aomine', page: 1, pages: 1 },
    ),
  ),
  entryIn('messages/message', messagePage, (locale) =>
    messageModel(sample(locale, 'order-numbers'), 'aomine', 'queued'),
  ),
  entryIn('messages/message-came-back', messagePage, (locale) =>
    messageModel(
      sample(locale, 'cash-slip', { delivery: 'came_back', heldSecret: true }),
      'aomine',
      'limit',
    ),
  ),
];
