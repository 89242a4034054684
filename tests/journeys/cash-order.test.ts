// Orders paid in cash for a number, in a real browser on the whole service: single sign-on, the number, the till, the
// copier; another way to pay; money for an order that was given up.
import { uniqueIdAtRakuo, wellKnownAtRakuo } from '../../prisma/sample-data/rakuo-people.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { checkInvariants } from '../support/invariants.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { haveAccount } from './pages/account.ts';
import { CancelPage, MethodPage, OrderPage, PayPage, SlipPage } from './pages/ordering.ts';
import { arriveAt } from './pages/page.ts';
import { goToCheckAtRakuo } from './pages/rakuo.ts';
import { CashRegisterPage, CopierPage } from './pages/town.ts';
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

it('is lived in Japanese on a phone: the number, the till of a Lawson, the copier (R-193, R-196, R-206, R-272, R-319)', async () => {
  const userId = wellKnownAtRakuo.ordinary;
  const address = await haveAccount(stack, 'rakuo', uniqueIdAtRakuo(userId));
  const visit = await visitAs(test, 'ja', { viewport: PHONE });
  const { page } = visit;
  const check = await goToCheckAtRakuo(visit, stack.origin, userId);
  await check.payBy('コンビニ現金払い(スマートピット)');
  await check.place();

  const slip = await arriveAt(visit, SlipPage);
  const number = await slip.number();
  expect(number).toMatch(/^\d{13}$/);
  const text = await slip.text();
  for (const fact of ['400円', '日本時間', 'ファミリーマート', 'ローソン', 'Loppi']) {
    expect(text).toContain(fact);
  }
  await slip.goToOrder();
  expect(await (await arriveAt(visit, OrderPage)).text()).toContain('お支払い待ち');
  const orderUrl = page.url();

  await page.goto(`${stack.townUrl}/cash-register?lang=ja`);
  await (await arriveAt(visit, CashRegisterPage)).pay('lawson', [number]);
  // The store tells the service by itself; nobody has to keep a page open.
  await stack.until('the numbers', async () => {
    const { rows } = await stack.database.pool.query(
      `select from "order" where state = 'printable'`,
    );
    return rows.length > 0;
  });
  await page.goto(orderUrl);
  const order = await arriveAt(visit, OrderPage);
  const [printNumber] = await order.numbers();
  // Of the two mails one tells the number to pay with, and the other those to print with.
  const mails = await stack.mails(address, 2);
  expect(mails.some((mail) => mail.text.includes(printNumber ?? '?'))).toBe(true);

  // Back at the page of the number there is nothing to pay twice with.
  await page.goto(`${orderUrl.replace(/\?.*/, '')}/payment-slip`);
  await arriveAt(visit, OrderPage);
  expect(await page.locator(`[data-copy="${number}"]`).count()).toBe(0);

  await page.goto(`${stack.townUrl}/copier?lang=ja`);
  await (await arriveAt(visit, CopierPage)).print(printNumber ?? '', 1);
  await page.goto(orderUrl);
  await (await arriveAt(visit, OrderPage)).waitForState('印刷済み');
  await page.context().close();
}, 90_000);

it('is lived in English at a desk: from card to cash, given up, and paid all the same: the office returns it (R-178, R-190, R-203, R-208)', async () => {
  const userId = wellKnownAtRakuo.twoNumbers;
  const address = await haveAccount(stack, 'rakuo', uniqueIdAtRakuo(userId), { locale: 'en' });
  const visit = await visitAs(test, 'en', { viewport: DESK });
  const { page } = visit;
  const check = await goToCheckAtRakuo(visit, stack.origin, userId);
  await check.payBy('Credit card');
  await check.place();
  const pay = await arriveAt(visit, PayPage);
  await pay.press(pay.link({ ja: 'ほかの支払い方法に変える', en: 'Choose another way to pay' }));
  const method = await arriveAt(visit, MethodPage);
  expect(await method.text()).toContain('You cannot pay at 7-Eleven');
  await method.change();
  const slip = await arriveAt(visit, SlipPage);
  const number = await slip.number();
  await slip.goToOrder();
  const order = await arriveAt(visit, OrderPage);
  const orderUrl = page.url();
  await order.giveUp();
  const cancel = await arriveAt(visit, CancelPage);
  expect(await cancel.text()).toContain('You have not paid, so it costs nothing.');
  await cancel.confirm();
  await (await arriveAt(visit, OrderPage)).waitForState('Cancelled');

  // The number was taken back: the till does not know it any more. A store that takes the money all the same is told.
  const key = await slipKeyOf(number);
  await stack.post(`/smart-pit/control/slips/${key}/pay`, { store: 'lawson', force: true });
  await page.goto(orderUrl);
  const owed = await arriveAt(visit, OrderPage);
  await owed.reloadUntil('money that goes back', async () =>
    (await owed.text()).includes('The university office will return ¥400 to you'),
  );
  await stack.until('the mail about it', async () =>
    (await stack.mails(address)).some(
      ({ text }) => text.includes('¥400') && text.includes('office'),
    ),
  );
  await page.context().close();
}, 90_000);

async function slipKeyOf(number: string): Promise<string> {
  const { rows } = await stack.database.pool.query<{ id: string }>(
    `select id from payment where slip->0->>'value' = $1`,
    [number],
  );
  return rows[0]?.id ?? '';
}
