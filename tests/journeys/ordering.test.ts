// Orders that are more, or cost less, than the usual one, in a real browser on the whole service: certificates of two
// student numbers paid at once, and a certificate that costs nothing.
import { mukonoPassword, wellKnownAtMukono } from '../../prisma/sample-data/mukono-people.ts';
import { wellKnown, wellKnownPassword } from '../../prisma/sample-data/well-known.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { checkInvariants } from '../support/invariants.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { haveAccount } from './pages/account.ts';
import {
  CertificatesPage,
  CheckPage,
  OrderPage,
  PayPage,
  StudentNumberPage,
} from './pages/ordering.ts';
import { arriveAt } from './pages/page.ts';
import { MenuChoicePage, SecondSignInPage } from './pages/second-password.ts';
import { SignInPage, TopPage } from './pages/sign-in.ts';
import { PayPalPage } from './pages/town.ts';
import { DESK, PHONE, visitAs } from './pages/visit.ts';

let stack: Stack;
let test: TestBrowser;

beforeAll(async () => {
  [stack, test] = await Promise.all([startStack(), openBrowser()]);
}, 60_000);

afterAll(async () => {
  await test?.close();
  await stack?.close();
});

afterEach(() => checkInvariants({ pool: stack.database.pool, townUrl: stack.townUrl }));

/** Prints at a 7-Eleven, one copy for each number. */
async function printAll(): Promise<void> {
  const { rows } = await stack.database.pool.query<{ code: string }>(
    `select code from print_job where network = 'netprint' and state = 'ready' and printed_count < copies`,
  );
  for (const { code: number } of rows) {
    await stack.post('/copier/control/print', { chain: 'seven-eleven', number });
  }
}

it('certificates of two student numbers are one order: one payment, all numbers, every sheet (R-162, R-164, R-165, R-173)', async () => {
  await haveAccount(stack, 'aomine', wellKnown.twoNumbers);
  const visit = await visitAs(test, 'ja', { viewport: PHONE });
  const { page } = visit;
  await page.goto(`${stack.origin}/aomine/sign-in`);
  await (await arriveAt(visit, SignInPage)).signIn(wellKnown.twoNumbers, wellKnownPassword);
  await (await arriveAt(visit, TopPage)).printAtStore();

  const present = await arriveAt(visit, StudentNumberPage);
  await present.choose('25MT1002');
  await present.continue();
  await (await arriveAt(visit, CertificatesPage)).order('1');
  await (await arriveAt(visit, CheckPage)).addAnotherNumber();
  const former = await arriveAt(visit, StudentNumberPage);
  await former.choose('21T1002');
  await former.continue();
  const graduation = { ja: '卒業(修了)証明書(日本語)', en: 'Certificate of Graduation (Japanese)' };
  await (await arriveAt(visit, CertificatesPage)).order('１部', graduation);

  const check = await arriveAt(visit, CheckPage);
  const text = await check.text();
  for (const fact of ['25MT1002', '21T1002', '在学証明書', '卒業(修了)証明書', '900円', '2枚']) {
    expect(text).toContain(fact);
  }
  for (const link of await page.getByRole('link', { name: '見本を見る' }).all()) {
    const address = new URL((await link.getAttribute('href')) ?? '', stack.origin).href;
    const sample = await page.request.get(address);
    expect([sample.status(), sample.headers()['content-type']]).toEqual([200, 'application/pdf']);
  }
  await check.place();
  await (await arriveAt(visit, PayPage)).goToPayPal();
  await (await arriveAt(visit, PayPalPage)).pay();

  const order = await arriveAt(visit, OrderPage);
  await order.waitForNumbers();
  await stack.until('both certificates can be printed', async () => {
    const { rows } = await stack.database.pool.query(
      `select from print_job where network = 'netprint' and state = 'ready'`,
    );
    return rows.length === 2;
  });
  await printAll();
  await page.reload();
  await (await arriveAt(visit, OrderPage)).waitForState('印刷済み');
  await page.context().close();
}, 90_000);

it('a certificate that is free is ordered and printed without any payment (R-188)', async () => {
  const secondPassword = 'Second7Password';
  await haveAccount(stack, 'mukono', wellKnownAtMukono.ordinary, { locale: 'en', secondPassword });
  const visit = await visitAs(test, 'en', { viewport: DESK });
  const { page } = visit;
  await page.goto(`${stack.origin}/mukono/sign-in`);
  const signIn = await arriveAt(visit, SecondSignInPage);
  await signIn.signIn(wellKnownAtMukono.ordinary, mukonoPassword, secondPassword);
  const menu = await arriveAt(visit, MenuChoicePage);
  const start = { ja: 'コンビニで印刷する', en: 'Print at a convenience store' };
  await menu.press(menu.button(start));
  await (await arriveAt(visit, StudentNumberPage)).continue();
  await (await arriveAt(visit, CertificatesPage)).order('1');
  const check = await arriveAt(visit, CheckPage);
  expect(await check.text()).toContain('There is nothing to pay.');
  await check.place();

  const order = await arriveAt(visit, OrderPage);
  await order.waitForNumbers();
  expect(await order.text()).toContain('Nothing to pay');
  await printAll();
  await page.reload();
  await (await arriveAt(visit, OrderPage)).waitForState('Printed');
  await page.context().close();
}, 90_000);
