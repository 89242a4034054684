import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Visited } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { withSettings } from '../../tests/support/settings.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import { rakuo } from '../../prisma/profiles/rakuo.ts';
import { menuOf } from './frame.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const words = ({ $ }: Visited) =>
  $('.menu .menu__entry')
    .toArray()
    .map((entry) => $(entry).text());

const finished = {
  userType: 'student',
  mailConfirmed: true,
  secondPasswordMissing: false,
} as const;

describe('the menu ⚙', () => {
  it('stands at the head of every page, in words as well, and opens without a script (R-133)', async () => {
    const { browser } = await signInStudent(test);
    for (const address of [
      '/aomine/top',
      '/aomine/orders',
      '/aomine/students',
      '/aomine/nowhere',
    ]) {
      const { $ } = await browser.visit(address);
      expect($('header details.menu > summary').text()).toBe('Menu');
      expect($('header .menu nav').attr('aria-label')).toBe('Menu');
    }
  });

  it('of a student has top page, orders, messages, manual, mail address, devices, and the way out (R-134)', async () => {
    const { browser } = await signInStudent(test, { language: 'ja' });
    expect(words(await browser.visit('/aomine/top'))).toEqual([
      'トップページ',
      '申請一覧',
      'メールの一覧',
      'マニュアル',
      'メールアドレス変更',
      'ログイン中の端末',
      'ログアウト',
    ]);
  });

  it('marks the page that is shown', async () => {
    const { browser } = await signInStudent(test);
    const { $ } = await browser.visit('/aomine/orders?page=1');
    expect($('.menu [aria-current]').text()).toBe('My orders');
  });

  it('at mukono has mail address, second password and manual in the order of its manual (R-137, R-138)', () => {
    const entries = menuOf({ universityCode: 'mukono', ...finished }, mukono);
    expect(entries.map(({ label }) => label.split('.').at(-1))).toEqual([
      'top',
      'orders',
      'messages',
      'changeMailAddress',
      'changeSecondPassword',
      'manual',
      'sessions',
      'signOut',
    ]);
  });

  it('has no second password where people have none, whatever the menu says (R-138)', () => {
    const menu = { ...rakuo.menu, student: mukono.menu.student };
    const entries = menuOf({ universityCode: 'rakuo', ...finished }, { ...rakuo, menu });
    expect(entries.map(({ label }) => label)).not.toContain('common.menu.changeSecondPassword');
    expect(entries.map(({ label }) => label)).toContain('common.menu.changeMailAddress');
  });

  it('is what the university’s settings make of it (R-138)', async () => {
    const app = withSettings(test, 'aomine', (aomine) => ({
      ...aomine,
      menu: { ...aomine.menu, student: ['manual', 'top'] },
    }));
    const { browser } = await signInStudent({ ...test, app });
    expect(words(await browser.visit('/aomine/top'))).toEqual(['Manual', 'Top page', 'Log out']);
  });

  it('has only the way out until the first sign-in is finished (R-049, R-050)', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    expect(words(await browser.visit('/aomine/mail-address'))).toEqual(['Log out']);
    const halfway = { ...finished, universityCode: 'mukono', secondPasswordMissing: true };
    expect(menuOf(halfway, mukono).map(({ method }) => method)).toEqual(['post']);
  });
});

describe('the frame', () => {
  it.each([
    '/aomine/top',
    '/aomine/orders',
    '/aomine/students',
    '/aomine/sign-in?x',
    '/aomine/nowhere',
  ])(
    'carries the university’s name in the title and at the head of %s (R-320)',
    async (address) => {
      const { browser } = await signInStudent(test);
      const { $ } = await browser.visit(address, { follow: true });
      expect($('title').text()).toMatch(/ \| Aomine University Certificate Service$/);
      expect($('header .brand').text()).toContain('Aomine University');
    },
  );
});
