import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Visited } from '../../tests/support/browse.ts';
import { enrolStudent, SECOND_PASSWORD, signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.directory.asked.length = 0;
  await test.database.pool.query('delete from rate_limit');
});

const SIGN_IN = '/mukono/sign-in';

async function attempt(typed: Record<string, string>, language = 'en'): Promise<Visited> {
  const browser = browse(test.app, { language });
  const page = await browser.visit(SIGN_IN);
  return browser.submit(page, language === 'en' ? 'Log in' : 'ログイン', typed, { follow: false });
}

/** Somebody of 武庫野 who has finished the first sign-in. */
async function known(): Promise<string> {
  const { student } = await signInStudent(test, { university: 'mukono' });
  return student.directoryId;
}

describe('the login page of a university with second passwords', () => {
  it('asks for user ID, password and second password, and says when that is left blank (R-054, R-056, R-120)', async () => {
    const page = await browse(test.app, { language: 'ja' }).visit(SIGN_IN);
    const labels = page.$('main form label').map((_, label) => page.$(label).text().trim());
    expect(labels.get().map((label) => label.split(' ')[0])).toEqual([
      'ユーザーID',
      'パスワード',
      '第2パスワード',
    ]);
    expect(page.text).toContain('まだ設定していない方は空欄のまま');
    const second = page.$('[name=secondPassword]');
    expect(second.attr('required')).toBeUndefined();
    expect(second.attr('type')).toBe('password');
    expect(page.$(`#${second.attr('aria-describedby')}`).text()).toContain('空欄のまま');
    const forgotten = page.$('a:contains("第2パスワードを忘れた場合")');
    expect(forgotten.attr('href')).toBe('/mukono/second-password/forgotten');
  });

  it('tells somebody who has just set one that it is needed from now on', async () => {
    const page = await browse(test.app).visit(`${SIGN_IN}?after=second-password`);
    expect(page.text).toContain('Your second password is set');
  });
});

describe('the first sign-in', () => {
  it('takes a blank second password and leads to the mail address first, then to the second password (R-050, R-056)', async () => {
    const { directoryId: userId } = await enrolStudent(test, { university: 'mukono' });
    const first = await attempt({ userId, password: PASSWORD });
    expect([first.status, first.headers.location]).toEqual([303, '/mukono/mail-address']);
    await test.database.prisma.account.updateMany({
      where: { loginId: userId },
      data: { mailAddress: `${userId}@mail.example`, mailConfirmedAt: new Date() },
    });
    const then = await attempt({ userId, password: PASSWORD });
    expect([then.status, then.headers.location]).toEqual([303, '/mukono/second-password']);
  });

  it('cannot go on to the service without either of them (R-049, R-050)', async () => {
    for (const [mailAddress, expected] of [
      [null, '/mukono/mail-address'],
      ['somebody@mail.example', '/mukono/second-password'],
    ] as const) {
      const options = { university: 'mukono', mailAddress, secondPassword: null };
      const { browser } = await signInStudent(test, options);
      for (const address of ['/mukono/top', '/mukono/orders/new', '/mukono/orders/history']) {
        const page = await browser.visit(address, { follow: false });
        expect([page.status, page.headers.location]).toEqual([303, expected]);
      }
    }
  });

  it('refuses a second password where none is set, and explains (R-057)', async () => {
    const { directoryId: userId } = await enrolStudent(test, { university: 'mukono' });
    const answer = await attempt({ userId, password: PASSWORD, secondPassword: 'Anything8' });
    expect(answer.status).toBe(400);
    expect(answer.$('.error-summary, [role=alert]').text()).toContain(
      'Leave the second password blank if you have not set one yet',
    );
    expect(answer.html).not.toContain('Anything8');
    expect(answer.$('[name=userId]').val()).toBe(userId);
    expect(await test.database.prisma.account.count({ where: { loginId: userId } })).toBe(0);
  });
});

