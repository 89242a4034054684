import { Router, urlencoded } from 'express';
import { document, html, languageOf } from '../html.ts';
import type { Html, Language } from '../html.ts';
import type { NoticeEntry, NoticeSender } from '../notice-sender.ts';
import { writeJapanTime } from '../print-documents/japan-time.ts';
import type { SlipBook, SlipEntry } from './slip-book.ts';
import { cashTexts, yen } from './texts.ts';

const SHOWN = 30;

export interface CashDeskOptions {
  party: 'smart-pit' | 'sbps';
  title: Record<Language, string>;
  book: SlipBook;
  sender: NoticeSender;
}

/** The party's own page: slips, what was paid, and what the merchant was told of it. */
export function createCashDeskPage({ party, title, book, sender }: CashDeskOptions): Router {
  const router = Router();
  const acts: Record<string, (id: string) => unknown> = {
    hold: () => sender.hold(),
    release: () => sender.release('as-held'),
    reverse: () => sender.release('reversed'),
    lose: () => sender.lose(),
    resend: (id) => {
      const notice = sender.find(id);
      return notice && sender.resend(notice);
    },
    expire: (id) => {
      const slip = book.find(id);
      if (slip) book.expire(slip);
    },
  };

  router.get('/', (request, response) => {
    response.send(page(languageOf(request.query)));
  });
  router.post('/desk', urlencoded({ extended: false }), async (request, response) => {
    const form = (request.body ?? {}) as { act?: string; id?: string; lang?: string };
    await acts[form.act ?? '']?.(form.id ?? '');
    response.redirect(303, form.lang === 'en' ? './?lang=en' : './');
  });

  function page(language: Language): string {
    const t = cashTexts[language];
    const other = language === 'ja' ? 'en' : 'ja';
    const held = sender.all().filter(({ state }) => state === 'held').length;
    const slips = book.slips().toReversed().slice(0, SHOWN);
    const hold: [string, string][] = [['hold', t.hold]];
    const letGo: [string, string][] = [
      ['release', t.release],
      ['reverse', t.reverse],
      ['lose', t.lose],
    ];
    return document({
      language,
      title: title[language],
      body: html`<header>
          <h1>${title[language]}</h1>
          <a href="/?lang=${language}">${t.back}</a>
          <a href="/cash-register/?lang=${language}">${t.toRegister}</a>
          <a href="?lang=${other}" lang="${other}" hreflang="${other}">${t.switch}</a>
        </header>
        <main>
          <section>
            <h2>${t.notices}</h2>
            <p>${held > 0 ? `${t.holding} ${held}` : t.flowing}</p>
            ${buttons(language, '', hold)} ${buttons(language, '', letGo)}
          </section>
          <section>
            <h2>${t.slips}</h2>
            ${slips.length === 0 ? html`<p>${t.none}</p>` : null}
            <ul class="entries">
              ${slips.map((slip) => entry(slip, language))}
            </ul>
          </section>
        </main>`,
    });
  }

  function entry(slip: SlipEntry, language: Language): Html {
    const t = cashTexts[language];
    const told = sender.all().filter((notice) => JSON.stringify(notice.content).includes(slip.key));
    const address = `/cash-register/slips/${party}/${encodeURIComponent(slip.key)}?lang=${language}`;
    return html`<li>
      <h3>${yen(slip.amountYen, language)} <code>${book.stateOf(slip)}</code></h3>
      <p>
        ${slip.numbers.map(({ label, value }) => html`${label} <strong>${value}</strong> `)}
        <small>${t.due} ${writeJapanTime(new Date(slip.dueAt))}</small>
      </p>
      <p><a href="${address}">${t.openAtRegister}</a></p>
      ${book.stateOf(slip) === 'open' ? buttons(language, slip.key, [['expire', t.expire]]) : null}
      ${told.map((notice) => noticeRow(notice, language))}
    </li>`;
  }
  return router;
}

function noticeRow({ id, type, state, attempts }: NoticeEntry, language: Language): Html {
  const t = cashTexts[language];
  return html`<div class="row">
    <p><code>${type}</code> ${state} <small>${attempts.length} ${t.tries}</small></p>
    ${buttons(language, id, [['resend', t.resend]])}
  </div>`;
}

function buttons(language: Language, id: string, acts: [act: string, label: string][]): Html {
  return html`<form method="post" action="desk" class="row">
    <input type="hidden" name="lang" value="${language}" />
    <input type="hidden" name="id" value="${id}" />
    ${acts.map(([act, label]) => html`<button name="act" value="${act}">${label}</button>`)}
  </form>`;
}
