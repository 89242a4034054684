import request from 'supertest';
import { LifeUnreachable } from '../../platform/lives.ts';
import { hashToken } from '../../platform/one-time-proof.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { confirmsOnce, hasEnded, refuses } from '../../tests/support/recorded-lives.ts';
import { acceptMail, applyVerification } from '../../tests/support/verification.ts';

let test: TestApp;
let logged: string[] = [];
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  logged = [];
  await test.database.pool.query('delete from rate_limit');
});

/** Somebody has asked for a mail, and it has arrived. */
async function receive(changes: Parameters<typeof acceptMail>[2] = {}) {
  const person = await signInStudent(test, { mailAddress: null });
  const form = await person.browser.visit('/aomine/mail-address');
  const address = 'taro.yamada@mail.example';
  await person.browser.submit(form, 'Confirm', { mailAddress: address, mailAddressCheck: address });
  const mail = await acceptMail(test, person.accountId, changes);
  test.lives.calls.length = 0;
  return { ...person, mail, link: `/cert/${mail.token}` };
}

const rowOf = (id: string) => test.database.prisma.oneTimeLink.findUniqueOrThrow({ where: { id } });

describe('opening the link', () => {
  it('changes nothing, by GET and by HEAD, however often a scanner does it', async () => {
    const { mail, link } = await receive();
    const before = await rowOf(mail.linkId);
    for (let time = 0; time < 3; time += 1) {
      expect((await request(test.app).get(link)).status).toBe(200);
      expect((await request(test.app).head(link)).status).toBe(200);
    }
    expect(await rowOf(mail.linkId)).toEqual(before);
    expect(test.lives.calls).toEqual([]);
  });

  it('shows a masked address and a button, keeps nothing and tells nobody', async () => {
    const { link } = await receive();
    const page = await browse(test.app).visit(link);
    expect(page.text).toContain('t***@mail.example');
    expect(page.html).not.toContain('taro.yamada');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.$('html').attr('class')).toBe('accent-aomine');
  });

  it('can switch the language without losing the link', async () => {
    const { link } = await receive();
    const page = await browse(test.app).visit(`${link}?lang=ja`);
    expect(page.address).toBe(link);
    expect(page.heading).toBe('メールアドレスの登録を終えます');
  });

  it('leaves no token in the log', async () => {
    const { link, mail } = await receive();
    const logger = test.deps.logger.child({}, { level: 'trace' });
    const write = (entry: object, words?: string) => logged.push(JSON.stringify([entry, words]));
    const app = test.restart({ logger: Object.assign(logger, { info: write, error: write }) });
    await request(app).get(`${link}?token=${mail.token}`);
    await browse(app).post(link, {});
    expect(logged.length).toBeGreaterThanOrEqual(2);
    expect(logged.join('\n')).not.toContain(mail.token);
    expect(logged.join('\n')).toContain('/cert/:token');
  });
});

