import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { entries } from '../gallery/entries.ts';
import { sampleLayout } from '../gallery/sample-layout.ts';
import { renderPageHtml } from '../rendering/render-page.ts';
import { isKeptField } from '../../domain/account/kept-forms.ts';
import { load } from 'cheerio';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FORM = '/aomine/mail-address';
const TYPED = { mailAddress: 'hanako@mail.example', mailAddressCheck: 'hanako@mail.exmaple' };
const BUTTON = 'Confirm and send the mail';

let now = Date.now();
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ clock: () => new Date(now) });
});
afterAll(() => test.close());

/** Somebody before the form of the first sign-in. */
async function beforeForm(): Promise<SignedIn & { page: Visited }> {
  const person = await signInStudent(test, { mailAddress: null });
  return { ...person, page: await person.browser.visit(FORM) };
}

async function logIn(browser: Browser, page: Visited, userId: string): Promise<Visited> {
  return browser.submit(page, 'Log in', { userId, password: PASSWORD });
}

const valueOf = (page: Visited, name: string) => page.$(`main [name=${name}]`).val();
const keptForms = () => test.database.prisma.keptForm.count();

/** The form sent after half an hour without a request; then the way back through the sign-in. */
async function sendTooLate(typed: Record<string, string> = TYPED) {
  const person = await beforeForm();
  now += 31 * MINUTE;
  const ended = await person.browser.submit(person.page, BUTTON, typed);
  return { ...person, ended };
}

