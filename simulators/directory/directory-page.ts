import { document, html } from '../html.ts';
import type { Language } from '../html.ts';
import { fold } from './people.ts';
import type { DirectoryUser } from './people.ts';

const texts = {
  ja: {
    title: '大学の認証サーバー',
    town: '町の案内',
    intro: '大学のIDで利用する人の一覧です。実在の人ではありません。',
    search: 'ID・氏名・学籍番号でさがす',
    find: 'さがす',
    found: (count: number, all: number) => `${all}人のうち${count}人`,
    more: (rest: number) => `ほかに${rest}人います。条件をしぼってください。`,
    nobody: 'あてはまる人はいません。',
    columns: ['ID', 'パスワード', '氏名', '学籍番号', '区分'],
    locked: '停止中',
    base: '検索ベース',
    other: 'English',
  },
  en: {
    title: 'University directory',
    town: 'The town',
    intro: 'Everybody who has an ID of the university. These people are invented.',
    search: 'Find by ID, name or student number',
    find: 'Find',
    found: (count: number, all: number) => `${count} of ${all} people`,
    more: (rest: number) => `${rest} more. Search for something narrower.`,
    nobody: 'Nobody matches.',
    columns: ['ID', 'Password', 'Name', 'Student numbers', 'Affiliation'],
    locked: 'locked',
    base: 'Search base',
    other: '日本語',
  },
};

const PEOPLE_SHOWN = 100;

export interface DirectoryPage {
  language: Language;
  search: string;
  users: readonly DirectoryUser[];
  ldapUrl: string | null;
  /** Search base of the university that is shown, and those of all. */
  baseDn: string;
  bases: readonly string[];
}

/** Who can sign in, for people who try the service out: the town's people are invented, so are their passwords. */
export function directoryPage(page: DirectoryPage): string {
  const { language, search, users, ldapUrl, baseDn, bases } = page;
  const text = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  const wanted = fold(search);
  const found = users.filter(({ uid, cn, displayName, studentNumbers }) =>
    [uid, cn, displayName, ...studentNumbers].some((value) => fold(value).includes(wanted)),
  );
  const rest = found.length - PEOPLE_SHOWN;
  return document({
    language,
    title: text.title,
    body: html`<main>
      <nav>
        <a href="/?lang=${language}">${text.town}</a>
        <a
          href="/directory?lang=${other}&amp;q=${encodeURIComponent(search)}&amp;base=${encodeURIComponent(baseDn)}"
          lang="${other}"
          >${text.other}</a
        >
      </nav>
      <h1>${text.title}</h1>
      <p>${text.intro}</p>
      <p><code>${ldapUrl ?? 'LDAP'}</code> · ${text.base} <code>${baseDn}</code></p>
      ${
        bases.length > 1 &&
        html`<p>
          ${bases.map(
            (base) =>
              html`<a
                href="/directory?lang=${language}&amp;base=${encodeURIComponent(base)}"
                aria-current="${base === baseDn ? 'true' : 'false'}"
                ><code>${base}</code></a
              > `,
          )}
        </p>`
      }
      <form method="get" action="/directory">
        <input type="hidden" name="lang" value="${language}" />
        <input type="hidden" name="base" value="${baseDn}" />
        <p>
          <label for="q">${text.search}</label><br />
          <input id="q" name="q" type="search" value="${search}" />
          <button>${text.find}</button>
        </p>
      </form>
      <p>${text.found(found.length, users.length)}</p>
      ${
        found.length === 0
          ? html`<p>${text.nobody}</p>`
          : html`<div style="overflow-x: auto">
              <table>
                <thead>
                  <tr>
                    ${text.columns.map((column) => html`<th scope="col">${column}</th>`)}
                  </tr>
                </thead>
                <tbody>
                  ${found.slice(0, PEOPLE_SHOWN).map(
                    (user) =>
                      html`<tr>
                        <td><code>${user.uid}</code></td>
                        <td><code>${user.password}</code></td>
                        <td>${user.displayName}</td>
                        <td>${user.studentNumbers.join(', ')}</td>
                        <td>${user.affiliation}${user.locked && ` (${text.locked})`}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
      ${rest > 0 && html`<p>${text.more(rest)}</p>`}
    </main>`,
  });
}
