import { hashToken } from '../../platform/one-time-proof.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { refuses } from '../../tests/support/recorded-lives.ts';
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

const FORM = '/aomine/account/mail-address';
const SENT = '/aomine/account/mail-address/sent';
const DONE = '/aomine/account/mail-address/done';
const NEW = 'hanako.new@mail.example';
const typed = (mailAddress: string, mailAddressCheck = mailAddress) => ({
  mailAddress,
  mailAddressCheck,
});

const requestsOf = (accountId: string) =>
  test.database.prisma.oneTimeLink.findMany({
    where: { accountId },
    orderBy: { requestedAt: 'asc' },
  });
const accountOf = (id: string) => test.database.prisma.account.findUniqueOrThrow({ where: { id } });

describe('the form to change the mail address (R-141)', () => {
  it('is reached from the menu and shows the current address, the notes and the sender', async () => {
    const { browser, student } = await signInStudent(test);
    const top = await browser.visit('/aomine/top');
    const page = await browser.visit(String(top.$(`nav a[href="${FORM}"]`).attr('href')));
    expect(page.heading).toBe('Change of mail address');
    expect(page.text).toContain(`${student.directoryId}@mail.example`);
    for (const note of [/within 30 minutes/, /current address gets a notice/, /free mail/]) {
      expect(page.text).toMatch(note);
    }
    expect(page.text).toContain('certificates@aomine.example');
    expect(page.$('main ol li')).toHaveLength(4);
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('is for people who are signed in', async () => {
    const answer = await browse(test.app).visit(FORM, { follow: false });
    expect(answer.headers.location).toMatch(/^\/aomine\/sign-in\?next=/);
  });

  it('wants the same address twice, and loses nothing that was typed (R-284)', async () => {
    const { browser, accountId } = await signInStudent(test);
    const page = await browser.submit(
      await browser.visit(FORM),
      'Confirm',
      typed(NEW, 'other@x.example'),
    );
    expect(page.status).toBe(400);
    expect(page.text).toContain('The two mail addresses are different');
    expect(page.$('[name=mailAddress]').val()).toBe(NEW);
    expect(page.$('[name=mailAddressCheck]').val()).toBe('other@x.example');
    expect(await requestsOf(accountId)).toEqual([]);
  });

  it('asks for another than the current address, in capitals too', async () => {
    const { browser, accountId, student } = await signInStudent(test);
    const same = `${student.directoryId.toUpperCase()}@mail.example`;
    const page = await browser.submit(await browser.visit(FORM), 'Confirm', typed(same));
    expect(page.status).toBe(400);
    expect(page.text).toContain('This is your current address');
    expect(await requestsOf(accountId)).toEqual([]);
  });

  it('takes the current address where mail to it came back: proving it again ends the notice (R-281)', async () => {
    const { browser, accountId, student } = await signInStudent(test);
    await test.database.prisma.account.update({
      where: { id: accountId },
      data: { mailBouncedAt: new Date() },
    });
    const form = await browser.visit(FORM);
    expect(form.text).toContain('Mail to this address came back');
    const same = `${student.directoryId}@mail.example`;
    const page = await browser.submit(form, 'Confirm', typed(same));
    expect(page.address).toBe(SENT);
    expect(await requestsOf(accountId)).toMatchObject([{ mailAddress: same, oldAddress: null }]);
  });

  it.each(['hana..ko@docomo.ne.jp', '.hanako@docomo.ne.jp', 'hanako.@ezweb.ne.jp'])(
    'explains at length why %s is a problem and what to do (R-041)',
    async (address) => {
      const { browser } = await signInStudent(test);
      const page = await browser.submit(await browser.visit(FORM), 'Confirm', typed(address));
      expect(page.status).toBe(400);
      expect(page.text).toContain('Why this address is a problem');
      expect(page.text).toContain('mobile carriers');
    },
  );

  it('asks once whether a mistyped domain is meant (R-041)', async () => {
    const { browser, accountId } = await signInStudent(test);
    const asked = await browser.submit(await browser.visit(FORM), 'Confirm', typed('h@gmial.com'));
    expect(asked.text).toContain('Did you mean h@gmail.com?');
    expect(await requestsOf(accountId)).toEqual([]);
    expect((await browser.submit(asked, 'Confirm')).address).toBe(SENT);
  });

  it.each([
    'x@mail.example\r\nBcc: all@mail.example',
    'x@mail.example%0ABcc:y@mail.example',
    'x\0@mail.example',
  ])('lets no header in with the address: %j', async (address) => {
    const { browser, accountId } = await signInStudent(test);
    const page = await browser.submit(await browser.visit(FORM), 'Confirm', typed(address));
    expect(page.status).toBe(400);
    expect(await requestsOf(accountId)).toEqual([]);
  });
});

describe('asking for the change (R-142)', () => {
  it('begins a life for the new address, and changes nothing yet (R-144)', async () => {
    const { browser, accountId, student } = await askToChange(test, NEW);
    const old = `${student.directoryId}@mail.example`;
    const [request] = await requestsOf(accountId);
    expect(request).toMatchObject({ purpose: 'change_address', mailAddress: NEW, oldAddress: old });
    expect(test.lives.told('startVerification')).toEqual([
      [expect.objectContaining({ linkId: request?.id, purpose: 'change_address', ttlMinutes: 30 })],
    ]);
    expect(JSON.stringify(test.lives.calls)).not.toMatch(/@/);
    expect((await accountOf(accountId)).mailAddress).toBe(old);
    const page = await browser.visit(SENT);
    expect(page.heading).toBe('We are sending the confirmation mail');
    expect(page.text).toContain(NEW);
  });

  it('twice is one request; another address takes its place', async () => {
    const { browser, accountId } = await signInStudent(test);
    const form = await browser.visit(FORM);
    await Promise.all([1, 2, 3].map(() => browser.submit(form, 'Confirm', typed(NEW))));
    expect(await requestsOf(accountId)).toHaveLength(1);
    await browser.submit(form, 'Confirm', typed('second@mail.example'));
    const [first, second] = await requestsOf(accountId);
    expect(first?.supersededAt).not.toBeNull();
    expect(second).toMatchObject({ mailAddress: 'second@mail.example', supersededAt: null });
    expect(test.lives.told('supersedeRequest')).toEqual([[first?.id]]);
  });

  it('says nothing about an address that another account has (R-051)', async () => {
    const { student: other } = await signInStudent(test);
    const taken = await askToChange(test, `${other.directoryId}@mail.example`);
    const fresh = await askToChange(test, 'nobody.has.this@mail.example');
    const [a, b] = await Promise.all([taken.browser.visit(SENT), fresh.browser.visit(SENT)]);
    expect([a.status, a.heading]).toEqual([b.status, b.heading]);
    expect(a.text.replace(`${other.directoryId}@mail.example`, 'X')).toBe(
      b.text.replace('nobody.has.this@mail.example', 'X'),
    );
  });

  it('is limited, with the time from which it may be asked again', async () => {
    const { browser } = await signInStudent(test);
    const form = await browser.visit(FORM);
    let page = form;
    for (let time = 0; time <= 10; time += 1) {
      page = await browser.submit(form, 'Confirm', typed(`a${time}@mail.example`));
    }
    expect(page.status).toBe(429);
    expect(page.text).toContain('Please wait before you ask for another mail');
    expect(page.$('[name=mailAddress]').val()).toBe('a10@mail.example');
  });
});

describe('the link to the new address', () => {
  async function received() {
    const person = await askToChange(test, NEW);
    const mail = await acceptMail(test, person.accountId);
    test.lives.calls.length = 0;
    return { ...person, mail, link: `/cert/${mail.token}` };
  }

  it('changes nothing by GET or HEAD, and shows the address masked (R-144)', async () => {
    const { link, mail } = await received();
    const before = await test.database.prisma.oneTimeLink.findUniqueOrThrow({
      where: { id: mail.linkId },
    });
    const page = await browse(test.app).visit(link);
    expect(page.heading).toBe('Finish changing your mail address');
    expect(page.text).toContain('h***@mail.example');
    expect(page.html).not.toContain(NEW);
    expect(
      await test.database.prisma.oneTimeLink.findUniqueOrThrow({ where: { id: mail.linkId } }),
    ).toEqual(before);
    expect(test.lives.calls).toEqual([]);
  });

  it('confirms by its button, on another device too, and says that it is changed (R-144, R-151)', async () => {
    const { link, mail } = await received();
    const phone = browse(test.app);
    const done = await phone.submit(await phone.visit(link), 'Change the address');
    expect(done.address).toBe(DONE);
    expect(done.heading).toBe('Mail address change complete');
    expect(test.lives.told('confirmMailbox')).toEqual([
      [mail.linkId, hashToken(mail.token), undefined],
    ]);
  });

  it('leaves everybody signed in, and the first page shows the new address at once (R-126)', async () => {
    const { browser, link, mail } = await received();
    await browser.submit(await browser.visit(link), 'Change the address');
    await applyVerification(test, mail.linkId);
    const top = await browser.visit('/aomine/top');
    expect(top.address).toBe('/aomine/top');
    expect(top.text).toContain(NEW);
    expect((await browser.visit(SENT)).address).toBe(DONE);
  });

  it.each([
    ['LinkUsed', 200, 'The change is done'],
    ['LinkExpired', 410, 'This URL has expired'],
    ['LinkSuperseded', 410, 'There is a newer mail'],
    ['LinkObjected', 410, 'This change was stopped'],
    ['LinkUndeliverable', 410, 'This URL has expired'],
  ])('refused with %s says why (R-046, R-283)', async (type, status, heading) => {
    test.lives.answer({ confirmMailbox: refuses(type) });
    const { link } = await received();
    const phone = browse(test.app);
    const answer = await phone.submit(await phone.visit(link), 'Change the address');
    expect([answer.status, answer.heading]).toEqual([status, heading]);
  });

  it('expired leads to where the address is entered anew (R-283)', async () => {
    const { accountId } = await askToChange(test, NEW);
    const expired = await acceptMail(test, accountId, { expiresAt: new Date(Date.now() - 1) });
    const page = await browse(test.app).visit(`/cert/${expired.token}`);
    expect([page.status, page.heading]).toEqual([410, 'This URL has expired']);
    expect(page.$('main a').attr('href')).toBe(FORM);
  });

  it('can be replaced by the six digits on the waiting page', async () => {
    const { browser } = await received();
    const page = await browser.submit(await browser.visit(SENT), 'Finish with the digits', {
      code: '012345',
    });
    expect(page.address).toBe(DONE);
    expect((await browser.visit('/aomine/top')).address).toBe('/aomine/top');
  });
});

describe('a frozen address (X-30)', () => {
  it('says so, until when and whom to ask, and takes no new one', async () => {
    const { browser, accountId } = await signInStudent(test);
    const form = await browser.visit(FORM);
    await test.database.prisma.account.update({
      where: { id: accountId },
      data: { mailFrozenUntil: new Date('2100-01-01T00:00:00Z') },
    });
    const page = await browser.visit(FORM);
    expect(page.heading).toBe('Your mail address cannot be changed now');
    expect(page.text).toContain('Friday 1 January 2100, 09:00 (Japan time)');
    expect(page.text).toContain('06-6809-4327');
    const refused = await browser.submit(form, 'Confirm', typed(NEW));
    expect([refused.status, refused.heading]).toEqual([409, page.heading]);
    expect(await requestsOf(accountId)).toEqual([]);
  });

  it('opens again at the very instant', async () => {
    const { browser, accountId } = await signInStudent(test);
    await test.database.prisma.account.update({
      where: { id: accountId },
      data: { mailFrozenUntil: new Date() },
    });
    expect((await browser.visit(FORM)).heading).toBe('Change of mail address');
  });
});
