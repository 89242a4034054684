import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { createCashControl } from '../cash-register/control.ts';
import { createCashDeskPage } from '../cash-register/desk-page.ts';
import { SlipBook, describeCashBooks, emptyCashBooks } from '../cash-register/slip-book.ts';
import type { CashBooks } from '../cash-register/slip-book.ts';
import type { CashCounter } from '../cash-register/counters.ts';
import { openLedger } from '../ledger.ts';
import { NoticeSender } from '../notice-sender.ts';
import type { Party, PartyContext } from '../party.ts';
import { createSmartPitApi, smartPitOperations } from './api.ts';
import { noticeOf, postSigned, smartPitForgeries } from './notices.ts';
import type { SmartPitForgery } from './notices.ts';

export interface SmartPitSimulatorOptions {
  merchant: string;
  secret: string;
  /** Where notices go; absent = nowhere until `POST /smart-pit/control/notices/address`. */
  noticeUrl?: string;
  /** Real milliseconds before each further attempt to deliver a notice. */
  retryDelaysMs?: readonly number[];
}

export type SmartPitParty = Party & { counter: CashCounter };

const usualRetryDelaysMs = [1, 2, 5, 10, 30, 60, 120, 300, 600].map((seconds) => seconds * 1000);

/** The simulated Smart Pit: bills, what was paid for them, and notices. Base address: `<town>/smart-pit`. */
export function createSmartPit(
  context: PartyContext,
  options: SmartPitSimulatorOptions,
): SmartPitParty {
  const { secret } = options;
  const ledger = openLedger<CashBooks>(context.ledgerFile, emptyCashBooks);
  const title = { ja: 'スマートピット（コンビニ現金）', en: 'Smart Pit (cash at stores)' };
  const sender = new NoticeSender({
    party: 'smart-pit',
    ledger,
    faults: context.faults,
    now: () => context.now(),
    url: options.noticeUrl ?? null,
    retryDelaysMs: options.retryDelaysMs ?? usualRetryDelaysMs,
    post: ({ content }, url, { garbage, signal }) => {
      const body = Buffer.from(garbage ? '{"id":' : JSON.stringify(content));
      return postSigned({ url, secret, body }, signal);
    },
  });
  const book = new SlipBook(
    ledger,
    () => context.now(),
    (type, deposit) => {
      sender.tell(noticeOf(type, deposit, context.now()));
    },
  );

  const forge = async (forgery: string, changes: Record<string, unknown>) => {
    if (sender.url === null) return null;
    const now = context.now().toISOString();
    const deposit = {
      ...{ id: '9999999999999999', key: randomUUID(), amount: 500, currency: 'JPY' },
      ...{ kind: 'provisional', store: 'lawson', paidAt: now, reversedAt: null },
      ...changes,
    };
    const body = Buffer.from(
      JSON.stringify({ id: randomUUID(), type: 'deposit', createdAt: now, deposit }),
    );
    const how = { url: sender.url, secret, body, forgery: forgery as SmartPitForgery };
    return (await postSigned(how)).status;
  };

  const router = Router();
  router.use(
    '/control',
    createCashControl({
      ...{ book, sender, forge },
      saved: () => ledger.saved(),
      forgeries: smartPitForgeries,
    }),
  );
  router.use(createCashDeskPage({ party: 'smart-pit', title, book, sender }));
  router.use(createSmartPitApi(context, book, options, () => ledger.saved()));

  return {
    name: 'smart-pit',
    title,
    operations: smartPitOperations,
    router,
    counter: {
      provider: 'smart-pit',
      book,
      saved: () => ledger.saved(),
      isTakenAt: (slip, place) =>
        slip.method === 'transport_ic'
          ? place === 'ic-terminal'
          : place === 'familymart' || place === 'lawson',
    },
    ledger: () => describeCashBooks(ledger.value),
    reset() {
      sender.reset();
      ledger.reset();
    },
    async start() {
      sender.start();
    },
    async stop() {
      await sender.stop();
      await ledger.saved();
    },
  };
}
