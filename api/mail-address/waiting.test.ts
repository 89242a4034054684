import { LifeUnreachable } from '../../platform/lives.ts';
import { hashCode } from '../../platform/one-time-proof.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { hasEnded, refuses } from '../../tests/support/recorded-lives.ts';
import { acceptMail, applyVerification } from '../../tests/support/verification.ts';
import { MAIL_LIMITS } from './limits.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const FORM = '/aomine/mail-address';
const SENT = '/aomine/mail-address/sent';

async function ask(mailAddress = 'taro@mail.example') {
  const person = await signInStudent(test, { mailAddress: null });
  const page = await person.browser.visit(FORM);
  const typed = { mailAddress, mailAddressCheck: mailAddress };
  return { ...person, page: await person.browser.submit(page, 'Confirm', typed) };
}

async function askAndSend(changes: Parameters<typeof acceptMail>[2] = {}) {
  const person = await ask();
  const mail = await acceptMail(test, person.accountId, changes);
  return { ...person, mail, page: await person.browser.visit(SENT) };
}

describe('the waiting page', () => {
  it('leads to the form when nothing was asked for', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    expect((await browser.visit(SENT)).address).toBe(FORM);
  });

  it('says that the mail is being sent, and refreshes itself', async () => {
    const { page } = await ask();
    expect(page.heading).toBe('We are sending the confirmation mail');
    expect(page.text).toContain('taro@mail.example');
    expect(page.text).toContain('certificates@aomine.example');
    expect(page.$('#progress').attr('data-refresh-seconds')).toBe('2');
    expect(page.$('[name=code]')).toHaveLength(0);
    expect(page.$('time')).toHaveLength(0);
  });

  it('says until when, once the mail server has accepted the mail', async () => {
    const { page } = await askAndSend({ expiresAt: new Date('2100-01-01T00:00:00Z') });
    expect(page.heading).toBe('The confirmation mail has been sent');
    expect(page.text).toContain('Friday 1 January 2100, 09:00 (Japan time)');
    expect(page.text).toMatch(/You can send it again at .*\(Japan time\)/);
    expect(page.$('#progress').attr('data-refresh-seconds')).toBeUndefined();
  });

  it('lists what to check when no mail has come (R-040, R-282)', async () => {
    const { page } = await askAndSend();
    const list = page.$('main ol').first();
    expect(list.prev('h2').text()).toBe('If no mail has come after 30 minutes');
    expect(
      page
        .$('main ol li')
        .toArray()
        .map((check) => page.$(check).text()),
    ).toEqual([
      'Is the address correct?',
      'Are there spaces that do not belong there?',
      'Did you type it in half-width letters and numbers?',
      'Does your spam filter allow exactly this address? certificates@aomine.example',
    ]);
  });

  it('says that the address was refused, and offers another', async () => {
    const { browser, accountId } = await ask();
    await test.database.prisma.oneTimeLink.updateMany({
      where: { accountId },
      data: { closedAt: new Date() },
    });
    const page = await browser.visit(SENT);
    expect(page.heading).toBe('We could not send the confirmation mail');
    expect((await browser.follow(page, 'Change the address')).address).toBe(FORM);
  });

  it('leads to the sign-in once the address was confirmed elsewhere', async () => {
    const { browser, mail } = await askAndSend();
    await applyVerification(test, mail.linkId);
    const page = await browser.visit(SENT);
    expect(page.address).toBe('/aomine/sign-in?after=registration');
    expect(page.text).toContain('Your mail address is registered');
    expect(page.text).toContain('Log in again');
    expect(browser.cookies.has('session') && (await browser.visit(SENT)).address).toMatch(
      /sign-in\?next/,
    );
  });
});

