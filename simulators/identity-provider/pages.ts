import { document, html } from '../html.ts';
import type { Html, Language } from '../html.ts';
import type { ProviderUser, ReleasedAttribute } from './people.ts';
import { texts } from './texts.ts';

function page(language: Language, title: string, body: Html, switchHref: string | null = null) {
  const t = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  return document({
    language,
    title: `${title} | ${t.brand}`,
    look: 'identity-provider',
    body: html`<header>
        <p class="brand">${t.brand}</p>
        ${
          switchHref !== null &&
          html`<a href="${switchHref}" lang="${other}" hreflang="${other}">${t.switch}</a>`
        }
      </header>
      <main>
        <p class="hint">${t.simulated}</p>
        <h1>${title}</h1>
        ${body}
      </main>`,
  });
}

/** User name, password, and the two check boxes of the university's manual. */
export function loginPage(language: Language, request: string, wrong: boolean): string {
  const t = texts[language];
  const other = language === 'ja' ? 'en' : 'ja';
  return page(
    language,
    t.login,
    html`${wrong && html`<p role="alert">${t.wrong}</p>`}
      <form method="post" action="/identity-provider/login">
        <input type="hidden" name="request" value="${request}" />
        <input type="hidden" name="lang" value="${language}" />
        <p>
          <label for="user">${t.user}</label><br />
          <input id="user" name="user" autocomplete="username" />
        </p>
        <p>
          <label for="password">${t.password}</label><br />
          <input id="password" name="password" type="password" autocomplete="current-password" />
        </p>
        <p>
          <label><input type="checkbox" name="forget" value="yes" /> ${t.forget}</label>
        </p>
        <p>
          <label><input type="checkbox" name="reconsent" value="yes" /> ${t.reconsent}</label>
        </p>
        <button class="primary">${t.login}</button>
      </form>
      <ul>
        <li><a href="/identity-provider/help">${t.forgotten}</a></li>
        <li><a href="/identity-provider/help">${t.trouble}</a></li>
      </ul>`,
    `/identity-provider/login?${new URLSearchParams({ request, lang: other }).toString()}`,
  );
}

export function consentPage(
  language: Language,
  request: string,
  attributes: readonly ReleasedAttribute[],
): string {
  const t = texts[language];
  return page(
    language,
    t.consent,
    html`<p>${t.consentLead}</p>
      <dl>
        ${attributes.map(
          ({ friendlyName, values }) =>
            html`<dt>${friendlyName}</dt>
              <dd>${values.join(', ')}</dd>`,
        )}
      </dl>
      <form method="post" action="/identity-provider/consent">
        <input type="hidden" name="request" value="${request}" />
        <input type="hidden" name="lang" value="${language}" />
        <button class="primary" name="choice" value="release">${t.release}</button>
        <button class="secondary" name="choice" value="refuse">${t.refuse}</button>
      </form>`,
  );
}

/** The form that takes the answer to the service; it sends itself where scripts run. */
export function postPage(
  language: Language,
  answer: { consumer: string; samlResponse: string; relayState: string | null },
): string {
  const t = texts[language];
  return page(
    language,
    t.next,
    html`<form method="post" action="${answer.consumer}">
        <input type="hidden" name="SAMLResponse" value="${answer.samlResponse}" />
        ${
          answer.relayState !== null &&
          html`<input type="hidden" name="RelayState" value="${answer.relayState}" />`
        }
        <button class="primary">${t.go}</button>
      </form>
      <script>
        document.forms[0].submit();
      </script>`,
  );
}

export function noticePage(language: Language, title: 'gone' | 'loggedOut' | 'trouble'): string {
  const t = texts[language];
  const text = title === 'gone' ? t.goneText : title === 'trouble' ? t.help : '';
  return page(language, t[title], html`<p>${text}</p>`);
}

/** For developers: who can log in, and the way out of the visit. */
export function homePage(
  language: Language,
  users: readonly ProviderUser[],
  current: ProviderUser | null,
): string {
  const t = texts[language];
  return page(
    language,
    t.who,
    html`<form method="post" action="/identity-provider/logout">
        <p>${current ? current.displayName : t.nobody}</p>
        ${current && html`<button class="secondary">${t.logout}</button>`}
      </form>
      <table>
        <thead>
          <tr>
            <th scope="col">${t.user}</th>
            <th scope="col">${t.password}</th>
            <th scope="col">${t.who}</th>
          </tr>
        </thead>
        <tbody>
          ${users.map(
            ({ uid, password, displayName, studentNumbers }) =>
              html`<tr>
                <td>${uid}</td>
                <td>${password}</td>
                <td>${displayName} ${studentNumbers.join(', ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
    `/identity-provider?lang=${language === 'ja' ? 'en' : 'ja'}`,
  );
}
