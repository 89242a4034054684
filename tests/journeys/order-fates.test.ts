// What may become of an order that is not simply paid and printed, in a real browser on the whole service: printed in
// parts, given back, not paid and paid too late, not printed, stopped by an outage, given more time.
import { tokyoDate } from '../../domain/time/tokyo.ts';
import { readEnvironment } from '../../platform/env.ts';
import { uniqueIdAtRakuo, wellKnownAtRakuo } from '../../prisma/sample-data/rakuo-people.ts';
import { wellKnown, wellKnownPassword } from '../../prisma/sample-data/well-known.ts';
import { seedSampleStaff } from '../../scripts/start/sample-staff.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { checkInvariants } from '../support/invariants.ts';
import { bringNear } from '../support/order-scenes.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { haveAccount } from './pages/account.ts';
import { OwedMoneyPage, signInAtDesk, TasksPage } from './pages/desk.ts';
import {
  CancelPage,
  CertificatesPage,
  CheckPage,
  MessagePage,
  MessagesPage,
  OrderPage,
  PayPage,
  ReceiptPage,
  ReopenPage,
  SlipPage,
  StudentNumberPage,
} from './pages/ordering.ts';
import { arriveAt } from './pages/page.ts';
import type { Visit } from './pages/page.ts';
import { goToCheckAtRakuo } from './pages/rakuo.ts';
import { SignInPage, TopPage } from './pages/sign-in.ts';
import { CopierPage, PayPalPage } from './pages/town.ts';
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

/** From the login to the choice of a student number. */
async function begin(visit: Visit, userId: string): Promise<StudentNumberPage> {
  await visit.page.goto(`${stack.origin}/aomine/sign-in`);
  await (await arriveAt(visit, SignInPage)).signIn(userId, wellKnownPassword);
  await (await arriveAt(visit, TopPage)).printAtStore();
  return arriveAt(visit, StudentNumberPage);
}

/** An order of one certificate, paid by card, with its numbers. */
async function orderAndPay(visit: Visit, userId: string, copies: string): Promise<OrderPage> {
  await (await begin(visit, userId)).continue();
  await (await arriveAt(visit, CertificatesPage)).order(copies);
  return pay(visit, await arriveAt(visit, CheckPage));
}

async function pay(visit: Visit, check: CheckPage): Promise<OrderPage> {
  await check.place();
  await (await arriveAt(visit, PayPage)).goToPayPal();
  await (await arriveAt(visit, PayPalPage)).pay();
  await (await arriveAt(visit, OrderPage)).waitForNumbers();
  return arriveAt(visit, OrderPage);
}

const orderIdOf = ({ page }: Visit): string =>
  /orders\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';

const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);

async function goToCopier(visit: Visit): Promise<CopierPage> {
  await visit.page.goto(`${stack.townUrl}/copier?lang=${visit.language}`);
  return arriveAt(visit, CopierPage);
}

async function backTo(visit: Visit, address: string): Promise<OrderPage> {
  await visit.page.goto(address);
  return arriveAt(visit, OrderPage);
}

/** The mail about an order, once it has come. @returns its text */
async function mailTo(address: string, subject: string): Promise<string> {
  let text: string | undefined;
  await stack.until(`the mail “${subject}”`, async () => {
    const mails = await stack.mails(address);
    text = mails.find((mail) => mail.subject.includes(subject))?.text;
    return text !== undefined;
  });
  return text ?? '';
}