describe('every later sign-in', () => {
  it('takes the second password and leads to the top page (R-054)', async () => {
    const userId = await known();
    const typed = { userId, password: PASSWORD, secondPassword: SECOND_PASSWORD };
    const answer = await attempt(typed);
    expect([answer.status, answer.headers.location]).toEqual([303, '/mukono/top']);
  });

  it.each([
    ['a blank one (R-057)', ''],
    ['another one', 'Other7Password'],
    ['one in other capitals', SECOND_PASSWORD.toLowerCase()],
    ['one with a space behind', `${SECOND_PASSWORD} `],
    ['one in full width', 'Ｓｅｃｏｎｄ７Ｐａｓｓｗｏｒｄ'],
    ['one with NUL behind', `${SECOND_PASSWORD}\0`],
    ['one of 900 characters', `${SECOND_PASSWORD}${'x'.repeat(900)}`],
    ['the password of the university', PASSWORD],
  ])('refuses %s', async (_which, secondPassword) => {
    const userId = await known();
    const answer = await attempt({ userId, password: PASSWORD, secondPassword });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('the second password is wrong');
    expect(String(answer.headers['set-cookie'])).not.toContain('session=');
  });

  it('is not opened by the second password alone: the university’s decides as well', async () => {
    const userId = await known();
    const typed = { userId, password: 'wrong', secondPassword: SECOND_PASSWORD };
    expect((await attempt(typed)).status).toBe(400);
    expect((await attempt({ ...typed, password: '' })).text).toContain('Enter your password.');
  });

  it('is one’s own: somebody else’s second password opens nothing', async () => {
    const { student } = await signInStudent(test, {
      university: 'mukono',
      secondPassword: 'Another8Password',
    });
    const typed = { userId: student.directoryId, password: PASSWORD };
    expect((await attempt({ ...typed, secondPassword: SECOND_PASSWORD })).status).toBe(400);
    expect((await attempt({ ...typed, secondPassword: 'Another8Password' })).status).toBe(303);
  });
});

describe('a refusal (R-031, R-057)', () => {
  it('is the same page whichever part was wrong, with the rule for everybody to read', async () => {
    const set = await known();
    const { student } = await signInStudent(test, { university: 'mukono', secondPassword: null });
    const unset = student.directoryId;
    test.directory.asked.length = 0;
    const right = { password: PASSWORD, secondPassword: SECOND_PASSWORD };
    const answers = await Promise.all(
      [
        { ...right, userId: 'nobody0000' },
        { userId: 'nobody0001', password: PASSWORD },
        { ...right, userId: set, password: 'wrong' },
        { userId: set, password: 'wrong' },
        { userId: set, password: PASSWORD },
        { ...right, userId: set, secondPassword: 'Wrong8Password' },
        { ...right, userId: unset },
        { ...right, userId: unset, password: 'wrong' },
        { userId: unset, password: 'wrong' },
      ].map(({ userId, ...typed }) =>
        attempt({
          userId,
          ...typed,
          ...(userId.startsWith('nobody') ? { password: 'wrong' } : {}),
        }),
      ),
    );
    const neutral = ({ html }: Visited) =>
      html
        .replace(/value="[0-9a-f.]{100,}"/g, '')
        .replace(/value="(?:nobody000\d|student\d+)"/g, 'value="ID"');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(new Set(answers.map(neutral)).size).toBe(1);
    expect(answers[0]?.text).toContain('Leave the second password blank if you have not set one');
    expect(test.directory.asked).toHaveLength(answers.length);
  });
});

describe('an account of another university', () => {
  it('opens nothing here, though ID and passwords are the same there (R-054, R-055)', async () => {
    const { student } = await signInStudent(test, { university: 'mukono' });
    const typed = { userId: student.directoryId, password: PASSWORD };
    const browser = browse(test.app);
    const page = await browser.visit('/aomine/sign-in');
    const answer = await browser.submit(page, 'Log in', typed, { follow: false });
    expect([answer.status, answer.heading]).toEqual([403, 'We found no student record']);
    expect(browser.cookies.has('session')).toBe(false);
  });

  it('keeps its second password to itself: the same ID here has none', async () => {
    const directoryId = 'same0001';
    const there = await enrolStudent(test, { university: 'aomine', directoryId });
    await signInStudent(test, { student: there, secondPassword: 'Another8Password' });
    await enrolStudent(test, { university: 'mukono', directoryId });
    const typed = { userId: directoryId, password: PASSWORD };
    expect((await attempt({ ...typed, secondPassword: 'Another8Password' })).status).toBe(400);
    expect((await attempt(typed)).headers.location).toBe('/mukono/mail-address');
  });

  it('is not signed in here by being signed in there, in the same browser', async () => {
    const { browser } = await signInStudent(test, { university: 'mukono' });
    expect((await browser.visit('/mukono/top', { follow: false })).status).toBe(200);
    for (const university of ['aomine', 'rakuo']) {
      const answer = await browser.visit(`/${university}/top`, { follow: false });
      expect(answer.headers.location).toBe(`/${university}/sign-in?next=%2F${university}%2Ftop`);
    }
  });
});
