import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import { withSettings } from '../../tests/support/settings.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const localeOf = async (accountId: string) =>
  (await test.database.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).locale;

describe('the language', () => {
  it('is the browser’s, until another is chosen, which every page then keeps to (R-127, R-128, X-24)', async () => {
    const browser = browse(test.app, { language: 'en-US,en;q=0.9,ja;q=0.5' });
    const english = await browser.visit('/aomine/students');
    expect(english.$('html').attr('lang')).toBe('en');
    const japanese = await browser.follow(english, '日本語');
    expect(japanese.address).toBe('/aomine/students');
    expect(japanese.$('html').attr('lang')).toBe('ja');
    expect(japanese.headers['content-language']).toBe('ja');
    for (const address of ['/', '/aomine/sign-in', '/mukono/sign-in', '/aomine/nowhere']) {
      expect((await browser.visit(address)).$('html').attr('lang')).toBe('ja');
    }
  });

  it('can be switched on every page, before the login as well as behind it (R-129, X-24)', async () => {
    const { browser } = await signInStudent(test);
    for (const address of ['/aomine/top', '/aomine/orders', '/aomine/nowhere']) {
      const page = await browser.visit(address);
      const link = page.$('.languages a');
      expect([link.text(), link.attr('hreflang'), link.closest('[lang]').attr('lang')]).toEqual([
        '日本語',
        'ja',
        'ja',
      ]);
      expect(link.attr('href')).toBe(`${address}?lang=ja`);
    }
    const visitor = browse(test.app);
    for (const address of ['/', '/aomine/students', '/aomine/sign-in', '/rakuo/sign-in']) {
      expect((await visitor.visit(address)).$('.languages a')).toHaveLength(1);
    }
  });

  it('is kept for the account, whichever browser it comes back in, for pages and mails (R-131)', async () => {
    const { browser, accountId } = await signInStudent(test, { language: 'en' });
    await browser.visit('/aomine/top?lang=ja');
    expect(await localeOf(accountId)).toBe('ja');
    browser.cookies.delete('language');
    expect((await browser.visit('/aomine/top')).$('html').attr('lang')).toBe('ja');
  });

  it('that was chosen before the login goes with the person into the account (R-131)', async () => {
    const { directoryId } = await enrolStudent(test);
    const browser = browse(test.app, { language: 'en' });
    await browser.visit('/aomine/students?lang=ja');
    const form = await browser.visit('/aomine/sign-in');
    await browser.submit(form, 'ログイン', { userId: directoryId, password: PASSWORD });
    const account = await test.database.prisma.account.findFirstOrThrow({
      where: { loginId: directoryId },
    });
    expect(account.locale).toBe('ja');
  });

  it('offers what the university offers, and no switch where that is one', async () => {
    const app = withSettings(test, 'mukono', (mukono) => ({ ...mukono, languages: ['ja'] }));
    const browser = browse(app, { language: 'en' });
    const page = await browser.visit('/mukono/sign-in?lang=en');
    expect(page.$('html').attr('lang')).toBe('ja');
    expect(page.$('.languages')).toHaveLength(0);
    expect((await browser.visit('/aomine/sign-in')).$('.languages a')).toHaveLength(1);
  });

  it.each([
    ['//evil.example/?lang=en', '/evil.example/'],
    ['/%5Cevil.example?lang=en&x=1', '/%5Cevil.example?x=1'],
    ['/aomine?lang=xx', '/aomine'],
    ['/aomine?a=b&lang=ja&c=d', '/aomine?a=b&c=d'],
  ])('chosen by %s leads to an address of our own', async (asked, shown) => {
    const answer = await browse(test.app).visit(asked, { follow: false });
    expect([answer.status, answer.headers.location]).toEqual([303, shown]);
  });
});
