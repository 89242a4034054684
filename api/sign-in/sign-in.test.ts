import request from 'supertest';
import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.directory.answer(async ({ userId, password }) =>
    password === PASSWORD
      ? { kind: 'accepted', userId: userId.toLowerCase() }
      : { kind: 'rejected' },
  );
  test.directory.asked.length = 0;
  await test.database.pool.query('delete from rate_limit');
});

const SIGN_IN = '/aomine/sign-in';

async function attempt(userId: string, password: string, browser = browse(test.app)) {
  const page = await browser.visit(SIGN_IN);
  return browser.submit(page, 'Log in', { userId, password }, { follow: false });
}

describe('signing in', () => {
  it('asks the directory with the ID in half width and the password exactly as typed', async () => {
    const { directoryId } = await enrolStudent(test, { directoryId: 'a2401001' });
    test.directory.answer(async () => ({ kind: 'accepted', userId: directoryId }));
    await attempt('　Ａ2401001 ', ' pass　word ');
    expect(test.directory.asked).toEqual([{ userId: 'A2401001', password: ' pass　word ' }]);
  });

  it('leads somebody without a mail address to its registration, wherever they wanted to go', async () => {
    const { directoryId } = await enrolStudent(test);
    const browser = browse(test.app);
    const page = await browser.visit('/aomine/mail-address/sent');
    expect(page.address).toBe('/aomine/sign-in?next=%2Faomine%2Fmail-address%2Fsent');
    const answer = await browser.submit(
      page,
      'Log in',
      { 'User ID': directoryId, Password: PASSWORD },
      { follow: false },
    );
    expect([answer.status, answer.headers.location]).toEqual([303, '/aomine/mail-address']);
    const onwards = await browser.visit('/aomine/top', { follow: false });
    expect(onwards.headers.location).toBe('/aomine/mail-address');
  });

  it('leads somebody with a mail address to the page they wanted, or to the top page', async () => {
    const { student } = await signInStudent(test);
    for (const [asked, shown] of [
      ['', '/aomine/top'],
      ['?next=/aomine/orders/history%3Fpage%3D2', '/aomine/orders/history?page=2'],
    ]) {
      const browser = browse(test.app);
      const page = await browser.visit(`${SIGN_IN}${asked}`);
      const typed = { userId: student.directoryId, password: PASSWORD };
      const answer = await browser.submit(page, 'Log in', typed, { follow: false });
      expect(answer.headers.location).toBe(shown);
    }
  });

  it('keeps the time of the sign-in before, and shows it on the pages', async () => {
    const { student, accountId } = await signInStudent(test);
    const earlier = new Date('2026-11-18T06:14:00Z');
    await test.database.prisma.account.update({
      where: { id: accountId },
      data: { lastSignInAt: earlier },
    });
    const { browser } = await signInStudent(test, { student });
    const page = await browser.visit('/aomine/nowhere');
    expect(page.$('footer time').first().text()).toBe('2026/11/18 15:14');
  });

  it('makes one account with all affiliations when two first sign-ins come at once', async () => {
    const student = await enrolStudent(test, { studentNumbers: ['25T9001', '21T9001'] });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => attempt(student.directoryId, PASSWORD)),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    const accounts = await test.database.prisma.account.findMany({
      where: { loginId: student.directoryId },
      include: { affiliations: true },
    });
    expect(accounts).toHaveLength(1);
    expect(accounts[0]?.affiliations.map(({ affiliationId }) => affiliationId).sort()).toEqual(
      [...student.affiliationIds].sort(),
    );
    const audit = await test.database.prisma.auditEntry.findMany({
      where: { entityId: accounts[0]?.id ?? '' },
    });
    expect(audit.map(({ action }) => action).sort()).toEqual(
      ['account_opened', ...Array<string>(4).fill('signed_in')].sort(),
    );
  });

  it('tells somebody whom only the directory knows whom to ask', async () => {
    const answer = await attempt('staff001', PASSWORD);
    expect(answer.status).toBe(403);
    expect(answer.heading).toBe('We found no student record');
    expect(answer.text).toContain('0000-55-0110');
    expect(String(answer.headers['set-cookie'])).not.toContain('session=');
    expect(await test.database.prisma.account.count({ where: { loginId: 'staff001' } })).toBe(0);
  });

  it('does not ask for a second password where there is none (R-055, R-120)', async () => {
    const page = await browse(test.app).visit(SIGN_IN);
    expect(page.$('main label').text()).toContain('User ID');
    expect(page.$('[name=secondPassword]')).toHaveLength(0);
    expect(page.text).not.toContain('second password');
    const { directoryId } = await enrolStudent(test);
    const token = { _csrf: String(page.$('main [name=_csrf]').val()) };
    const typed = { ...token, userId: directoryId, password: PASSWORD, secondPassword: 'typed' };
    const browser = browse(test.app);
    await browser.visit(SIGN_IN);
    const form = await browser.visit(SIGN_IN);
    const _csrf = String(form.$('main [name=_csrf]').val());
    expect((await browser.post(SIGN_IN, { ...typed, _csrf }, { follow: false })).status).toBe(303);
  });

  it('shows the notes of the university before the button (R-030)', async () => {
    const page = await browse(test.app).visit(SIGN_IN);
    const html = page.html.slice(page.html.indexOf('<main'));
    const notes = html.indexOf('with the user ID and password you use at the university');
    expect(notes).toBeGreaterThan(0);
    expect(notes).toBeLessThan(html.indexOf('name="password"'));
  });

  it('is not offered where students have no door', async () => {
    const page = await browse(test.app).visit('/saikai/sign-in');
    expect(page.status).toBe(404);
    const browser = browse(test.app);
    const form = await browser.visit(SIGN_IN);
    const _csrf = String(form.$('main [name=_csrf]').val());
    for (const university of ['saikai', 'rakuo']) {
      const typed = { _csrf, userId: 'a2401001', password: PASSWORD };
      expect((await browser.post(`/${university}/sign-in`, typed)).status).toBe(404);
    }
    expect(test.directory.asked).toEqual([]);
  });
});

