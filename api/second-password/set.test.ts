import { verify } from '@node-rs/argon2';
import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.directory.asked.length = 0;
  await test.database.pool.query('delete from rate_limit');
});

const NEW = 'Brandnew7';
const SET = 'Set the second password';

/** Somebody with a confirmed mail address and without a second password: one step of the first sign-in is left. */
const enter = (options: Parameters<typeof signInStudent>[1] = {}) =>
  signInStudent(test, { university: 'mukono', secondPassword: null, ...options });

const accountOf = ({ accountId }: Pick<SignedIn, 'accountId'>) =>
  test.database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });

const set = async ({ browser }: SignedIn, typed: string, again = typed) =>
  browser.submit(await browser.visit('/mukono/second-password'), SET, {
    secondPassword: typed,
    secondPasswordCheck: again,
  });

describe('the page at the first sign-in (R-058)', () => {
  it('is where everything leads until a second password is set (R-050)', async () => {
    const { browser } = await enter();
    for (const address of ['/mukono/top', '/mukono/orders', '/mukono/account/second-password']) {
      const page = await browser.visit(address);
      expect(page.address).toBe('/mukono/second-password');
      expect(page.heading).toBe('Second password setting');
    }
  });

  it('comes after the mail address', async () => {
    const { browser } = await enter({ mailAddress: null });
    expect((await browser.visit('/mukono/second-password')).address).toBe('/mukono/mail-address');
  });

  it('is over for somebody who has one', async () => {
    const { browser } = await signInStudent(test, { university: 'mukono' });
    expect((await browser.visit('/mukono/second-password')).address).toBe('/mukono/top');
  });

  it.each([
    [
      'en',
      ['safety', 'From the next login', 'from the menu', 'Do not use your university password'],
    ],
    [
      'ja',
      [
        'そのために設定',
        '次のログインから',
        'メニューからいつでも変更',
        '大学のパスワードと同じものは使わない',
      ],
    ],
  ])(
    'says in %s what it is for, when it is asked and how to change it (R-059, R-066)',
    async (language, words) => {
      const { browser } = await enter({ language });
      const { text } = await browser.visit('/mukono/second-password');
      for (const word of words.slice(1)) expect(text).toContain(word);
    },
  );

  it('says that it is the same as for M.I.C. where the university’s settings say so (R-067)', async () => {
    const { browser } = await enter({ language: 'ja' });
    const { text } = await browser.visit('/mukono/second-password');
    expect(text).toContain('M.I.C.オンラインチャージでは、同じ第2パスワード');
  });

  it('lists the rules in the order of the manual, with the pattern that the page judges by (R-060, R-061, R-062, R-063, R-064)', async () => {
    const { browser } = await enter();
    const { $ } = await browser.visit('/mukono/second-password');
    const rules = $('[data-password-rules] > li')
      .toArray()
      .map((rule) => [
        $(rule).text().trim(),
        $(rule).attr('data-pattern'),
        $(rule).attr('data-state'),
      ]);
    expect(rules.map(([, pattern]) => pattern)).toEqual([
      '^[^]{8,}$',
      '[A-Z]',
      '[a-z]',
      '[0-9]',
      '^[A-Za-z0-9]*$',
      '^[^]{0,64}$',
      undefined,
    ]);
    expect(rules[0]?.[0]).toBe('At least 8 characters');
    expect(new Set(rules.map(([, , state]) => state))).toEqual(new Set(['open']));
  });
});