describe('pressing the button', () => {
  it('proves the mailbox on another device, without any session', async () => {
    const { mail, link } = await receive();
    const phone = browse(test.app);
    const done = await phone.submit(await phone.visit(link), 'Finish the registration');
    expect(done.address).toBe('/aomine/mail-address/done');
    expect(test.lives.told('confirmMailbox')).toEqual([[mail.linkId, hashToken(mail.token)]]);
    expect(phone.cookies.has('session')).toBe(false);
    expect((await phone.follow(done, 'Move to the login page')).address).toBe('/aomine/sign-in');
  });

  it('works with the origin that browsers hide on pages without a referrer', async () => {
    const { link } = await receive();
    const phone = browse(test.app);
    const page = await phone.visit(link);
    const headers = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' };
    const done = await phone.submit(page, 'Finish the registration', {}, { headers });
    expect(done.address).toBe('/aomine/mail-address/done');
  });

  it('signs nobody in, and ends the sign-in that waited for it', async () => {
    const { browser, link } = await receive();
    await browser.submit(await browser.visit(link), 'Finish the registration');
    const answer = await browser.visit('/aomine/mail-address', { follow: false });
    expect(answer.headers.location).toMatch(/^\/aomine\/sign-in\?next=/);
  });

  it('needs the form’s own token', async () => {
    const { link } = await receive();
    const phone = browse(test.app);
    await phone.visit(link);
    expect((await phone.post(link, {})).status).toBe(401);
    expect(test.lives.calls).toEqual([]);
  });

  it('twenty times at once succeeds once, and tells the others that it is done (R-044)', async () => {
    test.lives.answer({ confirmMailbox: confirmsOnce() });
    const { link } = await receive();
    const phone = browse(test.app);
    const page = await phone.visit(link);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        phone.submit(page, 'Finish the registration', {}, { follow: false }),
      ),
    );
    const done = answers.filter(({ status }) => status === 303);
    const repeated = answers.filter(({ heading }) => heading === 'The registration is done');
    expect([done.length, repeated.length]).toEqual([1, 19]);
    expect(repeated.every(({ status }) => status === 200)).toBe(true);
  });

  it('is received while Temporal does not answer, and the page goes on asking', async () => {
    test.lives.answer({ confirmMailbox: () => Promise.reject(new LifeUnreachable('late')) });
    const { mail, link } = await receive();
    const phone = browse(test.app);
    const page = await phone.submit(await phone.visit(link), 'Finish the registration');
    expect(page.text).toContain('We have received your request');
    expect(page.$('#progress').attr('data-refresh-seconds')).toBe('3');
    await applyVerification(test, mail.linkId);
    const later = await phone.visit(page.address);
    expect(later.heading).toBe('The registration is done');
    expect(later.$('#progress').attr('data-refresh-seconds')).toBeUndefined();
  });

  it('reads the row when the life has ended', async () => {
    const { mail, link } = await receive();
    const phone = browse(test.app);
    const page = await phone.visit(link);
    test.lives.answer({
      confirmMailbox: async () => {
        await applyVerification(test, mail.linkId);
        return hasEnded();
      },
    });
    const answer = await phone.submit(page, 'Finish the registration');
    expect(answer.heading).toBe('The registration is done');
  });

  it.each([
    ['LinkUsed', 200, 'The registration is done'],
    ['LinkExpired', 410, 'This URL has expired'],
    ['LinkSuperseded', 410, 'There is a newer mail'],
    ['LinkUnknown', 410, 'There is a newer mail'],
  ])('is refused with %s in words', async (type, status, heading) => {
    test.lives.answer({ confirmMailbox: refuses(type) });
    const { link } = await receive();
    const phone = browse(test.app);
    const answer = await phone.submit(await phone.visit(link), 'Finish the registration');
    expect([answer.status, answer.heading]).toEqual([status, heading]);
  });

  it('can be repeated when the mail was quicker than the mail server’s answer', async () => {
    test.lives.answer({ confirmMailbox: refuses('MailNotSentYet') });
    const { link } = await receive();
    const phone = browse(test.app);
    const answer = await phone.submit(await phone.visit(link), 'Finish the registration');
    expect([answer.address, answer.heading]).toEqual([
      link,
      'Finish registering your mail address',
    ]);
  });
});

describe('a link that is not good any more', () => {
  it('was used', async () => {
    const { mail, link } = await receive();
    await applyVerification(test, mail.linkId);
    const page = await browse(test.app).visit(link);
    expect(page.heading).toBe('The registration is done');
    expect(page.$('a[href="/aomine/sign-in"]').length).toBeGreaterThan(0);
    expect(page.$('form[method=post]')).toHaveLength(0);
  });

  it('has expired, from the very millisecond on', async () => {
    const expiresAt = new Date('2026-11-21T07:00:00.000Z');
    const { link } = await receive({ expiresAt });
    const at = async (milliseconds: number) => {
      const now = new Date(expiresAt.getTime() + milliseconds);
      return browse(test.restart({ clock: () => now })).visit(link);
    };
    expect((await at(-1)).status).toBe(200);
    const page = await at(0);
    expect([page.status, page.heading]).toEqual([410, 'This URL has expired']);
    expect(page.$('main a').attr('href')).toBe('/aomine/mail-address');
  });

  it('was superseded by another address', async () => {
    const { browser, link } = await receive();
    const form = await browser.visit('/aomine/mail-address');
    const address = 'other@mail.example';
    await browser.submit(form, 'Confirm', { mailAddress: address, mailAddressCheck: address });
    const page = await browse(test.app).visit(link);
    expect([page.status, page.heading]).toEqual([410, 'There is a newer mail']);
    expect(page.$('main a').attr('href')).toBe('/aomine/mail-address');
  });

  it('was superseded by a newer mail of the same request', async () => {
    const { mail, link, accountId } = await receive();
    await test.database.prisma.oneTimeLinkSuperseded.create({
      data: { tokenHash: hashToken(mail.token), linkId: mail.linkId },
    });
    const newer = await acceptMail(test, accountId);
    expect((await browse(test.app).visit(link)).heading).toBe('There is a newer mail');
    expect((await browse(test.app).visit(`/cert/${newer.token}`)).status).toBe(200);
  });

  it.each(['x', 'A'.repeat(43), '..%2f..%2fetc', "'%20or%201=1", 'a'.repeat(5_000)])(
    'never was one: %s',
    async (token) => {
      const page = await browse(test.app).visit(`/cert/${token}`);
      expect([page.status, page.heading]).toEqual([404, 'We do not know this URL']);
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.$('main a').attr('href')).toBe('/');
    },
  );
});
