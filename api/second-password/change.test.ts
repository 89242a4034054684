import { verify } from '@node-rs/argon2';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { SECOND_PASSWORD, signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { SECOND_PASSWORD_LIMITS } from './limits.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.database.pool.query('delete from rate_limit');
});

const PAGE = '/mukono/account/second-password';
const NEW = 'Brandnew7';

const signIn = (options: Parameters<typeof signInStudent>[1] = {}) =>
  signInStudent(test, { university: 'mukono', ...options });
const hashOf = async ({ accountId }: Pick<SignedIn, 'accountId'>) =>
  (await test.database.prisma.account.findUniqueOrThrow({ where: { id: accountId } }))
    .secondPasswordHash ?? '';

const change = async (
  { browser }: Pick<SignedIn, 'browser'>,
  typed: { current?: string; secondPassword?: string; check?: string } = {},
) => {
  const { current = SECOND_PASSWORD, secondPassword = NEW, check = secondPassword } = typed;
  return browser.submit(await browser.visit(PAGE), 'Change', {
    currentSecondPassword: current,
    secondPassword,
    secondPasswordCheck: check,
  });
};

describe('the form (R-069)', () => {
  it('asks for the current one, the new one and the new one again, in the newer words of the manuals (X-06)', async () => {
    const { browser } = await signIn({ language: 'ja' });
    const page = await browser.visit(PAGE);
    const labels = page
      .$('main label')
      .toArray()
      .map((label) =>
        page
          .$(label)
          .text()
          .replace(/\s*※必須\s*/, ''),
      );
    expect(labels).toEqual([
      '現在の第2パスワード',
      '新しい第2パスワード',
      '新しい第2パスワード(確認)',
    ]);
    expect(page.$('main form button[type=submit]').text()).toBe('変更する');
    expect(page.$('main a[href="/mukono/top"]').text()).toBe('戻る');
  });

  it('says that the university’s password is not changed here (R-150)', async () => {
    const { browser } = await signIn();
    expect((await browser.visit(PAGE)).text).toContain('Your university password does not change.');
  });

  it('leads a visitor to the login', async () => {
    const page = await browse(test.app).visit(PAGE);
    expect(page.address).toContain('/mukono/sign-in?next=');
  });
});

describe('a change', () => {
  it('is done and said (R-070)', async () => {
    const person = await signIn();
    const page = await change(person);
    expect(page.address).toBe(`${PAGE}/done`);
    expect(page.heading).toBe('Your second password has been changed');
    expect(await verify(await hashOf(person), NEW)).toBe(true);
  });

  it('is told by mail and written down, without the passwords (R-151)', async () => {
    const person = await signIn();
    await change(person);
    const mails = await test.database.prisma.mailMessage.findMany({
      where: { accountId: person.accountId },
    });
    expect(mails).toMatchObject([
      { subject: 'Your second password was changed', state: 'queued', attempts: 0 },
    ]);
    const audits = await test.database.prisma.auditEntry.findMany({
      where: { entityId: person.accountId, action: 'second_password_changed' },
    });
    expect(audits).toMatchObject([{ before: { isSet: true }, after: { isSet: true } }]);
    expect(JSON.stringify([mails, audits.map(({ after }) => after)])).not.toContain(NEW);
  });

  it('ends the other sessions of the account, not this one, and nobody else’s', async () => {
    const person = await signIn();
    const elsewhere = await signIn({ student: person.student });
    const stranger = await signIn();
    await change(person);
    expect((await person.browser.visit('/mukono/top')).address).toBe('/mukono/top');
    expect((await elsewhere.browser.visit('/mukono/top')).address).toContain('/mukono/sign-in');
    expect((await stranger.browser.visit('/mukono/top')).address).toBe('/mukono/top');
  });

  it('goes on under a new id: a cookie that was copied before is dead', async () => {
    const person = await signIn();
    const stale = person.browser.cookies.get('session') ?? '';
    await change(person);
    expect(person.browser.cookies.get('session')).not.toBe(stale);
    const thief = browse(test.app);
    thief.cookies.set('session', stale);
    expect((await thief.visit('/mukono/top')).address).toContain('/mukono/sign-in');
  });

  it('lets the new one in afterwards, and the old one no more', async () => {
    const person = await signIn();
    await change(person);
    const old = await signInStudent(test, {
      university: 'mukono',
      student: person.student,
      secondPassword: null,
    });
    expect((await old.browser.visit('/mukono/top')).address).toContain('/mukono/sign-in');
  });
});

