import { Router, urlencoded } from 'express';
import { document, html, languageOf } from '../html.ts';
import type { Html, Language } from '../html.ts';
import { formatMoney } from './approval-page.ts';
import { totalsOf } from './books.ts';
import type { CaptureEntry, Desk, EventEntry, OrderEntry } from './books.ts';
import { captureAgain, settleCapture } from './captures.ts';
import { deskTexts } from './desk-texts.ts';
import type { DeskWords } from './desk-texts.ts';
import { expireOrder, findOrder } from './orders.ts';
import { PayPalProblem } from './problem.ts';
import type { WebhookSender } from './webhook-sender.ts';

const shownOrders = 30;

interface DeskForm {
  act?: string;
  id?: string;
  lang?: string;
}

/** PayPal's own page `/paypal/`: what is in the books, and buttons for what PayPal can do. */
export function createDeskPage(desk: Desk, sender: WebhookSender): Router {
  const router = Router();

  const acts: Record<string, (id: string) => unknown> = {
    expire: (id) => {
      expireOrder(desk, findOrder(desk, id));
    },
    again: (id) => captureAgain(desk, id),
    complete: (id) => settleCapture(desk, id, 'complete'),
    deny: (id) => settleCapture(desk, id, 'deny'),
    resend: (id) => {
      const event = desk.ledger.value.events[id];
      return event && sender.resend(event);
    },
    hold: () =>
      desk.ledger.change((books) => {
        books.holdsWebhooks = true;
      }),
    release: () => sender.release('as-held'),
    reverse: () => sender.release('reversed'),
  };

  router.get('/', (request, response) => {
    response.send(deskPage(desk, languageOf(request.query)));
  });
  router.post('/desk', urlencoded({ extended: false }), async (request, response) => {
    const form = (request.body ?? {}) as DeskForm;
    try {
      await acts[form.act ?? '']?.(form.id ?? '');
    } catch (error) {
      // The books moved on since the page was shown; the fresh page tells how they stand.
      if (!(error instanceof PayPalProblem)) throw error;
    }
    await desk.ledger.saved();
    response.redirect(303, form.lang === 'en' ? './?lang=en' : './');
  });
  return router;
}

function deskPage(desk: Desk, language: Language): string {
  const t = deskTexts[language];
  const books = desk.ledger.value;
  const other = language === 'ja' ? 'en' : 'ja';
  const orders = Object.values(books.orders).toReversed().slice(0, shownOrders);
  const { capturedYen, pendingYen, refundedYen } = totalsOf(books);
  const yen = (value: number) => formatMoney({ currency_code: 'JPY', value: `${value}` }, language);
  return document({
    language,
    title: t.title,
    body: html`<header>
        <h1>${t.title}</h1>
        <a href="/?lang=${language}">${t.back}</a>
        <a href="?lang=${other}" lang="${other}" hreflang="${other}">${t.switch}</a>
        <p>${t.lead}</p>
      </header>
      <main>
        <p>
          ${t.captured} <strong>${yen(capturedYen)}</strong> / ${t.pending}
          <strong>${yen(pendingYen)}</strong> / ${t.refunded} <strong>${yen(refundedYen)}</strong>
        </p>
        <section>
          <h2>${t.webhooks}</h2>
          <p>${books.holdsWebhooks ? t.holding : t.flowing}</p>
          ${
            books.holdsWebhooks
              ? buttons(language, '', [
                  ['release', t.release],
                  ['reverse', t.reverse],
                ])
              : buttons(language, '', [['hold', t.hold]])
          }
        </section>
        <section>
          <h2>${t.orders}</h2>
          ${orders.length === 0 ? html`<p>${t.none}</p>` : null}
          <ul class="entries">
            ${orders.map((order) => entry(desk, order, t, language))}
          </ul>
        </section>
      </main>`,
  });
}

function entry(desk: Desk, order: OrderEntry, t: DeskWords, language: Language): Html {
  const { captures, events } = desk.ledger.value;
  const own = order.captureIds.flatMap((id) => captures[id] ?? []);
  const told = Object.values(events).filter((event) => mentions(event, order));
  return html`<li>
    <h3>${formatMoney(order.amount, language)} <code>${order.status}</code></h3>
    <p>${order.brandName} ${order.description} <small>${order.id} ${order.createdAt}</small></p>
    ${
      order.status === 'PAYER_ACTION_REQUIRED' || order.status === 'CREATED'
        ? html`<p><a href="checkoutnow?token=${order.id}">${t.open}</a></p>`
        : null
    }
    ${
      order.status === 'COMPLETED'
        ? buttons(language, order.id, [['again', t.again]])
        : order.status !== 'EXPIRED' && buttons(language, order.id, [['expire', t.expire]])
    }
    ${own.map((capture) => captureEntry(capture, t, language))}
    ${told.map(
      (event) =>
        html`<div class="row">
          <p>
            <code>${event.type}</code> ${event.state}
            <small>${event.attempts.length} ${t.tries}</small>
          </p>
          ${buttons(language, event.id, [['resend', t.resend]])}
        </div>`,
    )}
  </li>`;
}

function captureEntry(capture: CaptureEntry, t: DeskWords, language: Language): Html {
  return html`<div class="row">
    <p>
      ${formatMoney(capture.amount, language)} <code>${capture.status}</code>
      <small>${capture.id}</small>
    </p>
    ${
      capture.status === 'PENDING'
        ? buttons(language, capture.id, [
            ['complete', t.complete],
            ['deny', t.deny],
          ])
        : null
    }
  </div>`;
}

function mentions(event: EventEntry, order: OrderEntry): boolean {
  return [order.id, ...order.captureIds].some((id) => JSON.stringify(event.resource).includes(id));
}

function buttons(language: Language, id: string, acts: [act: string, label: string][]): Html {
  return html`<form method="post" action="desk" class="row">
    <input type="hidden" name="lang" value="${language}" />
    <input type="hidden" name="id" value="${id}" />
    ${acts.map(([act, label]) => html`<button name="act" value="${act}">${label}</button>`)}
  </form>`;
}
