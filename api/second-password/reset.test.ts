import { verify } from '@node-rs/argon2';
import request from 'supertest';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { SECOND_PASSWORD, signInStudent } from '../../tests/support/people.ts';
import { confirmsOnce } from '../../tests/support/recorded-lives.ts';
import { acceptMail } from '../../tests/support/verification.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const NEW = 'Brandnew7';

/** Somebody has asked for a link, and the mail has arrived. */
async function receive(changes: Parameters<typeof acceptMail>[2] = {}) {
  const person = await signInStudent(test, { university: 'mukono' });
  const browser = browse(test.app);
  const form = await browser.visit('/mukono/second-password/forgotten');
  await browser.submit(form, 'Send', { mailAddress: `${person.student.directoryId}@mail.example` });
  const mail = await acceptMail(test, person.accountId, changes);
  test.lives.calls.length = 0;
  return { ...person, link: `/cert/${mail.token}`, linkId: mail.linkId };
}

const proposals = (linkId: string) =>
  test.database.prisma.oneTimeLinkProposal.findMany({ where: { linkId } });
const hashOf = async (accountId: string) =>
  (await test.database.prisma.account.findUniqueOrThrow({ where: { id: accountId } }))
    .secondPasswordHash ?? '';

async function reset(link: string, typed: string, again = typed, browser = browse(test.app)) {
  const page = await browser.visit(link);
  return browser.submit(page, 'Set the second password', {
    secondPassword: typed,
    secondPasswordCheck: again,
  });
}

describe('opening the link (R-072)', () => {
  it('changes nothing, by GET and by HEAD', async () => {
    const { link, linkId, accountId } = await receive();
    for (let time = 0; time < 3; time += 1) {
      expect((await request(test.app).get(link)).status).toBe(200);
      expect((await request(test.app).head(link)).status).toBe(200);
    }
    expect(test.lives.calls).toEqual([]);
    expect(await proposals(linkId)).toEqual([]);
    expect(await verify(await hashOf(accountId), SECOND_PASSWORD)).toBe(true);
  });

  it('shows the rules, the deadline, and of the user ID no more than its owner needs (R-075)', async () => {
    const { link, student } = await receive();
    const page = await browse(test.app, { language: 'ja' }).visit(link);
    expect(page.heading).toBe('第2パスワードの再設定');
    expect(page.text).toContain('半角数字(0〜9)が1文字以上');
    expect(page.text).toContain('設定を終える期限');
    expect(page.html).not.toContain(student.directoryId);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
  });

  it('is refused once the time is over (R-075)', async () => {
    const { link, linkId } = await receive({ expiresAt: new Date(Date.now() - 1) });
    const browser = browse(test.app);
    const page = await browser.visit(link);
    expect(page.status).toBe(410);
    expect(page.$('a[href="/mukono/second-password/forgotten"]')).toHaveLength(1);
    const sent = await browser.post(link, {
      _csrf: String(
        (await browser.visit('/mukono/second-password/forgotten')).$('[name=_csrf]').val(),
      ),
      secondPassword: NEW,
      secondPasswordCheck: NEW,
    });
    expect(sent.status).toBe(410);
    expect(await proposals(linkId)).toEqual([]);
    expect(test.lives.calls).toEqual([]);
  });
});

describe('a new second password', () => {
  it('is proposed to the life as a hash, on any device, and the person is told (R-072)', async () => {
    const { link, linkId, accountId } = await receive();
    const page = await reset(link, NEW);
    expect(page.address).toBe('/mukono/second-password/done?after=reset');
    expect(page.heading).toBe('Your new second password is set');
    const [proposal, ...more] = await proposals(linkId);
    expect(more).toEqual([]);
    const { secondPasswordHash } = proposal?.data as { secondPasswordHash: string };
    expect(await verify(secondPasswordHash, NEW)).toBe(true);
    expect(test.lives.told('confirmMailbox')).toEqual([
      [linkId, expect.stringMatching(/^[0-9a-f]{64}$/), proposal?.id],
    ]);
    expect(JSON.stringify(test.lives.calls)).not.toContain(NEW);
    expect(await verify(await hashOf(accountId), SECOND_PASSWORD)).toBe(true);
  });

  it('signs nobody in', async () => {
    const { link } = await receive();
    const browser = browse(test.app);
    await reset(link, NEW, NEW, browser);
    expect((await browser.visit('/mukono/top')).address).toContain('/mukono/sign-in');
  });

  it.each([
    ['short', 'short', 'Use at least 8 characters.'],
    [NEW, `${NEW}x`, 'The two second passwords are different.'],
    [SECOND_PASSWORD, SECOND_PASSWORD, 'This is the second password you have now.'],
  ])('is refused: %j, %j (R-288)', async (typed, again, words) => {
    const { link, linkId } = await receive();
    const page = await reset(link, typed, again);
    expect(page.status).toBe(400);
    expect(page.$('.error-summary').text()).toContain(words);
    expect(await proposals(linkId)).toEqual([]);
    expect(test.lives.calls).toEqual([]);
  });

  it('that is the university’s password is refused (R-066)', async () => {
    const { link, linkId } = await receive();
    test.directory.answer(async ({ userId }) => ({ kind: 'accepted', userId }));
    const page = await reset(link, NEW);
    test.directory.answer(async () => ({ kind: 'rejected' }));
    expect(page.text).toContain('This is your university password.');
    expect(await proposals(linkId)).toEqual([]);
  });

  it('is received while Temporal is away, and the page goes on asking', async () => {
    const { link, linkId } = await receive();
    test.lives.answer({
      confirmMailbox: async () => {
        throw new LifeUnreachable('away');
      },
    });
    const page = await reset(link, NEW);
    expect(page.address).toBe(`${link}?received`);
    expect(page.$('#progress').attr('data-refresh-seconds')).toBe('3');
    expect(await proposals(linkId)).toHaveLength(1);
  });

  it('wins alone of twenty at the same moment, each with another password (I10)', async () => {
    const { link, linkId } = await receive();
    test.lives.answer({ confirmMailbox: confirmsOnce() });
    const browser = browse(test.app);
    const page = await browser.visit(link);
    const _csrf = String(page.$('main input[name=_csrf]').val());
    const typed = Array.from({ length: 20 }, (_, index) => `Attempt${index}x`);
    const answers = await Promise.all(
      typed.map((secondPassword) =>
        browser.post(
          link,
          { _csrf, secondPassword, secondPasswordCheck: secondPassword },
          { follow: false },
        ),
      ),
    );
    const won = answers.flatMap(({ status }, index) => (status === 303 ? [index] : []));
    expect(won).toHaveLength(1);
    const kept = await proposals(linkId);
    expect(kept).toHaveLength(1);
    const { secondPasswordHash } = kept[0]?.data as { secondPasswordHash: string };
    expect(await verify(secondPasswordHash, typed[won[0] ?? 0] ?? '')).toBe(true);
  }, 30_000);
});
