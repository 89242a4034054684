import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { bounceAddress } from '../../platform/bounce-address.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { acceptMail, askToRegister, keepMail } from '../../tests/support/verification.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const SENDER = 'certificates@aomine.example';
const addressOf = (mailId: string, secret = test.deps.environment.COOKIE_SECRET) =>
  bounceAddress(mailId, SENDER, secret);

/** A delivery status notification as mail servers write it (RFC 3464). */
function report(
  to: string,
  { status = '5.1.1', action = 'failed', headers = [] as string[], quoted = 'Subject: x' } = {},
): string {
  return [
    ...headers,
    'From: MAILER-DAEMON@mail.example',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    'I am the mail system.',
    '--part',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example',
    '',
    'Final-Recipient: rfc822; taro@mail.example',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 no such',
    ' person',
    '--part',
    'Content-Type: message/rfc822',
    '',
    quoted,
    '',
    'https://service.example/cert/secret',
    '--part--',
    '',
  ].join('\r\n');
}

const post = (message: string) =>
  request(test.app).post('/webhooks/bounced-mail').type('message/rfc822').send(message);

const accountOf = (id: string) => test.database.prisma.account.findUniqueOrThrow({ where: { id } });
const mailOf = (id: string) =>
  test.database.prisma.mailMessage.findUniqueOrThrow({ where: { id } });

