import { document as htmlDocument, html } from '../html.ts';
import type { Html, Language } from '../html.ts';
import type { CopierDocument, SheetColour } from '../print-documents/copier-desk.ts';
import type { Chain } from './chains.ts';
import { feeOf, mostCopies } from './machine.ts';
import type { PrintedJob } from './machine.ts';
import { texts } from './texts.ts';

/** What goes from screen to screen in hidden fields: the machine forgets a person who walks away. */
export interface Sitting {
  number: string;
  document: string;
  copies: number;
  colour: SheetColour;
  /** Yen inserted so far. */
  inserted: number;
}

const coins = [10, 50, 100, 500, 1000];

function screen(language: Language, title: string, path: string | null, body: Html): string {
  const text = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  return htmlDocument({
    language,
    title: `${title} | ${text.title}`,
    look: 'copier',
    body: html`<link rel="stylesheet" href="/copier/copier.css" />
      <header>
        <p class="machine">${text.title}</p>
        <nav>
          <a href="/?lang=${language}">${text.town}</a>
          ${path && html`<a href="${path}?lang=${other}" lang="${other}">${text.language}</a>`}
        </nav>
      </header>
      <main>
        <h1>${title}</h1>
        ${body}
      </main>`,
  });
}

export function chainScreen(language: Language, chains: readonly Chain[]): string {
  return screen(
    language,
    texts[language].chooseChain,
    '/copier',
    html`<ul class="chains">
      ${chains.map(
        (chain) =>
          html`<li>
            <a class="key" href="/copier/${chain.id}?lang=${language}">${chain.name[language]}</a>
          </li>`,
      )}
    </ul>`,
  );
}

export function numberScreen(
  language: Language,
  chain: Chain,
  problem?: { number: string; message: string; returnedYen: number },
): string {
  const text = texts[language];
  const name = chain.numberName[language];
  return screen(
    language,
    text.enterNumber(name),
    `/copier/${chain.id}`,
    html`<p class="chain">${chain.name[language]}</p>
      ${problem && html`<p class="refusal" id="refusal" role="alert">${problem.message}</p>`}
      ${problem && problem.returnedYen > 0 && html`<p>${text.returned(problem.returnedYen)}</p>`}
      <form method="post" action="/copier/${chain.id}?lang=${language}">
        <label for="number">${name}</label>
        <p id="hint">${text.numberHint(chain.numberLength)}</p>
        <input
          id="number"
          name="number"
          class="number"
          value="${problem?.number ?? ''}"
          required
          maxlength="40"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          aria-describedby="${problem ? 'hint refusal' : 'hint'}"
        />
        <button class="key main">${text.next}</button>
      </form>
      <p><a href="/copier?lang=${language}">${text.otherChain}</a></p>`,
  );
}

/** The choice between several documents behind one user number. */
export function documentsScreen(
  language: Language,
  chain: Chain,
  sitting: Sitting,
  documents: readonly CopierDocument[],
): string {
  const text = texts[language];
  return screen(
    language,
    text.chooseDocument,
    null,
    html`<form method="post" action="/copier/${chain.id}?lang=${language}">
      <input type="hidden" name="number" value="${sitting.number}" />
      ${documents.map(
        (stored) =>
          html`<button class="key" name="document" value="${stored.id}">
            ${stored.name} (${text.pages(stored.pages)})
          </button>`,
      )}
    </form>`,
  );
}