describe('what is typed', () => {
  it.each([
    ['Abcdef1', ['Use at least 8 characters.']],
    ['abcdefg1', ['Add at least one upper-case letter (A–Z).']],
    ['ABCDEFG1', ['Add at least one lower-case letter (a–z).']],
    ['Abcdefgh', ['Add at least one digit (0–9).']],
    ['Abcdefg1-', ['There is a character other than']],
    ['Abcdefg1Ａ', ['There is a character other than']],
    [`A1${'b'.repeat(63)}`, ['Use at most 64 characters.']],
    ['abc', ['at least 8', 'upper-case', 'one digit']],
  ])(
    '%j is refused by exactly the rules it breaks (R-060, R-061, R-062, R-063, R-064, R-288, X-05)',
    async (typed, errors) => {
      const person = await enter();
      const page = await set(person, typed);
      expect(page.status).toBe(400);
      const listed = page
        .$('.error-summary li')
        .toArray()
        .map((item) => page.$(item).text());
      expect(listed).toHaveLength(errors.length);
      errors.forEach((error, index) => expect(listed[index]).toContain(error));
      expect(page.$('#field-secondPassword-error .field__error')).toHaveLength(errors.length);
      expect(page.$('[data-state=broken]')).toHaveLength(errors.length);
      expect(page.$('[data-state=met]')).toHaveLength(6 - errors.length);
      expect(page.html).not.toContain(`"${typed}"`);
      expect((await accountOf(person)).secondPasswordHash).toBeNull();
      expect(test.directory.asked.filter(({ password }) => password === typed)).toEqual([]);
    },
  );

  it('must be there, twice, and twice the same', async () => {
    const person = await enter();
    const nothing = await set(person, '', '');
    expect(nothing.text).toContain('Enter a second password.');
    expect(nothing.text).toContain('Enter the same second password again');
    expect(nothing.$('[data-state=broken]')).toHaveLength(0);
    const different = await set(person, NEW, `${NEW}x`);
    expect(different.status).toBe(400);
    expect(different.text).toContain('The two second passwords are different.');
    expect((await accountOf(person)).secondPasswordHash).toBeNull();
  });

  it('is told to be different in the two fields even while it breaks a rule', async () => {
    const person = await enter();
    const { $ } = await set(person, 'Abcdef1', 'Abcdef2');
    const listed = $('.error-summary li').toArray();
    expect(listed.map((one) => $(one).text().trim())).toEqual([
      'Use at least 8 characters.',
      expect.stringContaining('The two second passwords are different.'),
    ]);
  });

  it('is taken at both ends of the length (R-060)', async () => {
    for (const typed of ['Abcdefg1', `A1${'b'.repeat(62)}`]) {
      const person = await enter();
      expect((await set(person, typed)).address).toBe('/mukono/second-password/done');
      expect(await verify((await accountOf(person)).secondPasswordHash ?? '', typed)).toBe(true);
    }
  });
});

describe('once it is set (R-068)', () => {
  it('says so, and the person logs in again, now with it', async () => {
    const person = await enter();
    const page = await set(person, NEW);
    expect(page.address).toBe('/mukono/second-password/done');
    expect(page.heading).toBe('Your second password is set');
    const { browser } = person;
    expect((await browser.visit('/mukono/top')).address).toBe(
      '/mukono/sign-in?next=%2Fmukono%2Ftop',
    );
    const signIn = await browser.visit('/mukono/sign-in');
    const typed = { userId: person.student.directoryId, password: PASSWORD };
    const without = await browser.submit(signIn, 'Log in', typed);
    expect(without.status).toBe(400);
    const within = await browser.submit(without, 'Log in', { ...typed, secondPassword: NEW });
    expect(within.address).toBe('/mukono/top');
  });

  it('keeps only an argon2id hash, and writes an audit row without it (R-151)', async () => {
    const person = await enter();
    await set(person, NEW);
    const { secondPasswordHash, secondPasswordSetAt } = await accountOf(person);
    expect(secondPasswordHash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    expect(secondPasswordSetAt).not.toBeNull();
    const rows = await test.database.prisma.auditEntry.findMany({
      where: { entityId: person.accountId, action: 'second_password_set' },
    });
    expect(rows).toMatchObject([
      {
        actor: `account:${person.accountId}`,
        before: { isSet: false },
        after: { isSet: true },
      },
    ]);
  });

  it('is told by a mail in the language of the account, with what to do if it was somebody else (R-151)', async () => {
    const person = await enter({ language: 'ja' });
    const page = await person.browser.visit('/mukono/second-password');
    await person.browser.submit(page, '設定する', {
      secondPassword: NEW,
      secondPasswordCheck: NEW,
    });
    const [mail, ...more] = await test.database.prisma.mailMessage.findMany({
      where: { accountId: person.accountId },
    });
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      state: 'queued',
      template: 'second-password-changed',
      recipient: `${person.student.directoryId}@mail.example`,
      sender: 'certificates@mukono.example',
      subject: '第2パスワードを設定しました',
    });
    expect(mail?.text).toContain('/mukono/second-password/forgotten');
    expect(`${mail?.text}${mail?.html}`).not.toContain(NEW);
    expect(mail?.text).not.toContain(person.student.directoryId);
  });

  it('is set once, when two tabs try at the same moment', async () => {
    const person = await enter();
    const page = await person.browser.visit('/mukono/second-password');
    const body = (typed: string) => ({
      _csrf: String(page.$('main input[name=_csrf]').val()),
      secondPassword: typed,
      secondPasswordCheck: typed,
    });
    const answers = await Promise.all(
      ['Firsttry1', 'Secondtry2'].map((typed) =>
        person.browser.post('/mukono/second-password', body(typed), { follow: false }),
      ),
    );
    const done = answers.filter(
      ({ headers }) => headers.location === '/mukono/second-password/done',
    );
    expect(done).toHaveLength(1);
    const winner = ['Firsttry1', 'Secondtry2'][answers.indexOf(done[0] as (typeof answers)[0])];
    const { secondPasswordHash } = await accountOf(person);
    expect(await verify(secondPasswordHash ?? '', winner ?? '')).toBe(true);
  });

  it('leads whoever waited on another device to the login (R-068)', async () => {
    const person = await enter();
    const other = await enter({ student: person.student });
    await set(person, NEW);
    const page = await other.browser.visit('/mukono/second-password');
    expect(page.address).toContain('/mukono/sign-in');
  });
});