describe('a refused sign-in', () => {
  it('never asks the directory with an empty password', async () => {
    const { directoryId } = await enrolStudent(test);
    test.directory.answer(async () => ({ kind: 'accepted', userId: directoryId }));
    const answer = await attempt(directoryId, '');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Enter your password.');
    expect(test.directory.asked).toEqual([]);
  });

  it('keeps the user ID and never the password', async () => {
    const answer = await attempt('a2401001', 'wrong-password-1');
    expect(answer.status).toBe(400);
    expect(answer.$('[name=userId]').val()).toBe('a2401001');
    expect(answer.html).not.toContain('wrong-password-1');
    expect(answer.$('title').text()).toMatch(/^Error: /);
  });

  it('has the same words, status and length for a wrong ID and a wrong password, and never comes quickly', async () => {
    const { directoryId } = await enrolStudent(test, { directoryId: 'known777' });
    const startedAt = performance.now();
    const wrongPassword = await attempt(directoryId, 'no');
    const afterOne = performance.now();
    const wrongId = await attempt('nobody77', 'no');
    const afterTwo = performance.now();
    const neutral = (html: string) =>
      html.replace(/known777|nobody77/g, 'ID').replace(/value="[0-9a-f.]{100,}"/g, '');
    expect(wrongId.status).toBe(wrongPassword.status);
    expect(neutral(wrongId.html)).toBe(neutral(wrongPassword.html));
    expect(afterOne - startedAt).toBeGreaterThanOrEqual(600);
    expect(afterTwo - afterOne).toBeGreaterThanOrEqual(600);
  });

  it('is another thing than a directory that does not answer', async () => {
    test.directory.answer(async () => ({ kind: 'unavailable', reason: 'slow' }));
    const { directoryId } = await enrolStudent(test);
    for (let time = 0; time < 7; time += 1) {
      const answer = await attempt(directoryId, PASSWORD);
      expect(answer.status).toBe(503);
      expect(answer.heading).toBe('We cannot check your login now');
      expect(answer.text).toMatch(/Japan time/);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('leaves an audit row that names nobody', async () => {
    const before = await test.database.prisma.auditEntry.count();
    await attempt('a2401001', 'wrong');
    const rows = await test.database.prisma.auditEntry.findMany({
      skip: before,
      orderBy: { id: 'asc' },
    });
    expect(rows.map(({ action, actor, entityId }) => [action, actor, entityId])).toEqual([
      ['sign_in_rejected', 'visitor', 'aomine'],
    ]);
  });
});

describe('forms of others', () => {
  it('are refused without the token, with a foreign one, and from another site', async () => {
    const browser = browse(test.app);
    await browser.visit(SIGN_IN);
    const typed = { userId: 'a2401001', password: PASSWORD };
    const without = await browser.post(SIGN_IN, typed);
    expect([without.status, without.heading]).toEqual([401, 'Your login has ended']);
    const foreign = await browse(test.app).visit(SIGN_IN);
    const token = String(foreign.$('main [name=_csrf]').val());
    expect((await browser.post(SIGN_IN, { ...typed, _csrf: token })).status).toBe(401);

    const page = await browser.visit(SIGN_IN);
    const others: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
    ];
    for (const headers of others) {
      const answer = await browser.submit(page, 'Log in', typed, { headers });
      expect(answer.status).toBe(403);
    }
    expect(test.directory.asked).toEqual([]);
  });

  it('cannot sign a person out', async () => {
    const { browser } = await signInStudent(test);
    expect((await browser.post('/aomine/sign-out', {})).status).toBe(403);
    expect((await browser.visit('/aomine/sign-in', { follow: false })).status).toBe(303);
  });
});

describe('where the sign-in leads', () => {
  it.each([
    'https://evil.example/aomine/top',
    '//evil.example/aomine/top',
    '/\\evil.example/aomine/top',
    '/\t/evil.example/aomine/',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/rakuo/top',
    '/aomine/../rakuo/top',
    '/aomine',
    '/aomine/sign-out',
    '/aomine/sign-in?next=/aomine/sign-in',
    'http://site.invalid.evil.example/aomine/top',
  ])('is never %s', async (next) => {
    const { student } = await signInStudent(test);
    const browser = browse(test.app);
    const page = await browser.visit(`${SIGN_IN}?next=${encodeURIComponent(next)}`);
    const typed = { userId: student.directoryId, password: PASSWORD };
    const answer = await browser.submit(page, 'Log in', typed, { follow: false });
    expect([answer.status, answer.headers.location]).toEqual([303, '/aomine/top']);
    const token = await browse(test.app).visit(SIGN_IN);
    expect(token.$('[name=next]').length).toBe(0);
  });

  it('cannot carry a header along', async () => {
    const { student } = await signInStudent(test);
    const browser = browse(test.app);
    const page = await browser.visit(SIGN_IN);
    const answer = await browser.submit(
      { ...page },
      'Log in',
      { userId: student.directoryId, password: PASSWORD },
      { follow: false },
    );
    expect(answer.status).toBe(303);
    const split = await request(test.app).get('/aomine/sign-in?lang=en%0d%0aX-Injected:%201');
    expect(split.headers['x-injected']).toBeUndefined();
    const next = '/aomine/top%0d%0aX-Injected:%201';
    const asked = await browse(test.app).visit(`${SIGN_IN}?next=${next}`);
    expect(asked.headers['x-injected']).toBeUndefined();
  });
});
