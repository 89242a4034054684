import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const SIGN_IN = '/aomine/sign-in';

describe('the session', () => {
  it('begins under a new id at the sign-in, whatever the browser brought along', async () => {
    const { student, browser } = await signInStudent(test);
    const planted = browser.cookies.get('session');
    const page = await browser.visit('/aomine/nowhere');
    expect(page.$('footer').text()).not.toBe('');
    const other = browse(test.app);
    other.cookies.set('session', planted ?? '');
    const form = await other.post(SIGN_IN, { _csrf: 'planted' }, { follow: false });
    expect(form.status).toBe(403);

    const fresh = await browser.visit('/aomine/nowhere');
    const token = String(fresh.$('[name=_csrf]').first().val());
    const again = await browser.post(
      SIGN_IN,
      { _csrf: token, userId: student.directoryId, password: PASSWORD },
      { follow: false },
    );
    expect(again.status).toBe(303);
    expect(browser.cookies.get('session')).not.toBe(planted);
    const withOld = browse(test.app);
    withOld.cookies.set('session', planted ?? '');
    expect(
      (await withOld.visit('/aomine/mail-address', { follow: false })).headers.location,
    ).toMatch(/sign-in/);
  });

  it('is kept only as a hash, and not at all for somebody who only looks', async () => {
    const count = () => test.database.prisma.session.count();
    const before = await count();
    await browse(test.app).visit(SIGN_IN);
    expect(await count()).toBe(before);
    const { browser } = await signInStudent(test);
    expect(await count()).toBe(before + 1);
    const id =
      decodeURIComponent(browser.cookies.get('session') ?? '')
        .slice(2)
        .split('.')[0] ?? '';
    const { rows } = await test.database.pool.query<{ row: string }>(
      'select session::text as row from session',
    );
    expect(id.length).toBeGreaterThan(20);
    expect(rows.some(({ row }) => row.includes(id))).toBe(false);
  });

  it('ends at the sign-out, also for another tab', async () => {
    const { browser } = await signInStudent(test);
    const page = await browser.visit('/aomine/nowhere');
    const kept = browser.cookies.get('session') ?? '';
    const after = await browser.submit(page, 'Log out');
    expect(after.address).toBe('/aomine/sign-in?after=sign-out');
    expect(after.text).toContain('You are logged out');
    browser.cookies.set('session', kept);
    const again = await browser.submit(page, 'Log out');
    expect([again.status, again.heading]).toEqual([401, 'Your login has ended']);
  });

  it('ends after a while without a request, and after its longest time in any case', async () => {
    let now = Date.now();
    const app = test.restart({ clock: () => new Date(now) });
    const { browser } = await signInStudent({ ...test, app });
    const isSignedIn = async () =>
      (await browser.visit('/aomine/sign-in', { follow: false })).status === 303;
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      expect(await isSignedIn()).toBe(true);
      now += 20 * 60_000;
    }
    now += 21 * 60_000;
    expect(await isSignedIn()).toBe(false);

    const { browser: idle } = await signInStudent({ ...test, app });
    now += 31 * 60_000;
    expect((await idle.visit('/aomine/sign-in', { follow: false })).status).toBe(200);
  });

  it('counts at its own university alone', async () => {
    const { browser } = await signInStudent(test);
    const answer = await browser.visit('/mukono/mail-address', { follow: false });
    expect(answer.headers.location).toBe('/mukono/sign-in?next=%2Fmukono%2Fmail-address');
  });

  it('has a cookie that scripts cannot read, bound to the host where there is https', async () => {
    const secure = await createTestApp({
      variables: { PUBLIC_ORIGIN: 'https://certificates.example', TRUSTED_PROXIES: '1' },
    });
    try {
      const { directoryId } = await enrolStudent(secure);
      const headers = { 'X-Forwarded-Proto': 'https' };
      const browser = browse(secure.app);
      const page = await browser.visit(SIGN_IN, { headers });
      const answer = await browser.submit(
        page,
        'Log in',
        { userId: directoryId, password: PASSWORD },
        { headers, follow: false },
      );
      const set = [answer.headers['set-cookie'] ?? []].flat();
      const cookie = set.find((line) => line.startsWith('__Host-session=')) ?? '';
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
        expect(cookie).toContain(attribute);
      }
      expect(cookie).not.toContain('Domain');
      expect(page.headers['strict-transport-security']).toMatch(/max-age/);
    } finally {
      await secure.close();
    }
  });
});
