// The whole life of an order as a student lives it, in a real browser on the whole service: the first sign-in, the mail
// address, the order, PayPal, the numbers, the copier of a store.
import { wellKnown, wellKnownPassword } from '../../prisma/sample-data/well-known.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { checkInvariants } from '../support/invariants.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import {
  CertificatesPage,
  CheckPage,
  OrderPage,
  PayPage,
  StudentNumberPage,
} from './pages/ordering.ts';
import { arriveAt } from './pages/page.ts';
import type { Visit } from './pages/page.ts';
import {
  ConfirmPage,
  LinkExpiredPage,
  LinkUsedPage,
  MailAddressPage,
  RegisteredPage,
  waitUntilSent,
} from './pages/registration.ts';
import { SignInPage, TopPage } from './pages/sign-in.ts';
import { CopierPage, PayPalPage } from './pages/town.ts';
import { DESK, PHONE, visitAs } from './pages/visit.ts';

const HOUR = 3_600_000;

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

async function linkIn(address: string): Promise<string> {
  const [mail] = await stack.mails(address, 1);
  return /http\S+\/cert\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
}

/** From the first page to the one that asks where to print: the account has no mail address yet. */
async function registerAndSignIn(visit: Visit, userId: string, address: string): Promise<TopPage> {
  const { page } = visit;
  await page.goto(`${stack.origin}/aomine/sign-in`);
  await (await arriveAt(visit, SignInPage)).signIn(userId, wellKnownPassword);
  await (await arriveAt(visit, MailAddressPage)).register(address);
  const link = await linkIn(address);
  await waitUntilSent(visit);

  // A scanner opens every link of a mail; nothing happens by that.
  for (const method of ['GET', 'HEAD', 'GET']) await fetch(link, { method });
  await page.goto(link);
  await (await arriveAt(visit, ConfirmPage)).confirm();
  await (await arriveAt(visit, RegisteredPage)).goToSignIn();
  await (await arriveAt(visit, SignInPage)).signIn(userId, wellKnownPassword);
  const top = await arriveAt(visit, TopPage);
  expect(await top.text()).toContain(address);
  return top;
}

/** From the choice of the place to the page that shows everything once more. */
async function fillIn(visit: Visit, top: TopPage, copies: string): Promise<CheckPage> {
  await top.printAtStore();
  await (await arriveAt(visit, StudentNumberPage)).continue();
  await (await arriveAt(visit, CertificatesPage)).order(copies);
  return arriveAt(visit, CheckPage);
}

/** 0:00 in Japan on the eighth day after today there; Japan has no summer time. */
function windowEnd(now: number): number {
  const japaneseDay = Math.floor((now + 9 * HOUR) / (24 * HOUR));
  return (japaneseDay + 8) * 24 * HOUR - 9 * HOUR;
}

it('is lived in Japanese on a phone: from the first sign-in to the sheets that come out of the copier', async () => {
  const visit = await visitAs(test, 'ja', { viewport: PHONE });
  const { page } = visit;
  await page.goto(`${stack.origin}/aomine/sign-in`);
  await (await arriveAt(visit, SignInPage)).signIn(wellKnown.ordinary, 'ちがうパスワード');
  const refused = await arriveAt(visit, SignInPage);
  expect(await refused.text()).toContain('ユーザーIDまたはパスワードが違います。');
  expect(await page.locator('input[name=userId]').inputValue()).toBe(wellKnown.ordinary);
  expect(await page.locator('input[name=password]').inputValue()).toBe('');

  const address = 'hina@mail.example';
  const top = await registerAndSignIn(visit, wellKnown.ordinary, address);
  const check = await fillIn(visit, top, '２');
  const text = await check.text();
  for (const fact of ['青木 陽菜', '24L1001', '2部', '800円', '100円', '900円', '払い戻し']) {
    expect(text).toContain(fact);
  }
  const now = Date.now();
  const [payBefore, printBefore] = await check.deadlines();
  expect(Math.abs((payBefore ?? 0) - (now + 3 * HOUR))).toBeLessThan(60_000);
  expect(printBefore).toBe(windowEnd(now));
  await check.place();
  const pay = await arriveAt(visit, PayPage);
  expect(await pay.text()).toContain('900円');
  await pay.goToPayPal();
  const payPal = await arriveAt(visit, PayPalPage);
  expect(await payPal.text()).toContain('900円');
  await payPal.pay();

  const order = await arriveAt(visit, OrderPage);
  await order.waitForNumbers();
  await arriveAt(visit, OrderPage); // axe looks at the numbers as well
  const numbers = await order.numbers();
  expect(numbers).toHaveLength(2);
  const [, mail] = await stack.mails(address, 2);
  for (const number of numbers) {
    expect(mail?.text).toContain(number);
    expect(mail?.html.replace(/<[^>]*>|\s/g, '')).toContain(number);
  }
  const orderUrl = page.url();

  await page.goto(`${stack.townUrl}/copier?lang=ja`);
  expect(await (await arriveAt(visit, CopierPage)).print(numbers[0] ?? '', 2)).toContain('2枚');
  await page.goto(orderUrl);
  await (await arriveAt(visit, OrderPage)).waitForState('印刷済み');
  expect(await (await arriveAt(visit, OrderPage)).numbers()).toEqual([]);

  await page.goto(await linkIn(address));
  await arriveAt(visit, LinkUsedPage);
  await page.context().close();
}, 90_000);

