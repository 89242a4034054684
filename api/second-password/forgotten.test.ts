import { setTimeout as wait } from 'node:timers/promises';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { differences, timeAnswers } from '../../tests/support/distributions.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import { acceptMail } from '../../tests/support/verification.ts';
import { SECOND_PASSWORD_LIMITS } from './limits.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const PAGE = '/mukono/second-password/forgotten';
const SENT = `${PAGE}/sent`;

/** Somebody with a confirmed address, and a second password unless told otherwise. */
const register = (options: Parameters<typeof signInStudent>[1] = {}) =>
  signInStudent(test, { university: 'mukono', ...options });

async function ask(mailAddress: string, browser = browse(test.app)) {
  return browser.submit(await browser.visit(PAGE), 'Send', { 'Mail address': mailAddress });
}

const linksOf = (accountId: string) =>
  test.database.prisma.oneTimeLink.findMany({
    where: { accountId, purpose: 'reset_second_password' },
    orderBy: { requestedAt: 'asc' },
  });
const mailsOf = (accountId: string) =>
  test.database.prisma.mailMessage.findMany({ where: { accountId } });

describe('the page (R-072)', () => {
  it('is reached from the login page', async () => {
    const browser = browse(test.app, { language: 'ja' });
    const page = await browser.follow(
      await browser.visit('/mukono/sign-in'),
      '第2パスワードを忘れた場合',
    );
    expect(page.address).toBe(PAGE);
    expect(page.heading).toBe('第2パスワードを忘れた場合');
    expect(page.$('main label').text()).toContain('メールアドレス');
  });

  it('says that the university’s password is not reset here (X-04, R-150)', async () => {
    expect((await browse(test.app).visit(PAGE)).text).toContain(
      'Your university password does not change.',
    );
  });

  it.each([
    ['', 'Enter your mail address.'],
    ['hanako', 'Check the mail address.'],
    ['a@b.example, c@d.example', 'Check the mail address.'],
    ['a@b.example\r\nBcc: c@d.example', 'Check the mail address.'],
  ])('refuses %j and loses nothing', async (typed, words) => {
    const page = await ask(typed);
    expect(page.status).toBe(400);
    expect(page.$('.error-summary').text()).toContain(words);
    if (!typed.includes('\n')) expect(page.$('#field-mailAddress').val()).toBe(typed);
  });
});

describe('a registered address', () => {
  it('gets a link for its account, in the language of the account (R-072, R-271)', async () => {
    const { accountId, student } = await register({ language: 'ja' });
    const page = await ask(`${student.directoryId}@mail.example`);
    expect(page.address).toBe(SENT);
    expect(page.text).toContain('within a few minutes');
    expect(page.text).toContain('30 minutes');
    const [link, ...more] = await linksOf(accountId);
    expect(more).toEqual([]);
    expect(link).toMatchObject({
      mailAddress: `${student.directoryId}@mail.example`,
      locale: 'ja',
    });
    expect(test.lives.told('startVerification')).toEqual([
      [
        expect.objectContaining({
          linkId: link?.id,
          purpose: 'reset_second_password',
          ttlMinutes: 30,
        }),
      ],
    ]);
  });

  it.each(['full width', 'capitals', 'spaces'])('is found when it is typed in %s', async (how) => {
    const { accountId, student } = await register();
    const address = `${student.directoryId}@mail.example`;
    const typed = {
      'full width': address.replace('@', '＠').replace('m', 'ｍ'),
      capitals: address.toUpperCase(),
      spaces: ` ${address} `,
    }[how];
    await ask(typed ?? '');
    expect(await linksOf(accountId)).toHaveLength(1);
  });

  it('of several accounts gets a link for each that has a second password, of this university alone', async () => {
    const mailAddress = 'family@mail.example';
    const one = await register({ mailAddress });
    const two = await register({ mailAddress });
    const elsewhere = await signInStudent(test, { mailAddress });
    await ask(mailAddress);
    expect(await linksOf(one.accountId)).toHaveLength(1);
    expect(await linksOf(two.accountId)).toHaveLength(1);
    expect(await linksOf(elsewhere.accountId)).toEqual([]);
  });

  it('of somebody without a second password is told to leave it blank, and gets no link (R-056)', async () => {
    const { accountId, student } = await register({ secondPassword: null });
    expect((await ask(`${student.directoryId}@mail.example`)).address).toBe(SENT);
    expect(await linksOf(accountId)).toEqual([]);
    const [mail] = await mailsOf(accountId);
    expect(mail).toMatchObject({ template: 'second-password-not-set', state: 'queued' });
    expect(mail?.text).toContain('leave the second password blank');
    expect(mail?.text).toContain('/mukono/sign-in');
  });

  it('gets one mail for two presses at once, and a new one, that replaces the first, a minute later', async () => {
    const { accountId, student } = await register();
    const address = `${student.directoryId}@mail.example`;
    await Promise.all([ask(address), ask(address)]);
    const [first, ...more] = await linksOf(accountId);
    expect(more).toEqual([]);
    await acceptMail(test, accountId);
    await test.database.prisma.oneTimeLink.update({
      where: { id: first?.id ?? '' },
      data: { requestedAt: new Date(Date.now() - 61_000) },
    });
    await ask(address);
    const [old, anew] = await linksOf(accountId);
    expect(old?.supersededAt).not.toBeNull();
    expect(anew).toMatchObject({ supersededAt: null, usedAt: null });
    expect(test.lives.told('supersedeRequest')).toEqual([[first?.id]]);
  });
});