/** The document with its price, the coins and the key that prints. */
export function payScreen(
  language: Language,
  chain: Chain,
  sitting: Sitting,
  stored: CopierDocument,
  returnedYen: number,
): string {
  const text = texts[language];
  const colour = stored.colour === 'ask' ? sitting.colour : stored.colour;
  const fee = feeOf(stored.pages, sitting.copies, colour);
  const missing = fee - sitting.inserted;
  const action = `/copier/${chain.id}?lang=${language}`;
  const other = language === 'ja' ? 'en' : 'ja';
  return screen(
    language,
    text.check,
    null,
    html`<p class="chain">${chain.name[language]}</p>
      ${previews(language, chain, stored, colour)}
      <form method="post" action="${action}">
        <input type="hidden" name="number" value="${sitting.number}" />
        <input type="hidden" name="document" value="${stored.id}" />
        <input type="hidden" name="inserted" value="${sitting.inserted}" />
        <p>
          <label for="copies">${text.copies}</label>
          <input
            id="copies"
            name="copies"
            type="number"
            inputmode="numeric"
            min="1"
            max="${mostCopies}"
            value="${sitting.copies}"
            required
          />
        </p>
        ${stored.colour === 'ask' && colourChoice(language, sitting.colour)}
        <button class="key" name="action" value="recount">${text.recount}</button>
        <dl class="account">
          <dt>${text.fee}</dt>
          <dd id="fee">¥${fee}</dd>
          <dd>${text.reckoning(stored.pages, sitting.copies, text[colour])}</dd>
          <dt>${text.inserted}</dt>
          <dd id="inserted">¥${sitting.inserted}</dd>
        </dl>
        ${returnedYen > 0 && html`<p role="status">${text.returned(returnedYen)}</p>`}
        ${missing > 0 && html`<p role="status">${text.missing(missing)}</p>`}
        <fieldset>
          <legend>${text.insertCoins}</legend>
          ${coins.map(
            (yen) =>
              html`<button class="coin" name="action" value="coin-${yen}">
                ${text.coin(yen)}
              </button>`,
          )}
          ${
            sitting.inserted > 0 &&
            html`<button class="coin" name="action" value="return">${text.giveBack}</button>`
          }
        </fieldset>
        ${
          missing <= 0 &&
          html`<button class="key main" name="action" value="print">${text.print}</button>`
        }
        <p>
          <button
            class="key"
            name="action"
            value="recount"
            formaction="/copier/${chain.id}?lang=${other}"
            lang="${other}"
          >
            ${text.language}
          </button>
        </p>
      </form>
      <p><a href="/copier/${chain.id}?lang=${language}">${text.again}</a></p>`,
  );
}

function previews(
  language: Language,
  chain: Chain,
  stored: CopierDocument,
  colour: SheetColour,
): Html {
  const text = texts[language];
  const path = `/copier/previews/${chain.id}/${encodeURIComponent(stored.id)}`;
  return html`<div class="previews" role="region" aria-label="${text.preview}" tabindex="0">
    <ol>
      ${Array.from(
        { length: stored.pages },
        (_, page) =>
          html`<li>
            <img
              src="${path}/${page + 1}.png?colour=${colour}"
              alt="${text.page(page + 1, stored.pages)}"
            />
          </li>`,
      )}
    </ol>
  </div>`;
}

function colourChoice(language: Language, chosen: SheetColour): Html {
  const text = texts[language];
  return html`<fieldset>
    <legend>${text.colourChoice}</legend>
    ${(['monochrome', 'colour'] as const).map(
      (colour) =>
        html`<label>
          ${
            colour === chosen
              ? html`<input type="radio" name="colour" value="${colour}" checked />`
              : html`<input type="radio" name="colour" value="${colour}" />`
          }
          ${text[colour]}
        </label>`,
    )}
  </fieldset>`;
}

/** The sheets that came out. */
export function sheetsScreen(language: Language, job: PrintedJob, shown: boolean): string {
  const text = texts[language];
  const change = job.paidYen - job.feeYen;
  const sheets = Array.from({ length: job.copies * job.pages }, (_, index) => ({
    copy: Math.floor(index / job.pages) + 1,
    page: (index % job.pages) + 1,
  }));
  return screen(
    language,
    text.printed,
    `/copier/prints/${job.id}`,
    html`<p role="status">${text.sheets(sheets.length)}</p>
      <p>${text.fee}: ¥${job.feeYen}${change > 0 && html`<br />${text.change(change)}`}</p>
      ${
        shown
          ? html`<ol class="sheets">
              ${sheets.map(
                ({ copy, page }) =>
                  html`<li>
                    <img
                      src="/copier/prints/${job.id}/${page}.png"
                      alt="${text.page(page, job.pages)}"
                      loading="lazy"
                    />
                    <p>${text.sheet(copy, page)}</p>
                  </li>`,
              )}
            </ol>`
          : html`<p>${text.noSheets}</p>`
      }
      <p><a class="key" href="/copier/${job.chain}?lang=${language}">${text.printAgain}</a></p>`,
  );
}
