import { Router, urlencoded } from 'express';
import { document, html, languageOf } from '../html.ts';
import type { Html, Language } from '../html.ts';
import type { Party, PartyContext } from '../party.ts';
import { writeJapanTime } from '../print-documents/japan-time.ts';
import { findByNumbers, places } from './counters.ts';
import type { CashCounter, Place } from './counters.ts';
import type { DepositEntry, SlipEntry, TillRefusal } from './slip-book.ts';
import { cashTexts, yen } from './texts.ts';

const MOST_YEN = 1_000_000;

interface TillForm {
  lang?: string;
  number?: string | string[];
  act?: string;
  id?: string;
  yen?: string;
  when?: string;
  kind?: string;
  force?: string;
  place?: string;
}

/** Shifts of the paying instant against the deadline, milliseconds. */
const WHEN: Record<string, number> = { 'last-second': -1000, deadline: 0, after: 3_600_000 };

/** The register of a store, a bank's machine and a card terminal: where people pay by a number. */
export function createCashRegister(context: PartyContext, counters: readonly CashCounter[]): Party {
  const router = Router();
  const form = urlencoded({ extended: false });

  router.get('/', (request, response) => {
    response.send(placesPage(languageOf(request.query)));
  });

  router.get('/slips/:provider/:key', (request, response) => {
    const counter = counterOf(request.params.provider);
    const slip = counter?.book.find(request.params.key);
    const language = languageOf(request.query);
    if (!counter || !slip) {
      response.status(404).send(placesPage(language));
      return;
    }
    const { place, refused } = request.query;
    response.send(
      slipPage({ counter, slip, language, place: placeOf(place), refused: refusalOf(refused) }),
    );
  });

  router.post('/slips/:provider/:key', form, async (request, response) => {
    const typed = (request.body ?? {}) as TillForm;
    const language = languageOf({ lang: typed.lang });
    const { provider = '', key = '' } = request.params as Record<string, string | undefined>;
    const counter = counterOf(provider);
    const slip = counter?.book.find(key);
    if (!counter || !slip) {
      response.status(404).send(placesPage(language));
      return;
    }
    const refused = act(counter, slip, typed);
    await counter.saved();
    const query = new URLSearchParams({ lang: language });
    if (typed.place) query.set('place', typed.place);
    if (refused !== null) query.set('refused', refused);
    response.redirect(303, `${encodeURIComponent(key)}?${query.toString()}`);
  });

  router.get('/:place', (request, response, next) => {
    const place = placeOf(request.params.place);
    if (place) response.send(numberPage(languageOf(request.query), place, null));
    else next();
  });

  router.post('/:place', form, (request, response, next) => {
    const typed = (request.body ?? {}) as TillForm;
    const place = placeOf(request.params.place);
    if (!place) {
      next();
      return;
    }
    const language = languageOf({ lang: typed.lang });
    const found = findByNumbers(counters, [typed.number ?? []].flat());
    if (!found || !found.counter.isTakenAt(found.slip, place)) {
      const problem = found ? cashTexts[language].elsewhere : cashTexts[language].unknown;
      response.status(404).send(numberPage(language, place, problem));
      return;
    }
    const query = new URLSearchParams({ lang: language, place });
    const key = encodeURIComponent(found.slip.key);
    response.redirect(303, `slips/${found.counter.provider}/${key}?${query.toString()}`);
  });

  const counterOf = (provider: string) => counters.find((one) => one.provider === provider);

  function act(counter: CashCounter, slip: SlipEntry, typed: TillForm): TillRefusal | null {
    const { book } = counter;
    if (typed.act === 'pay') {
      const shift = WHEN[typed.when ?? ''];
      const outcome = book.pay(slip.key, {
        amountYen: amountOf(typed.yen),
        store: placeOf(typed.place) ?? null,
        at: shift === undefined ? context.now() : new Date(Date.parse(slip.dueAt) + shift),
        kind: typed.kind === 'final' ? 'final' : 'provisional',
        force: typed.force === 'yes',
      });
      return typeof outcome === 'string' ? outcome : null;
    }
    const deposit = book.deposit(typed.id ?? '');
    if (deposit && typed.act === 'final') book.finalise(deposit);
    if (deposit && typed.act === 'reverse') book.reverse(deposit);
    return null;
  }

  return {
    name: 'cash-register',
    title: { ja: 'コンビニのレジ', en: 'Cash register' },
    router,
    ledger: () => ({}),
    reset: () => {},
  };
}

function placesPage(language: Language): string {
  const t = cashTexts[language];
  return page(
    language,
    t.title,
    html`<p>${t.lead}</p>
      <h2>${t.choose}</h2>
      <ul class="places">
        ${places.map(
          (place) =>
            html`<li>
              <a href="/cash-register/${place}?lang=${language}">${t.places[place]}</a>
            </li>`,
        )}
      </ul>`,
  );
}

