import { randomUUID } from 'node:crypto';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { sendMailAgain } from '../../platform/mail-again.ts';

let test: TestApp;
let person: SignedIn;
let now = new Date('2026-11-21T06:30:00Z');
let minute = 0;

beforeAll(async () => {
  test = await createTestApp({ clock: () => now });
});
afterAll(() => test.close());
beforeEach(async () => {
  now = new Date('2026-11-21T06:30:00Z');
  person = await signInStudent(test);
});

/** A mail as the outbox keeps it. */
async function keep(more: object = {}): Promise<string> {
  const id = randomUUID();
  minute += 1;
  await test.database.prisma.mailMessage.create({
    data: {
      id,
      accountId: person.accountId,
      key: `order:${id}:numbers`,
      messageId: `<${id}@aomine.example>`,
      template: 'order-numbers',
      locale: 'en',
      recipient: 'earlier@mail.example',
      sender: 'certificates@aomine.example',
      senderName: 'Aomine University',
      subject: `Your print numbers ${minute}`,
      text: 'Enter 0071K4M2QX <b>here</b>',
      html: '<p>Enter 0071K4M2QX</p>',
      state: 'accepted',
      createdAt: new Date(now.getTime() + minute * 60_000),
      acceptedAt: new Date(now.getTime() + minute * 60_000),
      ...more,
    },
  });
  return id;
}
const copiesOf = (id: string) =>
  test.database.prisma.mailMessage.findMany({ where: { sentAgainOf: id } });
const again = async (id: string) => {
  const page = await person.browser.visit(`/aomine/messages/${id}`);
  return person.browser.submit(page, 'Send again');
};

describe('the list of mails', () => {
  it('is in the menu, newest first, with how far each has come, page by page (R-281)', async () => {
    for (let count = 0; count < 19; count += 1) await keep();
    await keep({ subject: 'waiting', state: 'queued', acceptedAt: null });
    await keep({ subject: 'refused', state: 'undeliverable', acceptedAt: null });
    await keep({ subject: 'returned', bouncedAt: now });
    const top = await person.browser.visit('/aomine/top');
    const list = await person.browser.follow(top, 'Messages');
    expect(list.heading).toBe('Your messages');
    const rows = list
      .$('.sessions__one')
      .toArray()
      .map((row) => list.$(row).text().replace(/\s+/g, ' ').trim());
    expect(rows).toHaveLength(20);
    expect(rows[0]).toMatch(/^returned Came back/);
    expect(rows[1]).toMatch(/^refused Came back/);
    expect(rows[2]).toMatch(/^waiting Waiting to be sent/);
    expect(rows[3]).toMatch(/ Sent 2026\/11\/2/);
    const second = await person.browser.follow(list, 'Next');
    expect(second.$('.sessions__one')).toHaveLength(2);
    expect((await person.browser.visit('/aomine/messages?page=3')).status).toBe(404);
  });

  it('says what to do when mail to the registered address comes back (R-281)', async () => {
    expect((await person.browser.visit('/aomine/messages')).text).toContain('No messages yet');
    await test.database.prisma.account.update({
      where: { id: person.accountId },
      data: { mailBouncedAt: now },
    });
    const page = await person.browser.visit('/aomine/messages');
    expect(page.text).toContain('Mail to your registered address came back');
    expect((await person.browser.follow(page, 'Change the mail address')).status).toBe(200);
  });
});

describe('a mail', () => {
  it('can be read whole, as text, by its account alone (R-281, R-306)', async () => {
    const id = await keep();
    const page = await person.browser.visit(`/aomine/messages/${id}`);
    expect(page.$('pre').text()).toBe('Enter 0071K4M2QX <b>here</b>');
    const other = await signInStudent(test);
    expect((await other.browser.visit(`/aomine/messages/${id}`)).status).toBe(404);
    expect((await other.browser.visit('/aomine/messages/nothing')).status).toBe(404);
  });

  it('is sent again as it was, to the address that is confirmed now, and it is recorded (R-281, I17)', async () => {
    const id = await keep({ bouncedAt: now });
    const page = await again(id);
    expect(page.text).toContain('We send it again');
    const [copy, ...more] = await copiesOf(id);
    expect(more).toEqual([]);
    const { mailAddress } = await test.database.prisma.account.findUniqueOrThrow({
      where: { id: person.accountId },
    });
    expect(copy).toMatchObject({
      recipient: mailAddress,
      subject: expect.stringContaining('Your print numbers') as string,
      text: 'Enter 0071K4M2QX <b>here</b>',
      state: 'queued',
      attempts: 0,
      nextTryAt: now,
      bouncedAt: null,
    });
    const entries = await test.database.prisma.auditEntry.findMany({
      where: { action: 'mail_sent_again', entityId: person.accountId },
    });
    expect(entries).toMatchObject([
      { actor: `account:${person.accountId}`, after: { template: 'order-numbers' } },
    ]);
  });

  it('is sent again three times a day, its copies included, and again the day after (R-281)', async () => {
    const id = await keep();
    for (let count = 0; count < 3; count += 1) await again(id);
    const [copy] = await copiesOf(id);
    expect((await again(copy?.id ?? '')).text).toContain('Not again today');
    expect(await copiesOf(id)).toHaveLength(3);
    now = new Date(now.getTime() + 24 * 3_600_000 + 1);
    const { pool } = test.database;
    const { accountId } = person;
    const ask = () =>
      sendMailAgain(pool, { messageId: id, of: { accountId }, actor: `account:${accountId}`, now });
    expect(await ask()).toBe('queued');
  });

  it('never has more copies than that, however often the button is pressed at once', async () => {
    const id = await keep();
    const { accountId } = person;
    const asked = { messageId: id, of: { accountId }, actor: `account:${accountId}`, now };
    const { pool } = test.database;
    await Promise.all(Array.from({ length: 8 }, () => sendMailAgain(pool, asked)));
    const copies = await copiesOf(id);
    expect([1, 2, 3]).toContain(copies.length);
  });

  it('with a one-time link is neither shown with it nor sent again (R-281)', async () => {
    const id = await keep({
      key: `email-verification:${randomUUID()}:1`,
      text: 'https://service.example/cert/••••••',
    });
    const page = await person.browser.visit(`/aomine/messages/${id}`);
    expect(page.text).toContain('we kept no copy of the one-time link');
    expect(page.$('main form button')).toHaveLength(0);
    const list = await person.browser.visit('/aomine/messages');
    const token = String(list.$('input[name=_csrf]').first().val());
    const sent = await person.browser.post(`/aomine/messages/${id}/again`, { _csrf: token });
    expect(sent.text).toContain('This mail cannot be sent again');
    expect(await copiesOf(id)).toEqual([]);
  });

  it('is not sent again by another person, nor by staff of another university (R-306)', async () => {
    const id = await keep();
    const other = await signInStudent(test);
    const { pool } = test.database;
    const ask = (of: { accountId: string } | { universityId: string }) =>
      sendMailAgain(pool, { messageId: id, of, actor: 'system', now });
    const universities = await test.database.prisma.university.findMany();
    const idOf = (code: string) => universities.find((one) => one.code === code)?.id ?? '';
    expect(await ask({ accountId: other.accountId })).toBe('missing');
    expect(await ask({ universityId: idOf('mukono') })).toBe('missing');
    expect(await copiesOf(id)).toEqual([]);
    expect(await ask({ universityId: idOf('aomine') })).toBe('queued');
  });
});
