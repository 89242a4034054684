import { consoleTexts } from './console-texts.ts';
import { faultModes } from './fault-book.ts';
import type { Fault } from './fault-book.ts';
import { document, html } from './html.ts';
import type { Html, Language } from './html.ts';
import type { Party } from './party.ts';

export interface ConsoleModel {
  language: Language;
  parties: readonly Party[];
  faults: readonly Fault[];
  now: Date;
  offsetMs: number;
}

/** The town on one page. */
export function consolePage(model: ConsoleModel): string {
  const { language } = model;
  const t = consoleTexts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  return document({
    language,
    title: t.title,
    body: html`<header>
        <h1>${t.title}</h1>
        <a href="/?lang=${other}" lang="${other}" hreflang="${other}">${t.switch}</a>
        <p>${t.lead}</p>
      </header>
      <main>
        <section>
          <h2>${t.places}</h2>
          <ul class="places">
            ${model.parties.map((party) => place(party, model))}
          </ul>
        </section>
        <section>
          <h2>${t.faults}</h2>
          ${activeFaults(model)}
        </section>
        <section>
          <h2>${t.add}</h2>
          ${faultForm(model)}
        </section>
        <section>
          <h2>${t.clock}</h2>
          ${clock(model)}
        </section>
      </main>`,
  });
}

/** A party's books for people to read. */
export function ledgerPage(party: Party, language: Language): string {
  const t = consoleTexts[language];
  const title = `${party.title[language]}${t.ledgerOf}`;
  return document({
    language,
    title,
    body: html`<header>
        <h1>${title}</h1>
        <a href="/?lang=${language}">${t.back}</a>
      </header>
      <main><pre tabindex="0">${JSON.stringify(party.ledger(), null, 2)}</pre></main>`,
  });
}

function place(party: Party, { language, faults }: ConsoleModel): Html {
  const t = consoleTexts[language];
  const isTroubled = faults.some((fault) => fault.party === party.name);
  return html`<li>
    <h3>${party.title[language]}</h3>
    <p class="${isTroubled ? 'trouble' : 'well'}">${isTroubled ? t.trouble : t.allWell}</p>
    <p>
      <a href="/${party.name}/?lang=${language}">${t.open}</a>
      <a href="/ledgers/${party.name}?lang=${language}">${t.ledger}</a>
    </p>
  </li>`;
}

function activeFaults({ language, parties, faults }: ConsoleModel): Html {
  const t = consoleTexts[language];
  if (faults.length === 0) return html`<p>${t.noFaults}</p>`;
  const lang = html`<input type="hidden" name="lang" value="${language}" />`;
  return html`<ul class="faults">
      ${faults.map(
        (fault) =>
          html`<li>
            <p>
              <strong>${titleOf(parties, fault.party, language)}</strong>
              <code>${fault.operation === '*' ? t.everything : fault.operation}</code>
              ${t.modes[fault.mode]}
              <small
                >${
                  fault.times === null ? t.untilRemoved : `${t.left} ${fault.times}${t.timesUnit}`
                }</small
              >
            </p>
            <form method="post" action="/console/faults/${fault.id}/remove">
              ${lang}<button>${t.remove}</button>
            </form>
          </li>`,
      )}
    </ul>
    <form method="post" action="/console/faults/clear">${lang}<button>${t.clear}</button></form>`;
}

function faultForm({ language, parties }: ConsoleModel): Html {
  const t = consoleTexts[language];
  return html`<form method="post" action="/console/faults" class="fields">
    <input type="hidden" name="lang" value="${language}" />
    <label
      >${t.party}
      <select name="party">
        ${parties.map(({ name, title }) => html`<option value="${name}">${title[language]}</option>`)}
      </select>
    </label>
    <label
      >${t.operation}
      <select name="operation">
        <option value="*">${t.everything}</option>
        ${parties.map(({ title, operations }) =>
          operations && operations.length > 0
            ? html`<optgroup label="${title[language]}">
                ${operations.map((name) => html`<option value="${name}">${name}</option>`)}
              </optgroup>`
            : null,
        )}
      </select>
    </label>
    <label
      >${t.mode}
      <select name="mode">
        ${faultModes.map((mode) => html`<option value="${mode}">${t.modes[mode]}</option>`)}
      </select>
    </label>
    <label
      >${t.times}
      <input name="times" type="number" min="1" max="1000" value="1" inputmode="numeric" />
      <small>${t.timesHint}</small>
    </label>
    <label
      >${t.status}
      <input name="status" type="number" min="400" max="599" value="500" inputmode="numeric" />
    </label>
    <label
      >${t.delay}
      <input name="delayMs" type="number" min="0" max="600000" value="0" inputmode="numeric" />
    </label>
    <button class="primary">${t.set}</button>
  </form>`;
}

function clock({ language, now, offsetMs }: ConsoleModel): Html {
  const t = consoleTexts[language];
  const steps: [hours: number, label: string][] = [
    [1, t.hour],
    [24, t.day],
    [192, t.week],
    [0, t.real],
  ];
  return html`<p class="time">${inJapan(now)}</p>
    <p>${t.ahead} ${Math.round(offsetMs / 60_000)} ${t.minutes}</p>
    <p>${t.clockHint}</p>
    <form method="post" action="/console/clock" class="row">
      <input type="hidden" name="lang" value="${language}" />
      ${steps.map(([hours, label]) => html`<button name="hours" value="${hours}">${label}</button>`)}
    </form>`;
}

function titleOf(parties: readonly Party[], name: string, language: Language): string {
  return parties.find((party) => party.name === name)?.title[language] ?? name;
}

/** 2026-11-29 00:00 JST; Japan has no summer time. */
function inJapan(instant: Date): string {
  const shifted = new Date(instant.getTime() + 9 * 60 * 60 * 1000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)} JST`;
}