describe('a form that is sent after the session has ended (R-132)', () => {
  it('is not accepted; what was typed comes back after the same person logs in, and is not sent by itself', async () => {
    const { browser, student, ended } = await sendTooLate();
    expect([ended.status, ended.heading]).toEqual([401, 'Your login has ended']);
    expect(ended.text).toContain('You did nothing here for a while');
    expect(ended.text).toContain('We keep what you typed for 24 hours');
    expect(ended.text).toContain('neither cancels a payment nor repeats it');
    const door = await browser.follow(ended, 'Log in and continue');
    expect(door.text).toContain('You have been logged out');
    const back = await logIn(browser, door, student.directoryId);
    expect(back.address).toMatch(/^\/aomine\/mail-address\?kept=/);
    expect(back.text).toContain('Your entries are back');
    expect(valueOf(back, 'mailAddress')).toBe(TYPED.mailAddress);
    expect(valueOf(back, 'mailAddressCheck')).toBe(TYPED.mailAddressCheck);
    expect(test.lives.told('startVerification')).toEqual([]);
  });

  it('is shown once, and nothing of it is left', async () => {
    const before = await keptForms();
    const { browser, student, ended } = await sendTooLate();
    expect(await keptForms()).toBe(before + 1);
    const door = await browser.follow(ended, 'Log in and continue');
    const back = await logIn(browser, door, student.directoryId);
    expect(await keptForms()).toBe(before);
    const again = await browser.visit(back.address);
    expect(valueOf(again, 'mailAddress')).toBe('');
    expect(again.text).not.toContain('Your entries are back');
  });

  it('is shown to no other account, on no other page, and not after a day', async () => {
    const { student, ended } = await sendTooLate();
    const kept = decodeURIComponent(ended.$('main a').attr('href')?.split('next=')[1] ?? '');
    expect(kept).toMatch(/^\/aomine\/mail-address\?kept=/);
    const other = await signInStudent(test, { mailAddress: null });
    expect(valueOf(await other.browser.visit(kept), 'mailAddress')).toBe('');
    const own = await signInStudent(test, { student, mailAddress: null });
    const query = kept.split('?')[1] ?? '';
    await own.browser.visit(`/aomine/orders?${query}`);
    now += 25 * HOUR;
    const later = await signInStudent(test, { student, mailAddress: null });
    expect(valueOf(await later.browser.visit(kept), 'mailAddress')).toBe('');
    now -= 3 * HOUR;
    const inTime = await signInStudent(test, { student, mailAddress: null });
    expect(valueOf(await inTime.browser.visit(kept), 'mailAddress')).toBe(TYPED.mailAddress);
  });

  it('comes back as well when the person has logged in again in another tab', async () => {
    const { browser, student, page } = await beforeForm();
    now += 31 * MINUTE;
    const door = await browser.visit('/aomine/sign-in');
    await logIn(browser, door, student.directoryId);
    const refused = await browser.submit(page, BUTTON, TYPED);
    expect([refused.status, refused.heading]).toEqual([
      409,
      'Please check your entries and send them again',
    ]);
    const back = await browser.follow(refused, 'Open the page again');
    expect(valueOf(back, 'mailAddress')).toBe(TYPED.mailAddress);
  });

  it('is kept without NUL, which nobody types and the database does not take', async () => {
    const { student, ended } = await sendTooLate({ ...TYPED, mailAddress: 'hana\0ko' });
    expect([ended.status, ended.heading]).toEqual([401, 'Your login has ended']);
    const kept = decodeURIComponent(ended.$('main a').attr('href')?.split('next=')[1] ?? '');
    const own = await signInStudent(test, { student, mailAddress: null });
    expect(valueOf(await own.browser.visit(kept), 'mailAddress')).toBe('hanako');
  });

  it('is kept for nobody when another person logs in meanwhile in the same browser', async () => {
    const { browser, page } = await beforeForm();
    now += 31 * MINUTE;
    const { directoryId } = await enrolStudent(test);
    await logIn(browser, await browser.visit('/aomine/sign-in'), directoryId);
    const before = await keptForms();
    const refused = await browser.submit(page, BUTTON, TYPED);
    expect(refused.status).toBe(403);
    expect(await keptForms()).toBe(before);
  });

  it('is not kept where the owner ended that session from another device', async () => {
    const { browser, page, accountId } = await beforeForm();
    await test.database.pool.query(
      `update session set ended_at = $1, ended_because = 'ended_by_owner' where account_id = $2`,
      [new Date(now), accountId],
    );
    const before = await keptForms();
    const refused = await browser.submit(page, BUTTON, TYPED);
    expect(refused.status).toBe(401);
    expect(refused.text).toContain('logged out from another device');
    expect(await keptForms()).toBe(before);
  });

  it('is kept only where the form says whose it is, in words that nobody else can make', async () => {
    const { browser, page } = await beforeForm();
    const token = String(page.$('main [name=_csrf]').val());
    const [csrf = '', owner = ''] = token.split('~');
    const [account = '', minute = '', seal = ''] = owner.split('.');
    const other = await beforeForm();
    const [, otherOwner = ''] = String(other.page.$('main [name=_csrf]').val()).split('~');
    now += 31 * MINUTE;
    const before = await keptForms();
    const forged = [
      csrf,
      `${csrf}~`,
      `${csrf}~${[account, minute, ''].join('.')}`,
      `${csrf}~${[account, 'zzzzzz', seal].join('.')}`,
      `${csrf}~${[otherOwner.split('.')[0], minute, seal].join('.')}`,
      `${csrf}~${'x'.repeat(5000)}`,
    ];
    for (const _csrf of forged) {
      const refused = await browser.post(FORM, { ...TYPED, _csrf });
      expect([refused.status, refused.text.includes('24 hours')]).toEqual([401, false]);
    }
    const elsewhere = await browser.post('/rakuo/mail-address', { ...TYPED, _csrf: token });
    expect(elsewhere.text).not.toContain('24 hours');
    expect(await keptForms()).toBe(before);
  });

  it('lies open for three days at most', async () => {
    const { browser, page } = await beforeForm();
    now += 73 * HOUR;
    const refused = await browser.submit(page, BUTTON, TYPED);
    expect([refused.status, refused.text.includes('24 hours')]).toEqual([401, false]);
  });

  it('leads to the page that sent it where its own address is none, with nothing kept', async () => {
    const { browser } = await beforeForm();
    const page = await browser.visit(FORM);
    const _csrf = String(page.$('main [name=_csrf]').val());
    now += 31 * MINUTE;
    const next = async (referer: string) => {
      const refused = await browser.post(
        '/aomine/mail-address/sent/code',
        { _csrf, code: '123456' },
        { headers: { Referer: referer } },
      );
      expect(refused.text).not.toContain('24 hours');
      const href = refused.$('main a').attr('href') ?? '';
      return new URL(href, 'http://site').searchParams.get('next');
    };
    expect(await next('')).toBe('/aomine/top');
    expect(await next('https://evil.example/aomine/mail-address/sent')).toBe('/aomine/top');
    expect(await next('http://[')).toBe('/aomine/top');
  });

  it('keeps five forms an account', async () => {
    const { accountId, browser, page } = await beforeForm();
    const _csrf = String(page.$('main [name=_csrf]').val());
    now += 31 * MINUTE;
    for (let count = 0; count < 8; count += 1) {
      now += 1000;
      const draft = `/aomine/orders/drafts/${crypto.randomUUID()}/student-number`;
      await browser.post(draft, { _csrf, affiliation: String(count) });
      await browser.post(draft, { _csrf, affiliation: String(count) });
    }
    const kept = await test.database.prisma.keptForm.findMany({
      where: { accountId },
      orderBy: { createdAt: 'asc' },
    });
    expect(kept.map(({ fields }) => fields)).toEqual(
      ['3', '4', '5', '6', '7'].map((affiliation) => ({ affiliation })),
    );
  });
});

it('keeps no field that the pages mark as a password or a code, in any form of the site (R-132)', () => {
  const secrets = new Set<string>();
  for (const { name, html } of entries) {
    const $ = load(html(sampleLayout('en', name), renderPageHtml));
    $(
      'input[type=password], input[autocomplete*=password], input[autocomplete*=one-time-code]',
    ).each((_, input) => void secrets.add(String($(input).attr('name'))));
  }
  expect(secrets.size).toBeGreaterThanOrEqual(2);
  expect([...secrets].filter(isKeptField)).toEqual([]);
});
