// A university whose students have a second password, as they live it in a real browser on the whole service: the first
// sign-in with mail address and second password, the next ones, its change, and a new one when it is forgotten.
import { mukonoPassword, wellKnownAtMukono } from '../../prisma/sample-data/mukono-people.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { arriveAt } from './pages/page.ts';
import type { ShownPage, Visit, Words } from './pages/page.ts';
import {
  ConfirmPage,
  LinkExpiredPage,
  MailAddressPage,
  RegisteredPage,
  waitUntilSent,
} from './pages/registration.ts';
import {
  ChangeSecondPasswordPage,
  ForgottenPage,
  ForgottenSentPage,
  MenuChoicePage,
  ResetSecondPasswordPage,
  SecondPasswordChangedPage,
  SecondPasswordResetPage,
  SecondPasswordSetPage,
  SecondSignInPage,
  SetSecondPasswordPage,
} from './pages/second-password.ts';
import { DESK, PHONE, visitAs } from './pages/visit.ts';

const LOG_OUT = { ja: 'ログアウト', en: 'Log out' };
const CHANGE = { ja: '第2パスワード変更', en: 'Change second password' };

let stack: Stack;
let test: TestBrowser;

beforeAll(async () => {
  [stack, test] = await Promise.all([startStack(), openBrowser()]);
}, 60_000);

afterAll(async () => {
  await test?.close();
  await stack?.close();
});

/** The link of the newest mail that has one; `earlier` is one that came before. */
async function linkIn(address: string, earlier = ''): Promise<string> {
  let link = '';
  await stack.until('a mail with a new link', async () => {
    const links = (await stack.mails(address)).flatMap(
      ({ text }) => /http\S+\/cert\/\S+/.exec(text)?.[0] ?? [],
    );
    link = links.at(-1) ?? '';
    return link !== '' && link !== earlier;
  });
  return link;
}

const untilTold = (address: string, subject: string) =>
  stack.until(`the mail "${subject}"`, async () =>
    (await stack.mails(address)).some((mail) => mail.subject === subject),
  );

const SUBJECTS = {
  set: { ja: '第2パスワードを設定しました', en: 'Your second password is set' },
  changed: { ja: '第2パスワードを変更しました', en: 'Your second password was changed' },
  reset: { ja: '第2パスワードを設定し直しました', en: 'Your second password was reset' },
};

const seen = new WeakMap<Visit, Set<unknown>>();

/** As `arriveAt`; axe looks at each page the first time that it is come to. */
async function at<P extends ShownPage>(
  visit: Visit,
  Shown: (new (visit: Visit) => P) & { readonly heading: Words },
): Promise<P> {
  const known = seen.get(visit) ?? new Set();
  seen.set(visit, known);
  if (!known.has(Shown)) {
    known.add(Shown);
    return arriveAt(visit, Shown);
  }
  const name = Shown.heading[visit.language];
  await visit.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  return new Shown(visit);
}

async function firstSignIn(visit: Visit, userId: string, address: string, chosen: string) {
  const { page, language } = visit;
  await page.goto(`${stack.origin}/mukono/sign-in`);
  // The second password is left blank as long as there is none; one that is filled in is refused.
  await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword, chosen);
  const refused = await at(visit, SecondSignInPage);
  expect(await refused.text()).toContain(language === 'ja' ? '空欄のまま' : 'blank');
  await refused.signIn(userId, mukonoPassword);
  await (await at(visit, MailAddressPage)).register(address);
  await waitUntilSent(visit);
  await page.goto(await linkIn(address));
  await (await at(visit, ConfirmPage)).confirm();
  await (await at(visit, RegisteredPage)).goToSignIn();
  await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword);

  const set = await at(visit, SetSecondPasswordPage);
  expect(await set.rulesWhile('')).toEqual(Array.from({ length: 7 }, () => 'open'));
  expect(await set.rulesWhile('ab1')).toEqual([
    ...['open', 'open', 'met', 'met', 'met', 'met'],
    'open',
  ]);
  expect((await set.rulesWhile('Ab-'))[4]).toBe('broken');
  await set.enter('abcdefg1');
  const broken = await at(visit, SetSecondPasswordPage);
  expect(await broken.text()).toContain(language === 'ja' ? '半角英大文字' : 'upper-case');
  await broken.enter(mukonoPassword.replace('mukono-', 'Mukono'), chosen);
  await (await at(visit, SetSecondPasswordPage)).enter(chosen);
  await (await at(visit, SecondPasswordSetPage)).goToSignIn();
  await untilTold(address, SUBJECTS.set[language]);

  await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword);
  await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword, chosen);
  expect(await (await at(visit, MenuChoicePage)).text()).toContain(address);
}

async function changeIt(visit: Visit, address: string, from: string, to: string) {
  await (await at(visit, MenuChoicePage)).choose(CHANGE);
  await (await at(visit, ChangeSecondPasswordPage)).change('Wrong7Password', to);
  const refused = await at(visit, ChangeSecondPasswordPage);
  const nothingChanged = { ja: '変わっていません', en: 'has not changed' }[visit.language];
  expect(await refused.text()).toContain(nothingChanged);
  await refused.change(from, to);
  await (await at(visit, SecondPasswordChangedPage)).goToTop();
  await untilTold(address, SUBJECTS.changed[visit.language]);
}

async function forgetIt(visit: Visit, address: string): Promise<string> {
  const earlier = await linkIn(address);
  await visit.page.goto(`${stack.origin}/mukono/sign-in`);
  await (await at(visit, SecondSignInPage)).forgotSecondPassword();
  await (await at(visit, ForgottenPage)).send(address);
  await at(visit, ForgottenSentPage);
  return linkIn(address, earlier);
}

describe.each([
  ['ja', 'a phone', PHONE, wellKnownAtMukono.ordinary],
  ['en', 'a desk', DESK, wellKnownAtMukono.fromAbroad],
] as const)('in %s at %s', (language, _where, viewport, userId) => {
  it('a second password is set, used, changed and forgotten (R-054, R-056, R-058, R-068…R-072, R-075)', async () => {
    const visit = await visitAs(test, language, { viewport });
    const { page } = visit;
    const address = `${userId}@mail.example`;
    await firstSignIn(visit, userId, address, 'Firstone1');

    await (await at(visit, MenuChoicePage)).choose(LOG_OUT);
    await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword, 'Firstone1');
    await changeIt(visit, address, 'Firstone1', 'Secondone2');
    await (await at(visit, MenuChoicePage)).choose(LOG_OUT);

    const link = await forgetIt(visit, address);
    // A scanner opens every link of a mail; nothing happens by that.
    for (const method of ['GET', 'HEAD', 'GET']) await fetch(link, { method });
    await page.goto(link);
    await (await at(visit, ResetSecondPasswordPage)).enter('Thirdone3');
    await (await at(visit, SecondPasswordResetPage)).goToSignIn();
    await untilTold(address, SUBJECTS.reset[language]);
    await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword, 'Secondone2');
    await (await at(visit, SecondSignInPage)).signIn(userId, mukonoPassword, 'Thirdone3');
    await (await at(visit, MenuChoicePage)).choose(LOG_OUT);

    const late = await forgetIt(visit, address);
    // Thirty minutes pass.
    await stack.database.pool.query(
      `UPDATE one_time_link SET expires_at = now() WHERE mail_address = $1 AND used_at IS NULL`,
      [address],
    );
    await page.goto(late);
    await at(visit, LinkExpiredPage);
    await page.context().close();
  }, 120_000);
});