describe('a wrong current second password (R-071)', () => {
  it('is an error beside its field, and nothing changes', async () => {
    const person = await signIn();
    const before = await hashOf(person);
    const page = await change(person, { current: 'Wrong7Password' });
    expect(page.status).toBe(400);
    expect(page.$('#field-currentSecondPassword-error').text()).toContain('has not changed');
    expect(page.html).not.toContain('Wrong7Password');
    expect(await hashOf(person)).toBe(before);
    expect(
      await test.database.prisma.mailMessage.count({ where: { accountId: person.accountId } }),
    ).toBe(0);
  });

  it('is counted: a session that was left open cannot find it out, and holds against 20 tries at once', async () => {
    const person = await signIn();
    const page = await person.browser.visit(PAGE);
    const body = {
      _csrf: String(page.$('main input[name=_csrf]').val()),
      currentSecondPassword: 'Wrong7Password',
      secondPassword: NEW,
      secondPasswordCheck: NEW,
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => person.browser.post(PAGE, body)),
    );
    const { attempts } = SECOND_PASSWORD_LIMITS.guess;
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(attempts);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20 - attempts);
    // Also the right one is not taken now, in this process or after a restart.
    const right = await browseAgain(person).post(PAGE, {
      ...body,
      currentSecondPassword: SECOND_PASSWORD,
    });
    expect(right.status).toBe(429);
    expect(right.text).toContain('You can try again at');
    expect(await verify(await hashOf(person), SECOND_PASSWORD)).toBe(true);
  });

  it('does not count a right one', async () => {
    const person = await signIn();
    const { attempts } = SECOND_PASSWORD_LIMITS.guess;
    let current = SECOND_PASSWORD;
    for (let time = 0; time <= attempts; time += 1) {
      const secondPassword = `Brandnew${time}`;
      expect((await change(person, { current, secondPassword })).address).toBe(`${PAGE}/done`);
      current = secondPassword;
    }
  });
});

/** The same browser on another process. */
function browseAgain({ browser }: SignedIn) {
  const again = browse(test.restart());
  for (const [name, value] of browser.cookies) again.cookies.set(name, value);
  return again;
}

describe('a new one that may not be', () => {
  it('is the one that it replaces (R-288)', async () => {
    const person = await signIn();
    const page = await change(person, { secondPassword: SECOND_PASSWORD });
    expect(page.status).toBe(400);
    expect(page.$('.error-summary').text()).toContain('This is the second password you have now.');
  });

  it('is not told to be the current one by somebody who does not know that', async () => {
    const person = await signIn();
    const page = await change(person, {
      current: 'Wrong7Password',
      secondPassword: SECOND_PASSWORD,
    });
    expect(page.text).not.toContain('This is the second password you have now.');
  });

  it('breaks the rules, and costs no guess (R-288)', async () => {
    const person = await signIn();
    for (let time = 0; time < 7; time += 1) {
      const page = await change(person, { current: 'Wrong7Password', secondPassword: 'short' });
      expect(page.status).toBe(400);
      expect(page.text).toContain('Use at least 8 characters.');
      expect(page.text).not.toContain('The current second password is wrong');
    }
  });
});

it('does not overwrite what a link has set meanwhile', async () => {
  const person = await signIn();
  const meanwhile = await test.deps.passwords.hash('Meanwhile1');
  const { passwords } = test.deps;
  const app = test.restart({
    passwords: {
      ...passwords,
      async hash(password) {
        await test.database.prisma.account.update({
          where: { id: person.accountId },
          data: { secondPasswordHash: meanwhile, secondPasswordSetAt: new Date() },
        });
        return passwords.hash(password);
      },
    },
  });
  const browser = browse(app);
  for (const [name, value] of person.browser.cookies) browser.cookies.set(name, value);
  const page = await change({ browser });
  expect(page.status).toBe(400);
  expect(await hashOf(person)).toBe(meanwhile);
});