describe('the mail of a registration that comes back (R-281)', () => {
  async function waiting() {
    const person = await askToRegister(test, 'taro@mail.example');
    const mail = await acceptMail(test, person.accountId);
    const mailId = await keepMail(test, {
      key: `email-verification:${mail.linkId}:1`,
      accountId: person.accountId,
      recipient: 'taro@mail.example',
    });
    test.lives.calls.length = 0;
    return { ...person, mail, mailId };
  }

  it('is written down, told to its life, and shown on the waiting page', async () => {
    const { browser, mail, mailId } = await waiting();
    expect((await post(report(addressOf(mailId)))).status).toBe(204);
    expect((await mailOf(mailId)).reason).toBe('bounced 5.1.1');
    expect(test.lives.told('mailBounced')).toEqual([[mail.linkId]]);
    const page = await browser.visit('/aomine/mail-address/sent');
    expect(page.heading).toBe('The confirmation mail came back');
    expect((await browser.follow(page, 'Change the address')).address).toBe('/aomine/mail-address');
  });

  it('makes its link no good', async () => {
    const { mail, mailId, browser } = await waiting();
    await post(report(addressOf(mailId)));
    const page = await browser.visit(`/cert/${mail.token}`);
    expect(page.status).toBe(410);
    expect(page.heading).toBe('This URL has expired');
  });

  it('counts once, however often it is handed in', async () => {
    const { mailId } = await waiting();
    await Promise.all(Array.from({ length: 5 }, () => post(report(addressOf(mailId)))));
    expect(test.lives.told('mailBounced')).toHaveLength(1);
    const first = await mailOf(mailId);
    await post(report(addressOf(mailId), { status: '5.7.1' }));
    expect(await mailOf(mailId)).toEqual(first);
  });

  it('is found by the address it was delivered to as well, in capitals too', async () => {
    const { mailId } = await waiting();
    const headers = [`Delivered-To: ${addressOf(mailId).toUpperCase()}`];
    await post(report('postmaster@aomine.example', { headers }));
    expect((await mailOf(mailId)).bouncedAt).not.toBeNull();
  });

  it('is shown also while Temporal is away', async () => {
    const { mailId, browser } = await waiting();
    test.lives.answer({ mailBounced: () => Promise.reject(new LifeUnreachable('away')) });
    expect((await post(report(addressOf(mailId)))).status).toBe(204);
    const page = await browser.visit('/aomine/mail-address/sent');
    expect(page.heading).toBe('The confirmation mail came back');
  });

  it.each([
    ['4.2.2', 'failed'],
    ['4.4.1', 'delayed'],
    ['5.1.1', 'delayed'],
    ['2.0.0', 'delivered'],
    ['nonsense', 'failed'],
  ])('means nothing with status %s and action %s', async (status, action) => {
    const { mailId } = await waiting();
    expect((await post(report(addressOf(mailId), { status, action }))).status).toBe(204);
    expect((await mailOf(mailId)).bouncedAt).toBeNull();
    expect(test.lives.calls).toEqual([]);
  });

  it('is not what an answer from somebody on holiday is', async () => {
    const { mailId } = await waiting();
    const answer = `From: taro@mail.example\r\nTo: ${addressOf(mailId)}\r\nSubject: Away\r\n\r\nStatus: 5.1.1\r\n`;
    expect((await post(answer)).status).toBe(204);
    expect((await mailOf(mailId)).bouncedAt).toBeNull();
  });

  it('is believed by its seal alone', async () => {
    const { mailId } = await waiting();
    const forged = addressOf(mailId, 'another-secret-of-somebody-else-0123456789');
    expect((await post(report(forged))).status).toBe(400);
    const unsealed = `b+${mailId.replaceAll('-', '')}.${'0'.repeat(20)}@aomine.example`;
    expect((await post(report(unsealed))).status).toBe(400);
    expect((await mailOf(mailId)).bouncedAt).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['NUL', '\0\0\0'],
    ['an empty address', 'To: \r\n\r\n'],
    ['JSON', '{"json": true}'],
    ['a very long header', `To: ${'a'.repeat(50_000)}\r\n\r\n`],
  ])('is not %s', async (_what, message) => {
    expect((await post(message)).status).toBe(400);
  });

  it('is not read, which can be slow, without a seal in it', async () => {
    const slow = `Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n${'> \n'.repeat(20_000)}`;
    const begun = performance.now();
    expect((await post(slow)).status).toBe(400);
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('is at most 64 KB, which is more than mail hosts quote', async () => {
    const { mailId } = await waiting();
    const quoting = (bytes: number) => report(addressOf(mailId), { quoted: 'a'.repeat(bytes) });
    expect((await post(quoting(65_536))).status).toBe(413);
    expect((await mailOf(mailId)).bouncedAt).toBeNull();
    expect((await post(quoting(50_000))).status).toBe(204);
    expect((await mailOf(mailId)).bouncedAt).not.toBeNull();
  });

  it('belongs to no mail that we know', async () => {
    expect((await post(report(addressOf(randomUUID())))).status).toBe(204);
  });
});

describe('a mail to the confirmed address that comes back (R-281)', () => {
  const bouncedAt = async (id: string) => (await accountOf(id)).mailBouncedAt;

  async function mailTo(recipient: string) {
    const { accountId, browser } = await signInStudent(test);
    const { mailAddress } = await accountOf(accountId);
    const mailId = await keepMail(test, {
      key: `order:${randomUUID()}:numbers`,
      accountId,
      recipient: recipient || (mailAddress ?? ''),
    });
    return { accountId, browser, mailId };
  }

  it('is written down at the account, with an audit row, and shown where the address is changed', async () => {
    const { accountId, browser, mailId } = await mailTo('');
    await post(report(addressOf(mailId)));
    expect(await bouncedAt(accountId)).not.toBeNull();
    const audited = await test.database.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'mail_bounced', entityId: accountId },
    });
    expect(audited.cause).toBe('bounced 5.1.1');
    const page = await browser.visit('/aomine/account/mail-address');
    expect(page.text).toContain('Mail to this address came back');
  });

  it('says nothing about the account when it went to another address', async () => {
    const { accountId, mailId } = await mailTo('former@mail.example');
    await post(report(addressOf(mailId)));
    expect(await bouncedAt(accountId)).toBeNull();
  });

  it('says nothing when the address was proven after it', async () => {
    const { accountId, mailId } = await mailTo('');
    await test.database.prisma.account.update({
      where: { id: accountId },
      data: { mailConfirmedAt: new Date(Date.now() + 60_000) },
    });
    await post(report(addressOf(mailId)));
    expect(await bouncedAt(accountId)).toBeNull();
  });
});
