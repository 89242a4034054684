import { Router, raw, urlencoded } from 'express';
import { yen } from '../cash-register/texts.ts';
import type { SlipEntry } from '../cash-register/slip-book.ts';
import type { FaultBook } from '../fault-book.ts';
import { document, html } from '../html.ts';
import type { Html } from '../html.ts';
import { writeJapanTime } from '../print-documents/japan-time.ts';
import { noticeFields } from './notices.ts';
import { stores } from './purchase.ts';
import type { Store } from './purchase.ts';
import { hashOf, noticeNames, readForm } from './wire.ts';
import type { Fields } from './wire.ts';

export interface HostedPageOptions {
  faults: FaultBook;
  hashKey: string;
  now(): Date;
  problemOf(fields: Fields): string | null;
  /** Makes the numbers, if the merchant takes them. */
  issue(fields: Fields, store: Store): Promise<SlipEntry | null>;
}

const storeNames: Record<Store, string> = {
  'seven-eleven': 'セブン-イレブン',
  lawson: 'ローソン',
  familymart: 'ファミリーマート',
};

/** SBPS's own page: the browser comes with the purchase, chooses a store, and gets the numbers. */
export function createHostedPage(options: HostedPageOptions): Router {
  const { faults, hashKey, problemOf, issue } = options;
  const router = Router();

  router.post(
    '/f01/FepBuyInfoReceive.do',
    raw({ type: () => true, limit: '64kb' }),
    (request, response) => {
      const fields = readForm(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
      const refused = faults.take('sbps', 'purchase')?.mode === 'refuse';
      const problem = refused ? 'ただいまお取り扱いできません' : problemOf(fields);
      if (problem !== null) response.status(400).send(page('エラー', html`<p>${problem}</p>`));
      else response.send(choicePage(fields));
    },
  );

  router.post('/f01/choose', urlencoded({ extended: false }), async (request, response) => {
    const { act, ...typed } = (request.body ?? {}) as Fields;
    const problem = problemOf(typed);
    if (problem !== null) {
      response.status(400).send(page('エラー', html`<p>${problem}</p>`));
      return;
    }
    const back = (url: string, result: Fields, label: string) =>
      backForm(url, returnOf(typed, result), label);
    if (act === 'cancel') {
      const form = back(typed.cancel_url ?? '', { res_result: 'NG' }, 'お店に戻る');
      response.send(page('お支払いを取りやめました', form));
      return;
    }
    const store = (Object.keys(stores) as Store[]).find((name) => name === act) ?? 'seven-eleven';
    const slip = await issue(typed, store);
    if (!slip) {
      const form = back(typed.error_url ?? '', { res_result: 'NG' }, 'お店に戻る');
      response.status(409).send(page('お支払い番号を発行できませんでした', form));
      return;
    }
    const result = { res_result: 'OK', res_tracking_id: slip.reference };
    response.send(
      page(
        'お支払い番号',
        html`${facts(slip)} ${back(typed.success_url ?? '', result, 'お店に戻る')}`,
      ),
    );
  });

  /** What the browser brings back: A03-1, hashed over the bytes of Shift_JIS. */
  function returnOf(purchase: Fields, result: Fields): Fields {
    const bare = { extra: purchase, method: purchase.pay_method ?? '', reference: '' };
    const fields = noticeFields(bare, result, options.now());
    return { ...fields, sps_hashcode: hashOf(fields, noticeNames, hashKey, 'Shift_JIS') };
  }
  return router;
}

function choicePage(fields: Fields): string {
  const offered = fields.pay_method === 'payeasy' ? [] : (Object.keys(stores) as Store[]);
  return page(
    'お支払い方法の確認',
    html`<dl>
        <dt>内容</dt>
        <dd>${fields.item_name}</dd>
        <dt>金額</dt>
        <dd>${yen(Number(fields.amount), 'ja')}</dd>
      </dl>
      <form method="post" action="choose" class="fields">
        ${hiddenInputs(fields)}
        ${
          offered.length === 0
            ? html`<button class="primary" name="act" value="payeasy">
                ペイジーの番号を発行する
              </button>`
            : offered.map(
                (store) =>
                  html`<button class="primary" name="act" value="${store}">
                    ${storeNames[store]}で支払う
                  </button>`,
              )
        }
        <button class="quiet" name="act" value="cancel">取りやめる</button>
      </form>`,
  );
}

function facts(slip: SlipEntry): Html {
  return html`<p class="amount">${yen(slip.amountYen, 'ja')}</p>
    <dl>
      ${slip.numbers.map(
        ({ label, value }) =>
          html`<dt>${label}</dt>
            <dd class="number">${value}</dd>`,
      )}
      <dt>支払期限</dt>
      <dd>${writeJapanTime(new Date(Date.parse(slip.dueAt) - 1))}</dd>
    </dl>`;
}

function backForm(url: string, fields: Fields, label: string): Html {
  return html`<form method="post" action="${url}" accept-charset="Shift_JIS">
    ${hiddenInputs(fields)}<button class="primary">${label}</button>
  </form>`;
}

const hiddenInputs = (fields: Fields): Html =>
  html`${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;

function page(title: string, body: Html): string {
  return document({
    language: 'ja',
    title: `${title} | SBPS`,
    body: html`<header><p class="brand">SBペイメントサービス（開発用）</p></header>
      <main>
        <p class="hint">これは開発用の支払いページです。実際のお金は動きません。</p>
        <h1>${title}</h1>
        ${body}
      </main>`,
  });
}
