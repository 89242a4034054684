// A student's account as its owner lives it, in a real browser on the whole service: the first sign-in, the next ones, a
// link that is too late, a change of the mail address, and one that was not the owner's.
import { wellKnown, wellKnownPassword } from '../../prisma/sample-data/well-known.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import {
  AddressChangedPage,
  ChangeAddressPage,
  ChangeStoppedPage,
  ConfirmChangePage,
  FrozenPage,
  ObjectedPage,
  ObjectionPage,
} from './pages/mail-address.ts';
import { arriveAt } from './pages/page.ts';
import type { Visit, Words } from './pages/page.ts';
import {
  ConfirmPage,
  LinkExpiredPage,
  MailAddressPage,
  RegisteredPage,
  waitUntilSent,
} from './pages/registration.ts';
import { SignInPage, TopPage } from './pages/sign-in.ts';
import { DESK, PHONE, visitAs } from './pages/visit.ts';

const LOG_OUT = { ja: 'ログアウト', en: 'Log out' };
const CHANGE_ADDRESS = { ja: 'メールアドレス変更', en: 'Change mail address' };
const CHANGED = { ja: 'メールアドレスが変更されました', en: 'Your mail address has changed' };

let stack: Stack;
let test: TestBrowser;

beforeAll(async () => {
  [stack, test] = await Promise.all([startStack(), openBrowser()]);
}, 60_000);

afterAll(async () => {
  await test?.close();
  await stack?.close();
});

/** The newest address of this kind in the mails of a mailbox; `earlier` is one that came before. */
async function addressIn(mailbox: string, path: 'cert' | 'not-me', earlier = ''): Promise<string> {
  let newest = '';
  await stack.until(`a mail with a new ${path} address`, async () => {
    const pattern = new RegExp(`http\\S+/${path}/\\S+`);
    const found = (await stack.mails(mailbox)).flatMap(({ text }) => pattern.exec(text)?.[0] ?? []);
    newest = found.at(-1) ?? '';
    return newest !== '' && newest !== earlier;
  });
  return newest;
}

const untilTold = (mailbox: string, subject: string) =>
  stack.until(`the mail "${subject}"`, async () =>
    (await stack.mails(mailbox)).some((mail) => mail.subject === subject),
  );

async function choose({ page, language }: Visit, words: Words): Promise<void> {
  await page.locator('details.menu > summary').click();
  const entry = page.locator('details.menu').getByText(words[language], { exact: true });
  await Promise.all([page.waitForEvent('domcontentloaded'), entry.click()]);
}

async function signIn(visit: Visit, userId: string): Promise<void> {
  await visit.page.goto(`${stack.origin}/aomine/sign-in`);
  await (await arriveAt(visit, SignInPage)).signIn(userId, wellKnownPassword);
}

/** The first sign-in; its first link comes too late. */
async function register(visit: Visit, userId: string, address: string): Promise<void> {
  const { page } = visit;
  await signIn(visit, userId);
  await (await arriveAt(visit, MailAddressPage)).register(address);
  const late = await addressIn(address, 'cert');
  await waitUntilSent(visit);
  // Thirty minutes pass.
  await stack.database.pool.query(
    'UPDATE one_time_link SET expires_at = now() WHERE mail_address = $1 AND used_at IS NULL',
    [address],
  );
  await page.goto(late);
  const expired = await arriveAt(visit, LinkExpiredPage);
  await expired.press(expired.link({ ja: '新しいメールを送る', en: 'Send a new mail' }));
  await (await arriveAt(visit, MailAddressPage)).register(address);
  await page.goto(await addressIn(address, 'cert', late));
  await (await arriveAt(visit, ConfirmPage)).confirm();
  await (await arriveAt(visit, RegisteredPage)).goToSignIn();
  await (await arriveAt(visit, SignInPage)).signIn(userId, wellKnownPassword);
  expect(await (await arriveAt(visit, TopPage)).text()).toContain(address);
}

async function changeAddress(visit: Visit, from: string, to: string): Promise<void> {
  await choose(visit, CHANGE_ADDRESS);
  const form = await arriveAt(visit, ChangeAddressPage);
  expect(await form.text()).toContain(from);
  await form.change(to);
  await waitUntilSent(visit);
  await addressIn(from, 'not-me');
  const link = await addressIn(to, 'cert');
  // A scanner opens every link of a mail; nothing happens by that.
  for (const method of ['GET', 'HEAD', 'GET']) await fetch(link, { method });
  await visit.page.goto(link);
  await (await arriveAt(visit, ConfirmChangePage)).confirm();
  await (await arriveAt(visit, AddressChangedPage)).goOn();
  expect(await (await arriveAt(visit, TopPage)).text()).toContain(to);
  for (const mailbox of [from, to]) await untilTold(mailbox, CHANGED[visit.language]);
}

describe.each([
  ['ja', 'a phone', PHONE, wellKnown.ordinary],
  ['en', 'a desk', DESK, wellKnown.singleName],
] as const)('in %s at %s', (language, _where, viewport, userId) => {
  it('an account is opened, its address changed, and a change objected to (R-032, R-043…R-049, R-126, R-141…R-145, R-283, X-30)', async () => {
    const visit = await visitAs(test, language, { viewport });
    const { page } = visit;
    const [first, second, third] = ['first', 'second', 'third'].map(
      (name) => `${userId}.${name}@mail.example`,
    ) as [string, string, string];
    await register(visit, userId, first);
    await choose(visit, LOG_OUT);
    await signIn(visit, userId);
    await arriveAt(visit, TopPage);
    await changeAddress(visit, first, second);

    // Somebody at this browser asks for another change; the owner of the mailbox objects elsewhere.
    await choose(visit, CHANGE_ADDRESS);
    await (await arriveAt(visit, ChangeAddressPage)).change(third);
    const link = await addressIn(third, 'cert');
    const elsewhere = await visitAs(test, language, { viewport });
    await elsewhere.page.goto(await addressIn(second, 'not-me'));
    await (await arriveAt(elsewhere, ObjectionPage)).object();
    await arriveAt(elsewhere, ObjectedPage);
    await page.goto(link);
    await arriveAt(visit, ChangeStoppedPage);

    await signIn(visit, userId);
    expect(await (await arriveAt(visit, TopPage)).text()).toContain(second);
    await choose(visit, CHANGE_ADDRESS);
    await arriveAt(visit, FrozenPage);
    await choose(visit, LOG_OUT);
    await Promise.all([page.context().close(), elsewhere.page.context().close()]);
  }, 90_000);
});