it('certificates of two numbers come out in parts, at two chains; receipt and mails stay (R-164, R-216, R-222, R-223, I8, X-20)', async () => {
  await haveAccount(stack, 'aomine', wellKnown.twoNumbers, { locale: 'en' });
  const visit = await visitAs(test, 'en', { viewport: DESK });
  const { page } = visit;
  const present = await begin(visit, wellKnown.twoNumbers);
  await present.choose('25MT1002');
  await present.continue();
  await (await arriveAt(visit, CertificatesPage)).order('2');
  await (await arriveAt(visit, CheckPage)).addAnotherNumber();
  const former = await arriveAt(visit, StudentNumberPage);
  await former.choose('21T1002');
  await former.continue();
  const graduation = { ja: '卒業(修了)証明書(日本語)', en: 'Certificate of Graduation (Japanese)' };
  await (await arriveAt(visit, CertificatesPage)).order('1', graduation);
  const order = await pay(visit, await arriveAt(visit, CheckPage));
  const orderUrl = page.url();
  // At netprint each certificate has its number, at network print one number is good for both.
  const numbers = await order.numbers();
  expect(numbers.map((number) => number.length)).toEqual([8, 8, 10]);

  expect(await (await goToCopier(visit)).print(numbers[0] ?? '', 1)).toContain('One sheet');
  const inPart = await backTo(visit, orderUrl);
  await inPart.waitForState('Partly printed');
  expect(await inPart.text()).toContain('1 of 3 copies are printed.');
  await arriveAt(visit, OrderPage);

  // The other copy of the first certificate at another chain, the second certificate at the first one again.
  expect(await (await goToCopier(visit)).print(numbers[2] ?? '', 1, 'familymart')).toContain('One');
  const nearly = await backTo(visit, orderUrl);
  await nearly.reloadUntil('second print', async () =>
    (await nearly.text()).includes('2 of 3 copies are printed.'),
  );
  expect(await nearly.numbers()).toEqual([numbers[1], numbers[2]]);
  expect(await (await goToCopier(visit)).print(numbers[1] ?? '', 1)).toContain('One sheet');
  const printed = await backTo(visit, orderUrl);
  await printed.waitForState('Printed');
  expect(await printed.text()).toContain('All copies are printed (3).');

  await printed.goToReceipt();
  const receipt = await arriveAt(visit, ReceiptPage);
  for (const fact of ['佐々木 健太', '¥1,300', 'Credit card']) {
    expect(await receipt.text()).toContain(fact);
  }
  await receipt.askForName('Aomine Trading Co., Ltd.');
  await (await arriveAt(visit, ReceiptPage)).confirmName();
  const named = await arriveAt(visit, ReceiptPage);
  expect(await named.text()).toContain('The name has been set and cannot be changed.');
  expect(await page.locator('main form').count()).toBe(0);
  const pdf = await page.request.get(`${page.url()}.pdf`);
  expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf']);

  await backTo(visit, orderUrl);
  await (await arriveAt(visit, OrderPage)).goToMessages();
  await (await arriveAt(visit, MessagesPage)).open('Payment received: your print numbers');
  expect(await (await arriveAt(visit, MessagePage)).text()).toContain(numbers[2]);
  await page.context().close();
}, 120_000);

it('what was paid and not printed is given up: PayPal returns all of it, and the numbers stop working (R-179, R-190, R-224, X-33)', async () => {
  const address = await haveAccount(stack, 'aomine', wellKnown.ordinary);
  const visit = await visitAs(test, 'ja', { viewport: PHONE });
  const { page } = visit;
  const order = await orderAndPay(visit, wellKnown.ordinary, '２');
  const orderUrl = page.url();
  const numbers = await order.numbers();
  await order.giveUp();
  const cancel = await arriveAt(visit, CancelPage);
  const question = await cancel.text();
  for (const fact of ['900円', 'PayPal', '印刷の番号は使えなくなります']) {
    expect(question).toContain(fact);
  }
  await cancel.confirm();
  const given = await arriveAt(visit, OrderPage);
  await given.waitForState('払い戻し済み');
  const text = await (await arriveAt(visit, OrderPage)).text();
  expect(text).toContain('900円を払い戻しました。理由: ご本人が申請を取りやめたため。');
  expect(await given.numbers()).toEqual([]);
  expect(await mailTo(address, '申請を取りやめました')).toContain('900');
  const books = await stack.ledger<{ refunds: { amount: { value: string }; status: string }[] }>(
    'paypal',
  );
  expect(books.refunds).toMatchObject([{ amount: { value: '900' }, status: 'COMPLETED' }]);

  expect(await (await goToCopier(visit)).enter(numbers[0] ?? '')).toContain('削除したため');
  expect(await (await goToCopier(visit)).enter(numbers[1] ?? '', 'familymart')).toContain(
    '削除したため',
  );
  await backTo(visit, orderUrl);
  await (await arriveAt(visit, OrderPage)).goToReceipt();
  expect(await (await arriveAt(visit, ReceiptPage)).text()).toContain('無効');
  await page.context().close();
}, 120_000);

it('what is not paid lapses, and cash that comes afterwards is paid back by the office (R-178, R-190, R-208, R-240, I9)', async () => {
  const userId = wellKnownAtRakuo.ordinary;
  const address = await haveAccount(stack, 'rakuo', uniqueIdAtRakuo(userId), { locale: 'en' });
  const visit = await visitAs(test, 'en', { viewport: DESK });
  const { page } = visit;
  const check = await goToCheckAtRakuo(visit, stack.origin, userId);
  await check.payBy('Cash at a convenience store');
  await check.place();
  await (await arriveAt(visit, SlipPage)).goToOrder();
  const order = await arriveAt(visit, OrderPage);
  const orderUrl = page.url();
  const orderId = orderIdOf(visit);
  await bringNear(stack, { orderId }, { paymentDeadline: inSeconds(0.5) });
  await order.waitForState('Not paid');
  const lapsed = await arriveAt(visit, OrderPage);
  expect(await lapsed.text()).toContain('You did not pay before the deadline');
  await mailTo(address, 'not paid in time');

  // A store that knows the number from before takes the money all the same.
  const { rows } = await stack.database.pool.query<{ id: string }>(
    'select id from payment where order_id = $1',
    [orderId],
  );
  await stack.post(`/smart-pit/control/slips/${rows[0]?.id}/pay`, { store: 'lawson', force: true });
  await lapsed.reloadUntil('money that goes back', async () =>
    (await lapsed.text()).includes('The university office will return ¥400 to you'),
  );
  await arriveAt(visit, OrderPage);
  expect(await mailTo(address, 'We hold money that goes back to you')).toContain('¥400');

  await seedSampleStaff(stack.database.prisma, readEnvironment({ NODE_ENV: 'test' }));
  const atDesk = await visitAs(test, 'ja', { viewport: DESK });
  const desk = await signInAtDesk(atDesk, stack.origin, 'rakuo');
  await desk.goTo(OwedMoneyPage.heading);
  await (await arriveAt(atDesk, TasksPage)).openFirst();
  const task = await arriveAt(atDesk, OwedMoneyPage);
  expect(await task.text()).toContain('400円');
  await task.recordPayout(tokyoDate(Date.now()), 'R8-1207');
  expect(await (await arriveAt(atDesk, OwedMoneyPage)).text()).toContain('支払いを記録しました');
  await atDesk.page.context().close();

  const returned = await backTo(visit, orderUrl);
  await returned.reloadUntil('returned money', async () =>
    (await returned.text()).includes('The university office returned ¥400 to you.'),
  );
  await mailTo(address, 'We have returned your payment');
  await page.context().close();
}, 120_000);

