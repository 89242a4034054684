import { Router, urlencoded } from 'express';
import type { Response } from 'express';
import { document, html } from '../html.ts';
import type { Html, Language } from '../html.ts';
import type { CaptureScript, Desk, Money, OrderEntry } from './books.ts';
import { approveOrder, cancelAddress, findOrder } from './orders.ts';
import { PayPalProblem } from './problem.ts';

const texts = {
  ja: {
    title: 'お支払いの確認',
    simulated: 'これは開発用のPayPalです。実際のお金は動きません。',
    payTo: 'お支払い先',
    for: '内容',
    amount: '金額',
    approve: '支払う',
    cancel: 'キャンセルしてお店に戻る',
    others: 'うまくいかない支払いを試す',
    declined: 'このカードは使えません',
    declinedHint: '承認はしますが、お店が受け取るときにカード会社が断ります。',
    pending: '支払いを保留にする',
    pendingHint: 'お店が受け取っても、PayPalの審査が終わるまで確定しません。',
    gone: 'このお支払いは開けません',
    goneText: '期限が切れたか、すでに済んだお支払いです。お店の画面に戻って確かめてください。',
    noReturn: 'お店に戻るアドレスがありません',
    noReturnText: '手続きは記録しました。この画面を閉じて、お店の画面に戻ってください。',
    switch: 'English',
  },
  en: {
    title: 'Review your payment',
    simulated: 'This is a PayPal for development. No real money moves.',
    payTo: 'Pay to',
    for: 'For',
    amount: 'Amount',
    approve: 'Pay',
    cancel: 'Cancel and return to the shop',
    others: 'Try a payment that goes wrong',
    declined: 'This card is declined',
    declinedHint: 'You approve, but the card company refuses when the shop takes the money.',
    pending: 'Keep the payment pending',
    pendingHint: 'The shop takes the money, but it is not final until PayPal has reviewed it.',
    gone: 'This payment cannot be opened',
    goneText: 'It has expired or is already done. Go back to the shop’s page and check there.',
    noReturn: 'There is no address to return to',
    noReturnText: 'Your choice is recorded. Close this page and go back to the shop’s page.',
    switch: '日本語',
  },
} as const;

const scripts: Record<string, CaptureScript> = {
  approve: 'capture',
  declined: 'capture-declined',
  pending: 'capture-pending',
};

/** The page on which a payer approves an order, and what its buttons do. */
export function createApprovalPage(desk: Desk): Router {
  const router = Router();

  router.get('/checkoutnow', (request, response) => {
    const { token } = request.query;
    const id = typeof token === 'string' ? token : '';
    const order = openOrder(desk, id);
    const language = languageFor(order, request.query.lang);
    if (order) response.send(approvalPage(order, language));
    else sendNotice(response, 404, language, 'gone', 'goneText');
  });

  router.post('/checkoutnow/:id', urlencoded({ extended: false }), async (request, response) => {
    const order = openOrder(desk, request.params.id);
    const body = request.body as { choice?: string; lang?: string } | undefined;
    const language = languageFor(order, body?.lang);
    const script = scripts[body?.choice ?? ''];
    if (!order || (!script && body?.choice !== 'cancel')) {
      sendNotice(response, 404, language, 'gone', 'goneText');
      return;
    }
    const address = script ? approveOrder(desk, order.id, script) : cancelAddress(order);
    await desk.ledger.saved();
    if (address) response.redirect(303, address);
    else sendNotice(response, 200, language, 'noReturn', 'noReturnText');
  });
  return router;
}

/** The order while the payer can still decide about it. */
function openOrder(desk: Desk, id: string): OrderEntry | undefined {
  try {
    const order = findOrder(desk, id);
    return order.status === 'COMPLETED' ? undefined : order;
  } catch (error) {
    if (error instanceof PayPalProblem) return undefined;
    throw error;
  }
}

function languageFor(order: OrderEntry | undefined, asked: unknown): Language {
  if (asked === 'ja' || asked === 'en') return asked;
  return order && !order.locale.startsWith('ja') ? 'en' : 'ja';
}

function approvalPage(order: OrderEntry, language: Language): string {
  const t = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  const button = (choice: string, label: string, look: string): Html =>
    html`<button class="${look}" name="choice" value="${choice}">${label}</button>`;
  return document({
    language,
    title: `${t.title} | PayPal`,
    look: 'paypal',
    body: html`<header>
        <p class="brand">PayPal</p>
        <a href="?token=${order.id}&lang=${other}" lang="${other}" hreflang="${other}"
          >${t.switch}</a
        >
      </header>
      <main>
        <p class="hint">${t.simulated}</p>
        <h1>${t.title}</h1>
        <p class="amount">${formatMoney(order.amount, language)}</p>
        <dl>
          <dt>${t.payTo}</dt>
          <dd>${order.brandName ?? '—'}</dd>
          ${
            order.description !== null &&
            html`<dt>${t.for}</dt>
              <dd>${order.description}</dd>`
          }
        </dl>
        <form method="post" action="checkoutnow/${order.id}">
          <input type="hidden" name="lang" value="${language}" />
          ${button('approve', `${t.approve} ${formatMoney(order.amount, language)}`, 'primary')}
          ${button('cancel', t.cancel, 'quiet')}
          <details>
            <summary>${t.others}</summary>
            ${button('declined', t.declined, 'secondary')}
            <p class="hint">${t.declinedHint}</p>
            ${button('pending', t.pending, 'secondary')}
            <p class="hint">${t.pendingHint}</p>
          </details>
        </form>
      </main>`,
  });
}

function sendNotice(
  response: Response,
  status: number,
  language: Language,
  title: 'gone' | 'noReturn',
  text: 'goneText' | 'noReturnText',
): void {
  const t = texts[language];
  response.status(status).send(
    document({
      language,
      title: `${t[title]} | PayPal`,
      look: 'paypal',
      body: html`<header><p class="brand">PayPal</p></header>
        <main>
          <h1>${t[title]}</h1>
          <p>${t[text]}</p>
        </main>`,
    }),
  );
}

/** Amounts are shown in the reader's words: 1,200円, ¥1,200. */
export function formatMoney(amount: Money, language: Language): string {
  const digits = amount.value.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  if (amount.currency_code !== 'JPY') return `${amount.currency_code} ${amount.value}`;
  return language === 'ja' ? `${digits}円` : `¥${digits}`;
}
