import type { Email } from 'postal-mime';
import { document, html } from '../html.ts';
import type { Html, Language } from '../html.ts';
import { writeJapanTime } from '../print-documents/japan-time.ts';
import { writeAddress } from './control.ts';
import { HTML_PART_SANDBOX } from './html-part.ts';
import type { StoredMessage } from './message-store.ts';

const texts = {
  ja: {
    list: 'メールボックスへもどる',
    noSubject: '（件名なし）',
    from: '差出人',
    to: '宛先',
    received: '受信',
    text: 'テキスト',
    noText: 'テキストの部分はありません。',
    html: 'HTML',
    noHtml: 'HTMLの部分はありません。',
    alone: 'HTMLだけを開く',
    attachments: '添付ファイル',
    unnamed: '（名前なし）',
    headers: 'すべてのヘッダー',
    raw: '元のメール（.eml）を保存する',
    bounce: 'このメールを「宛先不明」で送り返す',
    returned: '送り返しました。',
    language: 'English',
  },
  en: {
    list: 'Back to the mailbox',
    noSubject: '(no subject)',
    from: 'From',
    to: 'To',
    received: 'Received',
    text: 'Text',
    noText: 'There is no text part.',
    html: 'HTML',
    noHtml: 'There is no HTML part.',
    alone: 'Open the HTML part alone',
    attachments: 'Attachments',
    unnamed: '(no name)',
    headers: 'All headers',
    raw: 'Save the original mail (.eml)',
    bounce: 'Return this mail as undeliverable',
    returned: 'The mail was returned.',
    language: '日本語',
  },
};

/** One mail with both parts, its attachments and its headers. */
export function messagePage({
  language,
  message,
  mail,
  canReturn,
  isReturned,
}: {
  language: Language;
  message: StoredMessage;
  mail: Email;
  /** There is somebody who takes returned mails. */
  canReturn: boolean;
  isReturned: boolean;
}): string {
  const text = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  const here = `/mailbox/${message.id}`;
  const subject = mail.subject?.trim() ? mail.subject : text.noSubject;
  return document({
    language,
    title: subject,
    body: html`<header class="row">
        <a href="/mailbox?lang=${language}">${text.list}</a>
        <a href="${here}?lang=${other}" lang="${other}">${text.language}</a>
      </header>
      <main>
        <h1>${subject}</h1>
        <p>
          ${text.from}: ${mail.from ? writeAddress(mail.from) : message.envelope.from}<br />
          ${text.to}: ${message.envelope.to.join(', ')}<br />
          ${text.received}: ${writeJapanTime(new Date(message.receivedAt))}
        </p>
        <h2>${text.text}</h2>
        ${
          mail.text
            ? html`<pre style="white-space: pre-wrap">${withLinks(mail.text)}</pre>`
            : html`<p>${text.noText}</p>`
        }
        <h2>${text.html}</h2>
        ${
          mail.html
            ? html`<iframe
                  src="${here}/html"
                  title="${text.html}"
                  sandbox="${HTML_PART_SANDBOX}"
                  style="width: 100%; height: 40rem; border: 1px solid; background: #fff"
                ></iframe>
                <p><a href="${here}/html">${text.alone}</a></p>`
            : html`<p>${text.noHtml}</p>`
        }
        ${
          mail.attachments.length > 0 &&
          html`<h2>${text.attachments}</h2>
            <ul>
              ${mail.attachments.map(
                ({ filename, mimeType }, index) =>
                  html`<li>
                    <a href="${here}/attachments/${index}">${filename ?? text.unnamed}</a>
                    <small>${mimeType}</small>
                  </li>`,
              )}
            </ul>`
        }
        <details>
          <summary>${text.headers}</summary>
          <pre style="white-space: pre-wrap">
${mail.headers.map(({ originalKey, value }) => `${originalKey}: ${value}\n`).join('')}</pre>
          <p><a href="${here}/raw">${text.raw}</a></p>
        </details>
        ${isReturned && html`<p role="status">${text.returned}</p>`}
        ${
          canReturn &&
          html`<form method="post" action="${here}/bounce?lang=${language}">
            <button>${text.bounce}</button>
          </form>`
        }
      </main>`,
  });
}

/** The text with its web addresses as links, each on the same page: a person follows the link of a mail. */
function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"'）」、。]+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a rel="noreferrer" href="${part}">${part}</a>` : html`${part}`,
    );
}
