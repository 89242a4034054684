import express, { Router } from 'express';
import type { Address } from 'postal-mime';
import { z } from 'zod';
import { isStatus, returnToSender } from './bounces.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';

const querySchema = z.object({
  to: z.string().optional(),
  after: z.string().optional(),
  wait: z.coerce.number().int().min(0).max(60_000).default(0),
  count: z.coerce.number().int().min(1).default(1),
});

/**
 * The mailbox for tests, under `/mailbox/control`:
 *
 * - `GET messages?to=&after=` → `{"messages": […]}`, oldest first. `to` is a recipient or a part of one, `after` the id
 *   of a mail that was seen before. With `wait=5000&count=2` the answer comes as soon as two mails match, or after five
 *   seconds with those there are, so that no test has to sleep.
 * - `POST messages/<id>/bounce` with `{"status": "5.1.1"}` returns a mail to where its envelope came from, as a mail
 *   server does that finds out later; the answer tells what the receiver answered.
 * - `DELETE messages` forgets them all.
 */
export function createMailboxControl(store: MessageStore, bouncesUrl: string | undefined): Router {
  const router = Router();
  router.get('/messages', async (request, response) => {
    const query = querySchema.safeParse(request.query);
    if (!query.success) {
      response.status(400).json({ error: z.prettifyError(query.error) });
      return;
    }
    const { to, after, wait, count } = query.data;
    const found = await store.waitFor({ to, after }, { count, milliseconds: wait });
    response.json({ messages: await Promise.all(found.map((one) => represent(store, one))) });
  });
  router.post('/messages/:id/bounce', express.json(), async (request, response) => {
    const { status = '5.1.1' } = (request.body ?? {}) as { status?: unknown };
    const message = store.find(request.params.id);
    if (!message || !bouncesUrl || typeof status !== 'string' || !isStatus(status)) {
      response.status(message ? 400 : 404).json({ error: 'no such mail, address or status' });
      return;
    }
    response.json({ answered: await returnToSender(bouncesUrl, message, status) });
  });
  router.delete('/messages', (_request, response) => {
    store.clear();
    response.status(204).end();
  });
  return router;
}

async function represent(store: MessageStore, message: StoredMessage): Promise<object> {
  const mail = await store.read(message);
  return {
    id: message.id,
    messageId: mail.messageId ?? null,
    from: mail.from ? writeAddress(mail.from) : message.envelope.from,
    to: message.envelope.to.join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    receivedAt: message.receivedAt,
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    attachments: mail.attachments.map(({ filename, mimeType }) => ({ filename, mimeType })),
  };
}

/** `Name <address>`, as a mail program shows it. */
export function writeAddress({ name, address }: Address): string {
  return name === '' ? (address ?? '') : `${name} <${address ?? ''}>`;
}
