import { writeFileSync } from 'node:fs';
import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { createApi, payPalOperations } from './api.ts';
import { createApprovalPage } from './approval-page.ts';
import { createAuthority, openAuthority } from './authority.ts';
import type { Authority } from './authority.ts';
import { describeBooks, emptyBooks } from './books.ts';
import type { Desk } from './books.ts';
import { createPayPalControl } from './control.ts';
import { createDeskPage } from './desk-page.ts';
import { PayPalProblem, problemAnswer } from './problem.ts';
import { WebhookSender } from './webhook-sender.ts';

export interface PayPalOptions {
  clientId: string;
  clientSecret: string;
  /** Part of what is signed; the receiver has to know the same. */
  webhookId: string;
  /** Where events go; absent = nowhere until `POST /paypal/control/webhooks/address`. */
  webhookUrl?: string;
  /** Real milliseconds before each further attempt to deliver an event. */
  retryDelaysMs?: readonly number[];
}

export interface PayPalParty extends Party {
  /** PEM of the authority to trust for webhooks. */
  authorityPem(): Promise<string>;
}

const second = 1000;
const minute = 60 * second;
/** PayPal tries 25 times in 3 days; here the first tries come quickly. */
const usualRetryDelaysMs = [
  ...[1, 2, 5, 10, 30].map((count) => count * second),
  ...Array.from({ length: 19 }, (_, index) => Math.min(index + 1, 10) * minute),
];

/** Strangers are only needed for forgeries; one of them serves every town of a process. */
let stranger: Promise<Authority> | undefined;
/** Without a ledger file nothing outlives the process, so its towns can share an authority. */
let shared: Promise<Authority> | undefined;

/**
 * The simulated PayPal. Base address for the merchant: `<town>/paypal`.
 *
 * With a ledger file its certificate authority is kept beside it, and what a receiver has to trust
 * is written to `paypal-authority.pem` in the same folder.
 */
export function createPayPal(context: PartyContext, options: PayPalOptions): PayPalParty {
  const url = `${context.publicUrl}/paypal`;
  const ledger = openLedger(context.ledgerFile, emptyBooks);
  const authority = authorityFor(context.ledgerFile);
  const sender = new WebhookSender({
    ledger,
    faults: context.faults,
    url,
    now: () => context.now(),
    authority,
    webhookId: options.webhookId,
    webhookUrl: options.webhookUrl ?? null,
    retryDelaysMs: options.retryDelaysMs ?? usualRetryDelaysMs,
  });
  const desk: Desk = {
    ledger,
    url,
    now: () => context.now(),
    notify: (event) => {
      sender.notify(event);
    },
  };
  const api = createApi({
    context,
    desk,
    clientId: options.clientId,
    clientSecret: options.clientSecret,
  });
  const strangers = (): Promise<Authority> => (stranger ??= createAuthority('Stranger'));

  const router = Router();
  router.get('/v1/notifications/certs/:name', async (request, response) => {
    const asked = request.params.name === 'CERT-own' ? await authority : await strangers();
    response.type('application/x-pem-file').send(asked.chainPem);
  });
  router.use(createApprovalPage(desk));
  router.use(createDeskPage(desk, sender));
  router.use(
    '/control',
    createPayPalControl({
      desk,
      sender,
      authority,
      stranger: strangers,
      forgetTokens: api.forgetTokens,
    }),
  );
  router.use(api.router);
  router.use(answerUnreadableJson);

  return {
    name: 'paypal',
    title: { ja: 'PayPal（支払い）', en: 'PayPal (payments)' },
    operations: payPalOperations,
    router,
    ledger: () => describeBooks(ledger.value),
    authorityPem: async () => (await authority).authorityPem,
    reset() {
      sender.reset();
      ledger.reset();
    },
    async start() {
      await authority;
      sender.start();
    },
    async stop() {
      await sender.stop();
      await ledger.saved();
    },
  };
}

async function authorityFor(ledgerFile: string | undefined): Promise<Authority> {
  if (ledgerFile === undefined) return (shared ??= createAuthority());
  const base = ledgerFile.replace(/\.json$/, '');
  const authority = await openAuthority(`${base}-authority.json`);
  writeFileSync(`${base}-authority.pem`, authority.authorityPem);
  return authority;
}

function answerUnreadableJson(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (!(error instanceof SyntaxError)) {
    next(error);
    return;
  }
  const answer = problemAnswer(new PayPalProblem(400, 'MALFORMED_REQUEST_JSON'));
  response.status(answer.status).send(answer.body);
}
