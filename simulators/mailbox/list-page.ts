import { document, html } from '../html.ts';
import type { Language } from '../html.ts';
import { writeJapanTime } from '../print-documents/japan-time.ts';
import type { StoredMessage } from './message-store.ts';

const texts = {
  ja: {
    title: 'メールボックス',
    town: '町へもどる',
    search: '宛先でさがす',
    find: 'さがす',
    none: 'メールは届いていません。',
    noneFor: (to: string) => `「${to}」あてのメールは届いていません。`,
    noSubject: '（件名なし）',
    more: (rest: number) => `これより古いメールが${rest}通あります。宛先でしぼってください。`,
    language: 'English',
  },
  en: {
    title: 'Mailbox',
    town: 'Back to the town',
    search: 'Find by recipient',
    find: 'Find',
    none: 'There is no mail.',
    noneFor: (to: string) => `There is no mail for “${to}”.`,
    noSubject: '(no subject)',
    more: (rest: number) => `${rest} older mails. Search for a recipient to see them.`,
    language: '日本語',
  },
};

export interface ListPage {
  language: Language;
  /** The recipient that was searched for; empty = everybody. */
  to: string;
  /** Newest first. */
  shown: { message: StoredMessage; subject: string }[];
  /** How many there are in all. */
  all: number;
}

/** Everybody's mails, the newest first. */
export function listPage({ language, to, shown, all }: ListPage): string {
  const text = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  const rest = all - shown.length;
  return document({
    language,
    title: text.title,
    body: html`<header class="row">
        <a href="/?lang=${language}">${text.town}</a>
        <a href="/mailbox?lang=${other}&amp;to=${encodeURIComponent(to)}" lang="${other}"
          >${text.language}</a
        >
      </header>
      <main>
        <h1>${text.title}</h1>
        <form class="row" method="get" action="/mailbox">
          <input type="hidden" name="lang" value="${language}" />
          <label>${text.search} <input type="search" name="to" value="${to}" /></label>
          <button>${text.find}</button>
        </form>
        ${
          shown.length === 0
            ? html`<p>${to === '' ? text.none : text.noneFor(to)}</p>`
            : html`<ul class="entries">
                ${shown.map(
                  ({ message, subject }) =>
                    html`<li>
                      <a href="/mailbox/${message.id}?lang=${language}"
                        >${subject.trim() === '' ? text.noSubject : subject}</a
                      ><br />
                      <small
                        >${message.envelope.to.join(', ')} ·
                        ${writeJapanTime(new Date(message.receivedAt))}</small
                      >
                    </li>`,
                )}
              </ul>`
        }
        ${rest > 0 && html`<p>${text.more(rest)}</p>`}
      </main>`,
  });
}