describe('what was acknowledged', () => {
  it('is in the database before the answer, also while Temporal is away', async () => {
    const { accountId, student } = await register();
    test.lives.answer({
      startVerification: async () => {
        throw new LifeUnreachable('away');
      },
    });
    expect((await ask(`${student.directoryId}@mail.example`)).address).toBe(SENT);
    expect(await linksOf(accountId)).toMatchObject([{ startedAt: null, supersededAt: null }]);
  });

  it('is not said to be sent when the database does not take it', async () => {
    const { student } = await register();
    const { pool: real } = test.deps;
    const pool = Object.assign(Object.create(real) as typeof real, {
      query: real.query.bind(real),
      connect: () => Promise.reject(new Error('no connection')),
    });
    const page = await ask(`${student.directoryId}@mail.example`, browse(test.restart({ pool })));
    expect(page.status).toBe(500);
  });
});

describe('whether an address is registered (R-074)', () => {
  it('is told neither by the status, nor by the length, nor by the time of the answer', async () => {
    const { student } = await register();
    const { student: unset } = await register({ secondPassword: null });
    const known = `${student.directoryId}@mail.example`;
    const others = [...Array(known.length - '@mail.example'.length).keys()];
    const unknown = `${others.map(() => 'x').join('')}@mail.example`;
    const without = `${unset.directoryId}@mail.example`;
    const attemptOn = async (mailAddress: string) => {
      const browser = browse(test.app);
      const _csrf = String((await browser.visit(PAGE)).$('main input[name=_csrf]').val());
      return () => browser.post(PAGE, { _csrf, mailAddress }, { follow: false });
    };
    const answers = await timeAnswers(
      {
        registered: await attemptOn(known),
        'without a second password': await attemptOn(without),
        unknown: await attemptOn(unknown),
      },
      {
        rounds: 12,
        together: true,
        before: async () => {
          await test.database.pool.query('delete from rate_limit');
          await test.database.pool.query(
            `update one_time_link set requested_at = requested_at - interval '61 seconds'`,
          );
        },
      },
    );
    expect(differences(answers)).toEqual([]);
  }, 60_000);

  it('is not told by the time either when Temporal does not answer for long', async () => {
    const { student } = await register();
    test.lives.answer({ startVerification: () => wait(3_000) });
    const startedAt = performance.now();
    await ask(`${student.directoryId}@mail.example`);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('is not told by any page: nothing of what was typed is on it', async () => {
    const { student } = await register();
    const known = await ask(`${student.directoryId}@mail.example`);
    const unknown = await ask('nobody@mail.example');
    const words = (html: string) => html.replace(/value="[^"]*"/g, '');
    expect(words(known.html)).toBe(words(unknown.html));
  });
});

describe('too many requests', () => {
  it('for one mailbox are stopped, whether or not it is registered, and others go on', async () => {
    const { student } = await register();
    for (const address of [`${student.directoryId}@mail.example`, 'nobody@mail.example']) {
      const { attempts } = SECOND_PASSWORD_LIMITS.mailbox;
      const answers = await Promise.all(Array.from({ length: attempts + 3 }, () => ask(address)));
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
      const stopped = answers.find(({ status }) => status === 429);
      expect(stopped?.text).toContain('You can try again at');
      expect(stopped?.$('#field-mailAddress').val()).toBe(address);
    }
    expect((await ask('somebody@mail.example')).address).toBe(SENT);
  }, 30_000);
});

it('puts the service’s own address into the mail, whatever host the request names', async () => {
  const student = await enrolStudent(test, { university: 'mukono' });
  const { accountId } = await register({ student, secondPassword: null });
  const browser = browse(test.app);
  const page = await browser.visit(PAGE);
  await browser.submit(
    page,
    'Send',
    { 'Mail address': `${student.directoryId}@mail.example` },
    { headers: { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' } },
  );
  const [mail] = await mailsOf(accountId);
  expect(mail).toBeDefined();
  expect(`${mail?.text}${mail?.html}`).not.toContain('evil.example');
});
