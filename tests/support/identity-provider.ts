import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import type { Express } from 'express';
import request from 'supertest';
import { paths } from '../../api/paths.ts';
import { createSingleSignOn } from '../../gateways/directory-saml/single-sign-on.ts';
import type { SingleSignOn } from '../../gateways/directory-saml/port.ts';
import { TownClock } from '../../simulators/clock.ts';
import { FaultBook } from '../../simulators/fault-book.ts';
import { createIdentityProvider } from '../../simulators/identity-provider/identity-provider.ts';
import type { ProviderUser } from '../../simulators/identity-provider/identity-provider.ts';
import { makeKeyPair } from '../../simulators/identity-provider/keys.ts';
import { createTestApp } from './app.ts';
import type { TestApp } from './app.ts';
import { browse } from './browse.ts';
import type { Browser, Visited } from './browse.ts';

export const ENTITY_ID = 'https://idp.rakuo.example/idp/shibboleth';
export const SCOPE = 'rakuo.example';
const ORIGIN = 'http://127.0.0.1';
const PROVIDER = 'http://localhost:4400';

/** The town's identity provider without a listener, and the service's side towards it. */
export interface TestProvider {
  app: Express;
  clock: TownClock;
  singleSignOn: SingleSignOn;
  control(method: 'post' | 'put', path: string, body: object): Promise<Record<string, unknown>>;
  /** Writes the provider's metadata as it is now where the service reads it. */
  publish(): Promise<void>;
  close(): void;
}

let keyPair: ReturnType<typeof makeKeyPair> | undefined;

/** The service's own key pair, one for all tests of a process. */
export const serviceKeyPair = () => (keyPair ??= makeKeyPair('Certificate Service'));

export async function createTestProvider(
  users: readonly ProviderUser[] = [],
): Promise<TestProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'saml-'));
  const clock = new TownClock();
  const provider = createIdentityProvider(
    { publicUrl: PROVIDER, faults: new FaultBook(), now: () => clock.now() },
    { entityId: ENTITY_ID, scope: SCOPE, users },
  );
  const app = express();
  app.use('/identity-provider', provider.router);
  const control: TestProvider['control'] = async (method, path, body) => {
    const answer = await request(app)[method](`/identity-provider/control${path}`).send(body);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body as Record<string, unknown>;
  };

  const file = join(folder, 'rakuo.xml');
  let changes = 0;
  const publish = async () => {
    writeFileSync(file, await provider.metadata());
    // Two changes within a tick of the file system's clock are two changes.
    changes += 1;
    utimesSync(file, changes, changes);
  };
  await publish();
  const singleSignOn = createSingleSignOn({
    addressesOf: (code) => ({
      entityId: ORIGIN + paths.samlMetadata(code),
      consumer: ORIGIN + paths.samlConsumer(code),
      logout: ORIGIN + paths.samlLogout(code),
    }),
    keyPair: await serviceKeyPair(),
    metadataFolder: folder,
    recheckAfter: 0,
    report: () => {},
  });
  const rakuo = { code: 'rakuo', entityId: ENTITY_ID, scopes: [SCOPE] };
  await control('put', '/services', { metadata: singleSignOn.of(rakuo).metadata() ?? '' });
  const close = () => rmSync(folder, { recursive: true, force: true });
  return { app, clock, singleSignOn, control, publish, close };
}

export interface SamlTest {
  test: TestApp;
  provider: TestProvider;
  close(): Promise<void>;
}

/** The whole web site with 洛央大学's identity provider beside it. */
export async function createSamlTest(users: readonly ProviderUser[]): Promise<SamlTest> {
  const provider = await createTestProvider(users);
  const test = await createTestApp({ singleSignOn: provider.singleSignOn });
  return {
    test,
    provider,
    async close() {
      provider.close();
      await test.close();
    },
  };
}

/** Two sites and one person: a browser keeps their cookies apart. */
export interface SamlBrowser {
  site: Browser;
  atProvider: Browser;
}

export const samlBrowser = ({ test, provider }: SamlTest, language = 'en'): SamlBrowser => ({
  site: browse(test.app, { language }),
  atProvider: browse(provider.app, { language }),
});

const pathOf = (address: string | undefined) => {
  const { pathname, search } = new URL(address ?? '');
  return pathname + search;
};

/** From the students' sign-in page to the provider's first page. */
export async function leave(browser: SamlBrowser, next?: string): Promise<Visited> {
  const query = next === undefined ? '' : `?${new URLSearchParams({ next }).toString()}`;
  const page = await browser.site.visit(`/rakuo/sign-in${query}`);
  const button = page.$('html').attr('lang') === 'ja' ? 'ログイン' : 'Log in';
  const away = await browser.site.submit(page, button, {}, { follow: false });
  return browser.atProvider.visit(pathOf(away.headers.location));
}

export interface ProviderChoices {
  password?: string;
  forget?: boolean;
  reconsent?: boolean;
  refuses?: boolean;
}

/** What the provider's pages ask, up to the form that goes back to the service. */
export async function logInAtProvider(
  { atProvider }: SamlBrowser,
  page: Visited,
  uid: string,
  choices: ProviderChoices = {},
): Promise<Visited> {
  let shown = page;
  if (shown.$('[name=user]').length > 0) {
    shown = await atProvider.submit(shown, shown.$('button').first().text().trim(), {
      user: uid,
      password: choices.password ?? `pw-${uid}`,
      ...(choices.forget ? { forget: 'yes' } : { forget: '' }),
      ...(choices.reconsent ? { reconsent: 'yes' } : { reconsent: '' }),
    });
  }
  if (shown.$('[name=choice]').length > 0) {
    const button = shown.$(`button[value=${choices.refuses ? 'refuse' : 'release'}]`);
    shown = await atProvider.submit(shown, button.text().trim());
  }
  return shown;
}

/** What the provider's last page would post to the service. */
export const postedBy = (page: Visited) => ({
  address: pathOf(page.$('form').attr('action')),
  body: {
    SAMLResponse: String(page.$('[name=SAMLResponse]').val()),
    RelayState: String(page.$('[name=RelayState]').val()),
  },
});

/** Posts it as a browser does from another site: without our cookies. The answer is where to go next. */
export async function bringBack({ test }: SamlTest, page: Visited): Promise<Visited> {
  const { address, body } = postedBy(page);
  const crossSite = { 'Sec-Fetch-Site': 'cross-site', Origin: PROVIDER };
  return browse(test.app).post(address, body, { follow: false, headers: crossSite });
}

/** The whole way. */
export async function signInBySaml(
  saml: SamlTest,
  browser: SamlBrowser,
  uid: string,
  choices: ProviderChoices & { next?: string } = {},
): Promise<Visited> {
  const page = await logInAtProvider(browser, await leave(browser, choices.next), uid, choices);
  const back = await bringBack(saml, page);
  return browser.site.visit(back.headers.location ?? '');
}

/** A person at the provider, with a password that follows from the user name. */
export const providerUser = (
  uid: string,
  studentNumbers: string[],
  change: Partial<ProviderUser> = {},
): ProviderUser => ({
  uid,
  password: `pw-${uid}`,
  displayName: uid,
  uniqueId: `ID${uid.toUpperCase()}@${SCOPE}`,
  affiliations: ['student', 'member'],
  studentNumbers,
  ...change,
});
