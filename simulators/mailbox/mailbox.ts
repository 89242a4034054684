import { Router } from 'express';
import { languageOf } from '../html.ts';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { returnToSender } from './bounces.ts';
import { createMailboxControl } from './control.ts';
import { listPage } from './list-page.ts';
import { messagePage } from './message-page.ts';
import { framedHtml, HTML_PART_POLICY } from './html-part.ts';
import { MessageStore } from './message-store.ts';
import type { MailboxLedger } from './message-store.ts';
import { openSmtpServer, smtpOperations } from './smtp-server.ts';
import type { SmtpListener } from './smtp-server.ts';

export interface MailboxOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 picks a free one. */
  port: number;
  /** Where mails go that come back, e.g. `https://service.example/webhooks/bounced-mail`; without it none does. */
  bouncesUrl?: string;
  /** How many of the newest mails are kept; default 2000. */
  kept?: number;
}

export interface Mailbox extends Party {
  /** e.g. `smtp://127.0.0.1:2525`; throws before `start`. */
  readonly smtpUrl: string;
}

const MAILS_SHOWN = 100;

/**
 * Everybody's mailbox: a mail server that keeps what it is sent, and pages to read it. For tests see
 * `createMailboxControl`.
 *
 * Faults: `connect`, `recipient`, `data`. At `recipient`, `refuse` answers 550 and `fail-before` 451 (greylisting, as
 * often as `times` says); at `data`, `drop-after` keeps the mail and loses the reply. `detail.recipient` (an address or
 * `@domain`) limits a fault to some recipients, `detail.code` chooses another reply code.
 */
export function createMailbox(context: PartyContext, options: MailboxOptions): Mailbox {
  const host = options.host ?? '127.0.0.1';
  const ledger = openLedger<MailboxLedger>(context.ledgerFile, { messages: [] });
  const store = new MessageStore(ledger, () => context.now(), options.kept ?? 2000);
  let server: SmtpListener | undefined;

  const router = Router();
  router.use('/control', createMailboxControl(store, options.bouncesUrl));
  router.get('/', async (request, response) => {
    const to = typeof request.query.to === 'string' ? request.query.to : '';
    const found = store.list({ to }).toReversed();
    const shown = await Promise.all(
      found.slice(0, MAILS_SHOWN).map(async (message) => ({
        message,
        subject: (await store.read(message)).subject ?? '',
      })),
    );
    response.send(listPage({ language: languageOf(request.query), to, shown, all: found.length }));
  });
  router.get('/:id', async (request, response, next) => {
    const message = store.find(request.params.id);
    if (!message) {
      next();
      return;
    }
    const mail = await store.read(message);
    const isReturned = request.query.returned !== undefined;
    const canReturn = options.bouncesUrl !== undefined && !isReturned;
    const language = languageOf(request.query);
    response.send(messagePage({ language, message, mail, canReturn, isReturned }));
  });
  router.post('/:id/bounce', async (request, response, next) => {
    const message = store.find(request.params.id);
    if (!message || !options.bouncesUrl) {
      next();
      return;
    }
    await returnToSender(options.bouncesUrl, message, '5.1.1');
    response.redirect(303, `/mailbox/${message.id}?returned&lang=${languageOf(request.query)}`);
  });
  router.get('/:id/html', async (request, response, next) => {
    const message = store.find(request.params.id);
    const part = message && (await store.read(message)).html;
    if (!part) {
      next();
      return;
    }
    response.set('Content-Security-Policy', HTML_PART_POLICY).send(framedHtml(part));
  });
  router.get('/:id/raw', (request, response, next) => {
    const message = store.find(request.params.id);
    if (!message) {
      next();
      return;
    }
    response.attachment(`${message.id}.eml`).type('application/octet-stream');
    response.send(Buffer.from(message.raw, 'base64'));
  });
  router.get('/:id/attachments/:number', async (request, response, next) => {
    const message = store.find(request.params.id);
    const mail = message && (await store.read(message));
    const attachment = mail?.attachments[Number(request.params.number)];
    if (!attachment) {
      next();
      return;
    }
    // Never shown in the town's own origin: what came by mail may be a page with scripts.
    response.attachment(attachment.filename ?? 'attachment').type('application/octet-stream');
    response.set('X-Content-Type-Options', 'nosniff');
    const { content } = attachment;
    response.send(Buffer.from(typeof content === 'string' ? content : new Uint8Array(content)));
  });

  return {
    name: 'mailbox',
    title: { ja: 'メールボックス', en: 'Mailbox' },
    operations: smtpOperations,
    router,
    get smtpUrl() {
      if (!server) throw new Error('The mailbox has not been started.');
      return `smtp://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
    },
    ledger: () => ledger.value,
    reset() {
      ledger.reset();
    },
    async start() {
      server = await openSmtpServer({
        host,
        port: options.port,
        faults: context.faults,
        onMessage: (envelope, raw) => store.add(envelope, raw),
      });
    },
    async stop() {
      await server?.close();
      server = undefined;
      await ledger.saved();
    },
  };
}
