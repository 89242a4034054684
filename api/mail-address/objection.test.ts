import { randomBytes } from 'node:crypto';
import request from 'supertest';
import { LifeUnreachable } from '../../platform/lives.ts';
import { hashToken } from '../../platform/one-time-proof.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { acceptMail, applyVerification, askToChange } from '../../tests/support/verification.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const DAY = 24 * 60 * 60_000;
const STOP = 'It was not me: stop the change';
const accountOf = (id: string) => test.database.prisma.account.findUniqueOrThrow({ where: { id } });
const linkOf = (id: string) =>
  test.database.prisma.oneTimeLink.findUniqueOrThrow({ where: { id } });

/** The old address has been told of this request. */
async function announce(linkId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await test.database.prisma.oneTimeLink.update({
    where: { id: linkId },
    data: { objectionHash: hashToken(token) },
  });
  return `/not-me/${token}`;
}

async function asked(mailAddress = 'stranger@mail.example') {
  const person = await askToChange(test, mailAddress);
  const mail = await acceptMail(test, person.accountId);
  const page = await announce(mail.linkId);
  test.lives.calls.length = 0;
  return { ...person, mail, page, old: `${person.student.directoryId}@mail.example` };
}

async function object(page: string) {
  const phone = browse(test.app);
  return phone.submit(await phone.visit(page), STOP);
}

describe('the page of an objection (X-30)', () => {
  it('tells what happened and what the button does, without a session, and changes nothing', async () => {
    const { page, mail, old, accountId } = await asked();
    const before = [await linkOf(mail.linkId), await accountOf(accountId)];
    const shown = await browse(test.app).visit(page);
    expect(shown.heading).toBe('Stop a change you did not ask for');
    expect(shown.text).toContain('s***@mail.example');
    expect(shown.text).toContain('Not changed yet');
    expect(shown.text).toContain('7 days');
    expect(shown.html).not.toContain(old);
    expect(shown.html).not.toContain('stranger@');
    expect(shown.headers['cache-control']).toBe('no-store');
    expect((await request(test.app).head(page)).status).toBe(200);
    expect([await linkOf(mail.linkId), await accountOf(accountId)]).toEqual(before);
    expect(test.lives.calls).toEqual([]);
  });

  it.each(['x', 'A'.repeat(43)])('is unknown for %s, and says whom to call', async (token) => {
    const page = await browse(test.app).visit(`/not-me/${token}`);
    expect([page.status, page.heading]).toEqual([404, 'We do not know this URL']);
    expect(page.text).toContain('call the number at the foot of that mail');
    expect(page.text).not.toContain('Send a new mail');
  });

  it('works for the days that the university says, to the millisecond', async () => {
    const { page, mail } = await asked();
    const { requestedAt } = await linkOf(mail.linkId);
    const at = (milliseconds: number) => {
      const now = new Date(requestedAt.getTime() + 7 * DAY + milliseconds);
      return browse(test.restart({ clock: () => now })).visit(page);
    };
    expect((await at(-1)).status).toBe(200);
    const over = await at(0);
    expect([over.status, over.heading]).toEqual([410, 'This page has expired']);
    expect(over.text).toContain('06-6809-4327');
  });

  it('needs the form’s own token', async () => {
    const { page, accountId } = await asked();
    expect((await browse(test.app).post(page, {})).status).toBe(401);
    expect((await accountOf(accountId)).mailFrozenUntil).toBeNull();
  });
});

