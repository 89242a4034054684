// A student of 洛央大学, whose identity provider is another site: the first sign-in, the second, consent, the link that
// has run out, single logout; in a real browser on the whole service.
import { rakuoPassword, wellKnownAtRakuo } from '../../prisma/sample-data/rakuo-people.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { arriveAt } from './pages/page.ts';
import type { Visit } from './pages/page.ts';
import {
  ConfirmPage,
  LinkExpiredPage,
  MailAddressPage,
  RegisteredPage,
  waitUntilSent,
} from './pages/registration.ts';
import { TopPage } from './pages/sign-in.ts';
import {
  answerConsent,
  logInAtProvider,
  SamlSignInPage,
  WithheldPage,
} from './pages/single-sign-on.ts';
import { DESK, PHONE, visitAs } from './pages/visit.ts';

let stack: Stack;
let test: TestBrowser;

beforeAll(async () => {
  [stack, test] = await Promise.all([startStack(), openBrowser()]);
}, 120_000);

afterAll(async () => {
  await test?.close();
  await stack?.close();
});

async function linkIn(address: string): Promise<string> {
  const [mail] = await stack.mails(address, 1);
  return /http\S+\/cert\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
}

async function begin(visit: Visit): Promise<void> {
  await visit.page.goto(`${stack.origin}/rakuo/sign-in`);
  await (await arriveAt(visit, SamlSignInPage)).goToProvider();
}

/** Where the menu is and its last entry, as people find it. */
async function logOut({ page, language }: Visit): Promise<void> {
  await page.locator('summary').first().click();
  const name = language === 'ja' ? 'ログアウト' : 'Log out';
  await page.getByRole('button', { name, exact: true }).first().click();
}

it('is lived in Japanese on a phone: first sign-in, mail address, second sign-in, single logout (R-028, R-029, R-049)', async () => {
  const visit = await visitAs(test, 'ja', { viewport: PHONE });
  const { page } = visit;
  await begin(visit);
  expect(new URL(page.url()).hostname).not.toBe(new URL(stack.origin).hostname);
  await logInAtProvider(visit, wellKnownAtRakuo.ordinary, 'ちがう');
  expect(await page.locator('main').innerText()).toContain('違います');
  await logInAtProvider(visit, wellKnownAtRakuo.ordinary, rakuoPassword);
  expect(await answerConsent(visit, 'release')).toContain('student:25L1001@rakuo.example');

  const address = 'sakura@mail.example';
  await (await arriveAt(visit, MailAddressPage)).register(address);
  const link = await linkIn(address);
  await waitUntilSent(visit);
  await page.goto(link);
  await (await arriveAt(visit, ConfirmPage)).confirm();
  await (await arriveAt(visit, RegisteredPage)).goToSignIn();

  // The provider knows the browser and the consent: one press leads to the top page.
  await (await arriveAt(visit, SamlSignInPage)).goToProvider();
  const top = await arriveAt(visit, TopPage);
  expect(await top.text()).toContain(address);

  await logOut(visit);
  const out = await arriveAt(visit, SamlSignInPage);
  expect(await out.text()).toContain('ログアウトしました');
  await out.goToProvider();
  // Single logout ended the visit there as well: the password is asked for again.
  await page.locator('input[name=password]').waitFor();
  await page.goto(`${stack.origin}/rakuo/top`);
  await arriveAt(visit, SamlSignInPage);
}, 120_000);

it('is lived in English at a desk: consent refused and given, a link that has run out, nothing remembered (R-029, R-045)', async () => {
  const visit = await visitAs(test, 'en', { viewport: DESK });
  const { page } = visit;
  await begin(visit);
  await logInAtProvider(visit, wellKnownAtRakuo.twoNumbers, rakuoPassword, { forget: true });
  await answerConsent(visit, 'refuse');
  await (await arriveAt(visit, WithheldPage)).goToSignIn();

  await (await arriveAt(visit, SamlSignInPage)).goToProvider();
  await logInAtProvider(visit, wellKnownAtRakuo.twoNumbers, rakuoPassword, {
    forget: true,
    reconsent: true,
  });
  const shown = await answerConsent(visit, 'release');
  expect(shown).toContain('student:21T1002@rakuo.example, student:25MT1002@rakuo.example');

  const address = 'yamato@mail.example';
  await (await arriveAt(visit, MailAddressPage)).register(address);
  const link = await linkIn(address);
  await waitUntilSent(visit);
  await stack.database.pool.query(
    `update one_time_link set expires_at = now() - interval '1 second' where mail_address = $1`,
    [address],
  );
  await page.goto(link);
  await arriveAt(visit, LinkExpiredPage);

  // "Do not remember my login": another tab of the same browser is asked for the password.
  await page.context().clearCookies({ name: 'session' });
  await begin(visit);
  await page.locator('input[name=password]').waitFor();
  await logInAtProvider(visit, wellKnownAtRakuo.twoNumbers, rakuoPassword, { forget: true });
  await arriveAt(visit, MailAddressPage);
}, 120_000);