it('what is not printed until the deadline cannot be printed any more, and is not paid back (R-189, R-219, R-224, R-291)', async () => {
  const address = await haveAccount(stack, 'aomine', wellKnown.fourPartName);
  const visit = await visitAs(test, 'ja', { viewport: PHONE });
  const { page } = visit;
  const order = await orderAndPay(visit, wellKnown.fourPartName, '1');
  const numbers = await order.numbers();
  const orderId = orderIdOf(visit);
  await bringNear(stack, { orderId }, { printDeadline: inSeconds(2) });
  await order.reloadUntil('end of the print window', async () =>
    (await order.text()).includes('印刷したのは1部のうち0部です。'),
  );
  const expired = await arriveAt(visit, OrderPage);
  const text = await expired.text();
  expect(text).toContain('残りは印刷できず、手数料は払い戻しません。');
  expect(text).toContain('印刷できなかったときは、下の窓口に');
  expect(await expired.numbers()).toEqual([]);
  await mailTo(address, '印刷の期限が過ぎました');
  expect(await (await goToCopier(visit)).enter(numbers[0] ?? '')).toContain('削除したため');
  expect(await (await goToCopier(visit)).enter(numbers[1] ?? '', 'familymart')).toContain(
    '削除したため',
  );
  const { rows } = await stack.database.pool.query('select from refund where order_id = $1', [
    orderId,
  ]);
  expect(rows).toEqual([]);
  await page.context().close();
}, 120_000);

it('the time of an outage is given back, and the window is opened again once (R-218, R-225, R-326, X-14)', async () => {
  const userId = wellKnown.singleName;
  const address = await haveAccount(stack, 'aomine', userId, { locale: 'en' });
  const visit = await visitAs(test, 'en', { viewport: DESK });
  const { page } = visit;
  const order = await orderAndPay(visit, userId, '1');
  const orderUrl = page.url();
  const numbers = await order.numbers();
  const deadline = inSeconds(3_600);
  await bringNear(stack, { orderId: orderIdOf(visit) }, { printDeadline: deadline });
  const says = (words: string) =>
    order.reloadUntil(words, async () => (await order.text()).includes(words));

  await stack.fault('netprint', '*', 'down');
  await says('Until it is back, please use the number of another store.');
  await arriveAt(visit, OrderPage);
  await stack.fault('network-print', '*', 'down');
  await says('A print service of the stores was down for some of the time.');
  const halted = await arriveAt(visit, OrderPage);
  expect(await halted.text()).not.toContain('please use the number of another store');
  const [moved = 0] = await halted.deadlines();
  expect(moved).toBeGreaterThanOrEqual(deadline.getTime() + 6 * 3_600_000);
  expect(await mailTo(address, 'Your deadline is later now')).toContain('print');

  await stack.noFaults();
  await order.reloadUntil(
    'end of the outage',
    async () => !(await order.text()).includes('has not answered since'),
  );
  await order.goToReopening();
  const reopen = await arriveAt(visit, ReopenPage);
  const [then = 0] = await reopen.deadlines();
  expect(then).toBeGreaterThan(moved);
  await reopen.confirm();
  const reopened = await arriveAt(visit, OrderPage);
  expect(await reopened.text()).toContain('The print deadline was moved');
  expect(await reopened.deadlines()).toEqual([then]);
  expect(await page.getByRole('link', { name: 'Move the print deadline' }).count()).toBe(0);

  expect(await (await goToCopier(visit)).print(numbers[0] ?? '', 1)).toContain('One sheet');
  await (await backTo(visit, orderUrl)).waitForState('Printed');
  await page.context().close();
}, 120_000);