describe('an objection before the change is done (X-30)', () => {
  it('keeps the address, ends the request, and freezes the account', async () => {
    const { page, mail, old, accountId } = await asked();
    const answer = await object(page);
    expect(answer.heading).toBe('The change was stopped');
    expect(answer.text).toContain('06-6809-4327');
    const account = await accountOf(accountId);
    expect(account.mailAddress).toBe(old);
    const days = ((account.mailFrozenUntil?.getTime() ?? 0) - Date.now()) / DAY;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    const link = await linkOf(mail.linkId);
    expect(link.objectedAt).not.toBeNull();
    expect(link.closedAt).not.toBeNull();
    expect(test.lives.told('objectToRequest')).toEqual([[mail.linkId]]);
  });

  it('makes the link to the new address no good', async () => {
    const { page, mail } = await asked();
    await object(page);
    const link = await browse(test.app).visit(`/cert/${mail.token}`);
    expect([link.status, link.heading]).toEqual([410, 'This change was stopped']);
  });

  it('ends every session of the account', async () => {
    const { browser, page } = await asked();
    await object(page);
    const next = await browser.visit('/aomine/top', { follow: false });
    expect(next.status).not.toBe(200);
  });

  it('is told to the old address, and written in the audit trail without any address', async () => {
    const { page, old, accountId, mail } = await asked();
    await object(page);
    const told = await test.database.prisma.mailMessage.findUniqueOrThrow({
      where: { key: `email-verification:${mail.linkId}:objected` },
    });
    expect(told).toMatchObject({ recipient: old, state: 'queued' });
    expect(told.text).toContain('still has this address');
    const audited = await test.database.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'mail_address_objected', entityId: accountId },
    });
    expect(audited.after).toMatchObject({ isRestored: false, sessionsEnded: 1 });
    expect(JSON.stringify(audited.after)).not.toContain('@');
  });

  it('is done also while Temporal is away', async () => {
    test.lives.answer({ objectToRequest: () => Promise.reject(new LifeUnreachable('away')) });
    const { page, accountId } = await asked();
    expect((await object(page)).heading).toBe('The change was stopped');
    expect((await accountOf(accountId)).mailFrozenUntil).not.toBeNull();
  });

  it('counts once, however often the button is pressed', async () => {
    const { page, accountId } = await asked();
    const phone = browse(test.app);
    const form = await phone.visit(page);
    const answers = await Promise.all(Array.from({ length: 10 }, () => phone.submit(form, STOP)));
    expect(new Set(answers.map(({ heading }) => heading))).toEqual(
      new Set(['The change was stopped']),
    );
    const rows = await test.database.prisma.auditEntry.count({
      where: { action: 'mail_address_objected', entityId: accountId },
    });
    expect(rows).toBe(1);
    expect((await phone.visit(page)).heading).toBe('The change was stopped');
  });

  it('also ends whatever else is open for the account', async () => {
    const { page, accountId, mail } = await asked();
    const { universityId } = await accountOf(accountId);
    const reset = await test.database.prisma.oneTimeLink.create({
      data: {
        id: crypto.randomUUID(),
        accountId,
        universityId,
        purpose: 'reset_second_password',
        mailAddress: 'stranger@mail.example',
        locale: 'en',
      },
    });
    await object(page);
    expect((await linkOf(reset.id)).objectedAt).not.toBeNull();
    expect(test.lives.told('objectToRequest').flat().sort()).toEqual(
      [mail.linkId, reset.id].sort(),
    );
  });
});

describe('an objection after the change was done (X-30)', () => {
  it('gives the account its old address back', async () => {
    const { page, old, accountId, mail } = await asked();
    await applyVerification(test, mail.linkId);
    expect((await browse(test.app).visit(page)).text).toContain('Changed');
    await object(page);
    const account = await accountOf(accountId);
    expect(account.mailAddress).toBe(old);
    expect(account.mailFrozenUntil).not.toBeNull();
    expect(test.lives.told('objectToRequest')).toEqual([]);
    const told = await test.database.prisma.mailMessage.findUniqueOrThrow({
      where: { key: `email-verification:${mail.linkId}:objected` },
    });
    expect(told.recipient).toBe(old);
    expect(told.text).toContain('has this address again');
  });

  it('undoes what was changed after it, and leaves the stranger no objection of their own', async () => {
    const first = await asked();
    await applyVerification(test, first.mail.linkId);
    const form = await first.browser.visit('/aomine/account/mail-address');
    const other = 'stranger.two@mail.example';
    await first.browser.submit(form, 'Confirm', { mailAddress: other, mailAddressCheck: other });
    const second = await acceptMail(test, first.accountId);
    const strangersPage = await announce(second.linkId);
    await applyVerification(test, second.linkId);

    await object(first.page);
    expect((await accountOf(first.accountId)).mailAddress).toBe(first.old);
    const theirs = await browse(test.app).visit(strangersPage);
    expect(theirs.heading).toBe('The change was stopped');
    expect(theirs.$('form[method=post] button').text()).not.toContain(STOP);
    expect((await accountOf(first.accountId)).mailAddress).toBe(first.old);
  });

  it('of the first owner prevails over one that a stranger made before', async () => {
    const first = await asked();
    await applyVerification(test, first.mail.linkId);
    const form = await first.browser.visit('/aomine/account/mail-address');
    const other = 'stranger.two@mail.example';
    await first.browser.submit(form, 'Confirm', { mailAddress: other, mailAddressCheck: other });
    const second = await acceptMail(test, first.accountId);
    await object(await announce(second.linkId));
    expect((await accountOf(first.accountId)).mailAddress).toBe('stranger@mail.example');
    await object(first.page);
    expect((await accountOf(first.accountId)).mailAddress).toBe(first.old);
  });
});