describe('the six digits', () => {
  it('prove the mailbox, also in full width and with spaces', async () => {
    const { browser, page, mail } = await askAndSend();
    const done = await browser.submit(page, 'Finish with the digits', { code: ' ０１２ ３４５' });
    expect(done.address).toBe('/aomine/mail-address/done');
    expect(done.heading).toBe('Mail address setting complete');
    const proof = hashCode(mail.code, mail.linkId, test.deps.environment.COOKIE_SECRET);
    expect(test.lives.told('confirmMailbox')).toEqual([[mail.linkId, proof]]);
    expect((await browser.follow(done, 'Move to the login page')).heading).toBe('Students’ login');
  });

  it.each(['', '12345', '1234567', 'abcdef'])('are told apart from %j', async (code) => {
    const { browser, page } = await askAndSend();
    const answer = await browser.submit(page, 'Finish with the digits', { code });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Enter the six digits');
    expect(test.lives.told('confirmMailbox')).toEqual([]);
  });

  it('can be guessed five times in all, even at the same moment', async () => {
    test.lives.answer({ confirmMailbox: refuses('LinkUnknown') });
    const { browser, page } = await askAndSend();
    const first = await browser.submit(page, 'Finish with the digits', { code: '999999' });
    expect(first.text).toContain('You have 4 attempts left.');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, guess) =>
        browser.submit(page, 'Finish with the digits', { code: String(100_000 + guess) }),
      ),
    );
    expect(answers.every(({ status }) => status === 400)).toBe(true);
    expect(test.lives.told('confirmMailbox')).toHaveLength(5);
    const closed = await browser.visit(SENT);
    expect(closed.text).toContain('You have no more attempts with the digits.');
    expect(closed.$('[name=code]')).toHaveLength(0);
  });

  it('cannot be guessed mail by mail: new digits do not bring new guesses without end', async () => {
    test.lives.answer({ confirmMailbox: refuses('LinkUnknown') });
    const { browser, page, mail } = await askAndSend();
    const guessesPerMail = 4;
    const mails = MAIL_LIMITS.digits.attempts / guessesPerMail + 1;
    let last = page;
    for (let sent = 0; sent < mails; sent += 1) {
      await test.database.pool.query('update one_time_link set code_attempts = 0 where id = $1', [
        mail.linkId,
      ]);
      for (let guess = 0; guess < guessesPerMail; guess += 1) {
        last = await browser.submit(page, 'Finish with the digits', { code: '999999' });
      }
    }
    expect(test.lives.told('confirmMailbox')).toHaveLength(MAIL_LIMITS.digits.attempts);
    expect([last.status, last.text]).toEqual([
      400,
      expect.stringContaining('You have tried too many digits today.'),
    ]);
  });

  it('are received while Temporal does not answer', async () => {
    test.lives.answer({ confirmMailbox: () => Promise.reject(new LifeUnreachable('late')) });
    const { browser, page } = await askAndSend();
    const answer = await browser.submit(page, 'Finish with the digits', { code: '012345' });
    expect(answer.text).toContain('We have received your request');
    expect(answer.$('#progress').attr('data-refresh-seconds')).toBe('3');
  });

  it('need the form’s own token', async () => {
    const { browser } = await askAndSend();
    expect((await browser.post(`${SENT}/code`, { code: '012345' })).status).toBe(403);
    expect((await browser.post(`${SENT}/again`, {})).status).toBe(403);
    expect(test.lives.calls.map(({ life }) => life)).toEqual(['startVerification']);
  });
});

describe('sending again', () => {
  it('asks the life for a new mail', async () => {
    const { browser, page, mail } = await askAndSend();
    const answer = await browser.submit(page, 'Send again');
    expect(answer.text).toContain('We are sending it again');
    expect(test.lives.told('resendMail')).toEqual([[mail.linkId]]);
  });

  it.each([
    ['ResendCoolingDown', 429, /sent just now.*You can send it again at .*\(Japan time\)/],
    ['TooManyResends', 429, /cannot be sent again/],
    ['MailNotSentYet', 409, /still being sent/],
  ])('is refused with %s in words', async (type, status, words) => {
    test.lives.answer({ resendMail: refuses(type) });
    const { browser, page } = await askAndSend();
    const answer = await browser.submit(page, 'Send again');
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(words);
  });

  it('begins a new request when the old one is over', async () => {
    const { browser, accountId, page } = await askAndSend({ expiresAt: new Date(Date.now() - 1) });
    expect(page.heading).toBe('The confirmation mail has expired');
    await browser.submit(page, 'Send again');
    const links = await test.database.prisma.oneTimeLink.findMany({ where: { accountId } });
    expect(links).toHaveLength(2);
    expect(links.filter(({ supersededAt }) => supersededAt === null)).toHaveLength(1);
    expect(new Set(links.map(({ mailAddress }) => mailAddress)).size).toBe(1);
  });

  it('begins a new request when the life has ended meanwhile', async () => {
    test.lives.answer({ resendMail: hasEnded });
    const { browser, accountId, page, mail } = await askAndSend();
    await test.database.prisma.oneTimeLink.update({
      where: { id: mail.linkId },
      data: { closedAt: new Date() },
    });
    await browser.submit(page, 'Send again');
    expect(await test.database.prisma.oneTimeLink.count({ where: { accountId } })).toBe(2);
  });

  it('is received while Temporal does not answer', async () => {
    test.lives.answer({ resendMail: () => Promise.reject(new LifeUnreachable('late')) });
    const { browser, page } = await askAndSend();
    const answer = await browser.submit(page, 'Send again');
    expect(answer.text).toContain('We have received your request');
  });
});