describe('the university’s password (R-066)', () => {
  it('is refused, when the directory says that it is', async () => {
    test.directory.answer(async ({ userId, password }) =>
      [PASSWORD, NEW].includes(password) ? { kind: 'accepted', userId } : { kind: 'rejected' },
    );
    const person = await enter();
    const page = await set(person, NEW);
    test.directory.answer(async ({ userId, password }) =>
      password === PASSWORD ? { kind: 'accepted', userId } : { kind: 'rejected' },
    );
    expect(page.status).toBe(400);
    expect(page.$('.error-summary').text()).toContain('This is your university password.');
    expect((await accountOf(person)).secondPasswordHash).toBeNull();
  });

  it('is asked for once a submission, and three times a day an account', async () => {
    const person = await enter();
    test.directory.answer(async ({ userId }) => ({ kind: 'accepted', userId }));
    test.directory.asked.length = 0;
    for (let time = 0; time < 3; time += 1) expect((await set(person, NEW)).status).toBe(400);
    expect(test.directory.asked).toEqual(
      Array.from({ length: 3 }, () => ({ userId: person.student.directoryId, password: NEW })),
    );
    // From now on it is advice: nobody is kept from setting one.
    expect((await set(person, NEW)).address).toBe('/mukono/second-password/done');
    expect(test.directory.asked).toHaveLength(3);
    test.directory.answer(async ({ userId, password }) =>
      password === PASSWORD ? { kind: 'accepted', userId } : { kind: 'rejected' },
    );
  });

  it('is not asked for while the directory is away', async () => {
    const person = await enter();
    test.directory.answer(async () => ({ kind: 'unavailable', reason: 'down' }));
    const page = await set(person, NEW);
    test.directory.answer(async ({ userId, password }) =>
      password === PASSWORD ? { kind: 'accepted', userId } : { kind: 'rejected' },
    );
    expect(page.address).toBe('/mukono/second-password/done');
  });
});

describe('a university without second passwords (R-055, R-076, X-03)', () => {
  it.each([
    '/aomine/second-password',
    '/aomine/second-password/done',
    '/aomine/second-password/forgotten',
    '/aomine/second-password/forgotten/sent',
    '/aomine/account/second-password',
    '/aomine/account/second-password/done',
  ])('has no page %s', async (address) => {
    const { browser } = await signInStudent(test);
    expect((await browser.visit(address)).status).toBe(404);
  });

  it('has none for its students where only graduates have one', async () => {
    const page = await browse(test.app).visit('/saikai/second-password/forgotten');
    expect(page.status).toBe(404);
  });
});
