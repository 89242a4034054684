import { randomUUID } from 'node:crypto';
import { Router, json } from 'express';
import { z } from 'zod';
import { createCashControl } from '../cash-register/control.ts';
import type { CashCounter } from '../cash-register/counters.ts';
import { createCashDeskPage } from '../cash-register/desk-page.ts';
import { SlipBook, describeCashBooks, emptyCashBooks } from '../cash-register/slip-book.ts';
import type { CashBooks, SlipEntry } from '../cash-register/slip-book.ts';
import { openLedger } from '../ledger.ts';
import { NoticeSender } from '../notice-sender.ts';
import type { Party, PartyContext } from '../party.ts';
import { createHostedPage } from './hosted-page.ts';
import {
  issuedNotice,
  newsOf,
  noticeFields,
  paymentNotice,
  postNotice,
  sbpsForgeries,
} from './notices.ts';
import type { SbpsForgery } from './notices.ts';
import { problemOf, slipOf, stores } from './purchase.ts';
import type { Store } from './purchase.ts';
import type { Fields } from './wire.ts';
import { createXmlApi } from './xml-api.ts';

export interface SbpsSimulatorOptions {
  merchantId: string;
  serviceId: string;
  hashKey: string;
  apiPassword: string;
  /** Where notices go; absent = nowhere until a purchase says where (`pagecon_url`). */
  noticeUrl?: string;
  /** How many days after its own a number can be paid: SBPS's portal says so, not the purchase. Default 7. */
  dueDays?: number;
  /** Real milliseconds before each further attempt to deliver a notice. */
  retryDelaysMs?: readonly number[];
}

export type SbpsParty = Party & { counter: CashCounter };

/** What faults can be set for; `notice` is what SBPS sends, the rest is what it is asked. */
export const sbpsOperations = ['purchase', 'inquiry', 'notice'] as const;

const usualRetryDelaysMs = [1, 2, 5, 10, 30, 60, 120, 300, 600].map((seconds) => seconds * 1000);

const purchaseSchema = z.strictObject({
  fields: z.record(z.string(), z.string()),
  store: z.enum(Object.keys(stores) as [Store, ...Store[]]).default('seven-eleven'),
});

/** The simulated SBPS, link type: its page for the payer, 結果CGI, and the XML inquiry. `<town>/sbps`. */
export function createSbps(context: PartyContext, options: SbpsSimulatorOptions): SbpsParty {
  const { hashKey, dueDays = 7 } = options;
  const ledger = openLedger<CashBooks>(context.ledgerFile, emptyCashBooks);
  const title = { ja: 'SBペイメントサービス', en: 'SB Payment Service' };
  const sender = new NoticeSender({
    party: 'sbps',
    ledger,
    faults: context.faults,
    now: () => context.now(),
    url: options.noticeUrl ?? null,
    retryDelaysMs: options.retryDelaysMs ?? usualRetryDelaysMs,
    post: ({ content }, url, how) => postNotice({ url, fields: content as Fields, hashKey }, how),
  });
  const book = new SlipBook(
    ledger,
    () => context.now(),
    (news, deposit) => {
      const slip = book.find(deposit.key) ?? strangeSlip(deposit.key, deposit.amountYen);
      sender.tell(newsOf(paymentNotice(book, slip, news, deposit, context.now())));
    },
    (slip) => {
      sender.tell(newsOf(noticeFields(slip, { res_result: 'CN' }, context.now())));
    },
  );

  const check = (fields: Fields) => problemOf(fields, { ...options, now: context.now() });

  async function issue(fields: Fields, store: Store): Promise<SlipEntry | null> {
    sender.url ??= fields.pagecon_url ?? null;
    const slip = slipOf(book, fields, store, { now: context.now(), dueDays });
    if (book.find(slip.key)) return null;
    const { isTaken } = await sender.ask(newsOf(issuedNotice(slip, context.now())));
    if (!isTaken || book.find(slip.key)) return null;
    book.add(slip);
    await ledger.saved();
    return slip;
  }

  /** Money for an order that was never bought here. */
  const strangeSlip = (key: string, amountYen: number): SlipEntry => {
    const extra = {
      ...{ pay_method: 'webcvs', merchant_id: options.merchantId, service_id: options.serviceId },
      ...{ order_id: key, amount: String(amountYen) },
    };
    const bare = { key, amountYen, extra, method: 'webcvs', reference: '99999999999999' };
    const never = { dueAt: context.now().toISOString(), createdAt: context.now().toISOString() };
    return {
      ...bare,
      ...never,
      numbers: [],
      payer: '',
      item: '',
      cancelledAt: null,
      expiredAt: null,
    };
  };

  const forge = async (forgery: string, changes: Record<string, unknown>) => {
    if (sender.url === null) return null;
    const slip = strangeSlip(randomUUID(), 500);
    const result = { res_result: 'PY', res_payinfo_key: 'P,500,500,' };
    const fields = {
      ...noticeFields(slip, result, context.now()),
      res_payment_date: noticeFields(slip, {}, context.now()).res_date ?? '',
      ...(changes as Fields),
    };
    const how = { url: sender.url, fields, hashKey, forgery: forgery as SbpsForgery };
    return (await postNotice(how, { garbage: false })).text;
  };

  const router = Router();
  router.post('/control/purchase', json(), async (request, response) => {
    const parsed = purchaseSchema.safeParse(request.body);
    const problem = parsed.success ? check(parsed.data.fields) : 'malformed';
    if (!parsed.success || problem !== null) {
      response.status(400).json({ error: problem });
      return;
    }
    const slip = await issue(parsed.data.fields, parsed.data.store);
    if (slip) response.json(slip);
    else response.status(409).json({ error: 'refused' });
  });
  router.use(
    '/control',
    createCashControl({
      ...{ book, sender, forge },
      saved: () => ledger.saved(),
      forgeries: sbpsForgeries,
    }),
  );
  router.use(createCashDeskPage({ party: 'sbps', title, book, sender }));
  router.use(
    createHostedPage({
      ...{ faults: context.faults, hashKey, problemOf: check, issue },
      now: () => context.now(),
    }),
  );
  router.use(createXmlApi(context, book, options));

  return {
    name: 'sbps',
    title,
    operations: sbpsOperations,
    router,
    counter: {
      provider: 'sbps',
      book,
      saved: () => ledger.saved(),
      isTakenAt: ({ method, extra }, place) =>
        method === 'payeasy'
          ? place === 'pay-easy'
          : place in stores && stores[place as Store] === extra.webcvstype,
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