function numberPage(language: Language, place: Place, problem: string | null): string {
  const t = cashTexts[language];
  const labels = place === 'pay-easy' ? [t.first, t.second, t.third] : [t.first, t.second];
  const needed = place === 'seven-eleven' || place === 'ic-terminal' ? [t.numbers] : labels;
  return page(
    language,
    t.places[place],
    html`<p><a href="/cash-register/?lang=${language}">${t.other}</a></p>
      ${problem === null ? null : html`<p class="trouble" role="alert">${problem}</p>`}
      <form method="post" action="/cash-register/${place}" class="fields">
        <input type="hidden" name="lang" value="${language}" />
        <p>${t.numbersHint}</p>
        ${needed.map(
          (label, index) =>
            html`<label
              >${label}
              <input name="number" id="number-${index + 1}" inputmode="numeric" autocomplete="off"
            /></label>`,
        )}
        <button class="primary" name="act" value="look-up">${t.next}</button>
      </form>`,
  );
}

interface SlipModel {
  counter: CashCounter;
  slip: SlipEntry;
  language: Language;
  place: Place | undefined;
  refused: TillRefusal | undefined;
}

function slipPage({ counter, slip, language, place, refused }: SlipModel): string {
  const t = cashTexts[language];
  const { book, provider } = counter;
  const deposits = book.depositsOf(slip.key);
  const hidden = html`<input type="hidden" name="lang" value="${language}" />
    <input type="hidden" name="place" value="${place ?? ''}" />`;
  return page(
    language,
    place ? t.places[place] : t.till,
    html`<p><a href="/cash-register/?lang=${language}">${t.other}</a></p>
      ${refused ? html`<p class="trouble" role="alert">${t.refused[refused]}</p>` : null}
      <p class="amount">${yen(slip.amountYen, language)}</p>
      <dl>
        ${slip.numbers.map(
          ({ label, value }) =>
            html`<dt>${label}</dt>
              <dd>${value}</dd>`,
        )}
        <dt>${t.due}</dt>
        <dd>${writeJapanTime(new Date(slip.dueAt))}</dd>
        <dt>${t.payer}</dt>
        <dd>${slip.payer}</dd>
        <dt>${t.item}</dt>
        <dd>${slip.item}</dd>
      </dl>
      <form method="post" class="fields">
        ${hidden}
        <label
          >${t.payYen} <input name="yen" id="yen" inputmode="numeric" value="${slip.amountYen}"
        /></label>
        ${select('when', t.when, [
          ['now', t.now],
          ['last-second', t.lastSecond],
          ['deadline', t.atDeadline],
          ['after', t.afterDeadline],
        ])}
        ${select('kind', t.kind, [
          ['provisional', t.provisional],
          ['final', t.final],
        ])}
        <label><input type="checkbox" name="force" value="yes" /> ${t.force}</label>
        <button class="primary" name="act" value="pay">${t.pay}</button>
      </form>
      <h2>${t.paid}</h2>
      ${deposits.length === 0 ? html`<p>${t.nothingPaid}</p>` : null}
      <ul class="entries">
        ${deposits.map((deposit) => depositRow(deposit, language, hidden))}
      </ul>
      <p><a href="/${provider}/?lang=${language}">${t.toDesk}</a></p>`,
  );
}

function depositRow(deposit: DepositEntry, language: Language, hidden: Html): Html {
  const t = cashTexts[language];
  const isOpen = deposit.reversedAt === null && deposit.kind === 'provisional';
  const state =
    deposit.reversedAt !== null
      ? t.takenBack
      : deposit.kind === 'final'
        ? t.isFinal
        : t.isProvisional;
  return html`<li>
    <p>
      ${yen(deposit.amountYen, language)} ${writeJapanTime(new Date(deposit.paidAt))}
      <strong>${state}</strong> <small>${deposit.id}</small>
    </p>
    ${
      isOpen
        ? html`<form method="post" class="row">
            ${hidden}<input type="hidden" name="id" value="${deposit.id}" />
            <button name="act" value="final">${t.finalise}</button>
            <button name="act" value="reverse">${t.takeBack}</button>
          </form>`
        : null
    }
  </li>`;
}

function select(name: string, label: string, options: [value: string, label: string][]): Html {
  return html`<label
    >${label}
    <select name="${name}">
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>
  </label>`;
}

function page(language: Language, title: string, body: Html): string {
  const t = cashTexts[language];
  return document({
    language,
    title,
    body: html`<header>
        <h1>${title}</h1>
        <a href="/?lang=${language}">${t.back}</a>
      </header>
      <main>${body}</main>`,
  });
}

const placeOf = (text: unknown): Place | undefined => places.find((place) => place === text);

const refusalOf = (text: unknown): TillRefusal | undefined =>
  (['unknown', 'cancelled', 'expired', 'paid'] as const).find((known) => known === text);

function amountOf(typed: string | undefined): number | undefined {
  const amount = Number(typed);
  return Number.isInteger(amount) && amount > 0 && amount <= MOST_YEN ? amount : undefined;
}