it('is lived in English at a desk by keyboard alone, with a way back from PayPal and a declined card', async () => {
  const visit = await visitAs(test, 'en', { viewport: DESK }, { byKeyboard: true });
  const { page } = visit;
  const address = 'kuzuha@mail.example';
  const top = await registerAndSignIn(visit, wellKnown.difficultName, address);
  const check = await fillIn(visit, top, '1');
  const text = await check.text();
  for (const fact of ['𠮷田', '24K1004', '1 copy', '¥400', '¥100', '¥500', 'no refund']) {
    expect(text).toContain(fact);
  }
  const now = Date.now();
  expect((await check.deadlines())[1]).toBe(windowEnd(now));
  await check.place();
  await (await arriveAt(visit, PayPage)).goToPayPal();
  await (await arriveAt(visit, PayPalPage)).cancel();
  const cancelled = await arriveAt(visit, OrderPage);
  expect(await cancelled.text()).toContain('You came back without paying');

  await cancelled.goToPayment();
  await (await arriveAt(visit, PayPage)).goToPayPal();
  await (await arriveAt(visit, PayPalPage)).payWithDeclinedCard();
  const declined = await arriveAt(visit, OrderPage);
  await declined.waitForState('Waiting for payment');
  expect(await declined.text()).toContain('The payment was declined');

  await declined.goToPayment();
  await (await arriveAt(visit, PayPage)).goToPayPal();
  await (await arriveAt(visit, PayPalPage)).pay();
  const order = await arriveAt(visit, OrderPage);
  await order.waitForNumbers();
  const numbers = await order.numbers();
  const [, mail] = await stack.mails(address, 2);
  expect(numbers).toHaveLength(2);
  for (const number of numbers) expect(mail?.text).toContain(number);
  const orderUrl = page.url();

  await page.goto(`${stack.townUrl}/copier?lang=en`);
  expect(await (await arriveAt(visit, CopierPage)).print(numbers[0] ?? '', 1)).toContain(
    'One sheet',
  );
  await page.goto(orderUrl);
  await (await arriveAt(visit, OrderPage)).waitForState('Printed');
  await page.context().close();
}, 90_000);

it('needs no JavaScript, and says what to do when a link has expired', async () => {
  const visit = await visitAs(test, 'ja', { viewport: PHONE, javaScriptEnabled: false });
  const { page } = visit;
  const userId = wellKnown.singleName;
  await page.goto(`${stack.origin}/aomine/sign-in`);
  await (await arriveAt(visit, SignInPage)).signIn(userId, wellKnownPassword);
  await (await arriveAt(visit, MailAddressPage)).register('early@mail.example');
  await waitUntilSent(visit);
  const expired = await linkIn('early@mail.example');
  // Thirty minutes pass.
  await stack.database.pool.query(
    `UPDATE one_time_link SET expires_at = now() WHERE mail_address = 'early@mail.example'`,
  );
  await page.goto(expired);
  await arriveAt(visit, LinkExpiredPage);
  await page.context().clearCookies();

  const top = await registerAndSignIn(visit, userId, 'suhardi@mail.example');
  const check = await fillIn(visit, top, '1');
  await check.place();
  await (await arriveAt(visit, PayPage)).goToPayPal();
  await (await arriveAt(visit, PayPalPage)).pay();
  const order = await arriveAt(visit, OrderPage);
  await order.waitForNumbers();
  expect(await order.numbers()).toHaveLength(2);
  await page.context().close();
}, 90_000);
