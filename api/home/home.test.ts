import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

describe('the list of universities', () => {
  it('leads to the entrance of each, and says which are not open yet', async () => {
    const browser = browse(test.app);
    const page = await browser.visit('/');
    expect(
      page
        .$('main li a')
        .map((_, link) => page.$(link).attr('href'))
        .get(),
    ).toEqual(['/aomine', '/mukono', '/rakuo', '/saikai']);
    expect(page.text.match(/not open yet/g)).toHaveLength(3);
    expect((await browser.follow(page, 'Aomine University')).address).toBe('/aomine');
  });
});

describe('a university’s entrance', () => {
  it('tells what, where, when, at what price, and whom to ask', async () => {
    const page = await browse(test.app).visit('/aomine');
    for (const words of [
      'Certificate of Enrollment',
      '¥400',
      '¥100',
      '¥20',
      '7-Eleven',
      'outside Japan',
      '24 hours a day',
      'sealed envelope',
      'Firefox',
      '0000-55-0110',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.$('footer').text()).toContain('06-6809-4327');
  });

  it('leads to the login, and to no page that is not there', async () => {
    const browser = browse(test.app);
    const page = await browser.visit('/aomine');
    expect((await browser.follow(page, 'Students’ login')).address).toBe('/aomine/sign-in');
    const closed = await browser.visit('/saikai');
    expect(closed.text).toContain('Online orders are not open yet');
    expect(closed.$('main a[href*="sign-in"]')).toHaveLength(0);
  });

  it('leaves no row behind for somebody who only looks', async () => {
    const before = await test.database.prisma.session.count();
    const browser = browse(test.app);
    await browser.visit('/');
    await browser.visit('/aomine');
    expect(browser.cookies.has('session')).toBe(false);
    expect(await test.database.prisma.session.count()).toBe(before);
  });
});

describe('the language', () => {
  it('is the browser’s, until another is chosen, which is kept', async () => {
    const browser = browse(test.app, { language: 'en-US,en;q=0.9,ja;q=0.5' });
    const english = await browser.visit('/aomine');
    expect(english.$('html').attr('lang')).toBe('en');
    const japanese = await browser.follow(english, '日本語');
    expect(japanese.address).toBe('/aomine');
    expect(japanese.$('html').attr('lang')).toBe('ja');
    expect((await browser.visit('/')).$('html').attr('lang')).toBe('ja');
  });

  it('of the account wins over the browser’s, and follows a choice', async () => {
    const { browser, accountId } = await signInStudent(test, { language: 'en' });
    await browser.visit('/aomine?lang=ja');
    const account = await test.database.prisma.account.findUniqueOrThrow({
      where: { id: accountId },
    });
    expect(account.locale).toBe('ja');
    browser.cookies.delete('language');
    expect((await browser.visit('/aomine')).$('html').attr('lang')).toBe('ja');
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
