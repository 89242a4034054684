import type { RequestHandler } from 'express';
import { document as htmlDocument, html, languageOf } from '../html.ts';
import type { Html, Language } from '../html.ts';
import type { DocumentBook, StoredDocument } from './document-book.ts';
import { writeJapanTime } from './japan-time.ts';

const texts = {
  ja: {
    town: '町へもどる',
    copier: 'コピー機へ',
    list: '預かった文書（新しい順、100件まで）',
    none: '預かっている文書はありません。',
    name: '文書名',
    number: '番号',
    pages: 'ページ',
    state: '状態',
    printed: '印刷した部数',
    until: '期限',
    processing: '変換中',
    ready: '印刷できます',
    failed: '変換できませんでした',
    removed: '削除ずみ',
    expired: '期限切れ',
    lost: '紛失',
    finish: '変換を終える',
    fail: '変換に失敗する',
    lose: '紛失する',
    stop: '緊急メンテナンスを始める',
    resume: 'メンテナンスを終える',
    inMaintenance: 'いまメンテナンス中です。',
    language: 'English',
  },
  en: {
    town: 'Back to the town',
    copier: 'To the copier',
    list: 'Documents, newest first (at most 100)',
    none: 'There are no documents here.',
    name: 'Document',
    number: 'Number',
    pages: 'Pages',
    state: 'State',
    printed: 'Copies printed',
    until: 'Kept until',
    processing: 'Being converted',
    ready: 'Ready to print',
    failed: 'Could not be converted',
    removed: 'Removed',
    expired: 'Expired',
    lost: 'Lost',
    finish: 'Finish converting',
    fail: 'Fail to convert',
    lose: 'Lose it',
    stop: 'Begin emergency maintenance',
    resume: 'End maintenance',
    inMaintenance: 'In maintenance now.',
    language: '日本語',
  },
};

const shown = 100;

/** The network's own page: its latest documents, and buttons for what a person can do to them. */
export function documentsPage(page: {
  title: { ja: string; en: string };
  book: DocumentBook;
  copierPath: string;
  /** The number that is typed at the copier. */
  numberOf: (stored: StoredDocument) => string;
}): RequestHandler {
  return (request, response) => {
    const language = languageOf(request.query);
    const text = texts[language];
    const { book } = page;
    const other = language === 'ja' ? 'en' : 'ja';
    const maintenance = book.maintenance();
    const documents = book.all().slice(-shown).toReversed();
    const base = request.baseUrl;
    const act = (path: string, label: string, fields: Record<string, string>): Html =>
      html`<form method="post" action="${base}/control/${path}?lang=${language}">
        ${Object.entries(fields).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}<button>${label}</button>
      </form>`;

    response.send(
      htmlDocument({
        language,
        title: page.title[language],
        body: html`<main>
          <p>
            <a href="/?lang=${language}">${text.town}</a>
            <a href="${page.copierPath}?lang=${language}">${text.copier}</a>
            <a href="?lang=${other}" lang="${other}">${text.language}</a>
          </p>
          <h1>${page.title[language]}</h1>
          ${maintenance && html`<p><strong>${text.inMaintenance}</strong></p>`}
          ${
            maintenance
              ? act('maintenance', text.resume, { status: 'available' })
              : act('maintenance', text.stop, { status: 'emergency' })
          }
          <h2>${text.list}</h2>
          ${
            documents.length === 0
              ? html`<p>${text.none}</p>`
              : html`<ul class="entries">
                  ${documents.map((stored) => entry(stored, book, language, act, page.numberOf))}
                </ul>`
          }
        </main>`,
      }),
    );
  };
}

function entry(
  stored: StoredDocument,
  book: DocumentBook,
  language: Language,
  act: (path: string, label: string, fields: Record<string, string>) => Html,
  numberOf: (stored: StoredDocument) => string,
): Html {
  const text = texts[language];
  const state = stored.end?.how ?? book.stateOf(stored);
  const printed = stored.prints.reduce((sum, print) => sum + print.copies, 0);
  const fields = { document: stored.id };
  return html`<li>
    <h3>${stored.name}</h3>
    <dl>
      <dt>${text.number}</dt>
      <dd><code>${numberOf(stored)}</code></dd>
      <dt>${text.state}</dt>
      <dd>${text[state]}</dd>
      <dt>${text.pages}</dt>
      <dd>${stored.pages}</dd>
      <dt>${text.printed}</dt>
      <dd>${printed}</dd>
      <dt>${text.until}</dt>
      <dd>${writeJapanTime(new Date(stored.expiresAt))}</dd>
    </dl>
    <div class="row">
      ${
        state === 'processing' && [
          act('finish', text.finish, fields),
          act('fail', text.fail, fields),
        ]
      }
      ${!stored.end && act('lose', text.lose, fields)}
    </div>
  </li>`;
}
