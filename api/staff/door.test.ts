import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';
import {
  codeAt,
  createStaff,
  RECOVERY_CODE,
  showPassword,
  signInStaff,
  STAFF_PASSWORD,
} from '../../tests/support/staff.ts';

/** In the middle of a code's thirty seconds, so that none ends while a test goes on. */
const NOW = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;
/** @param steps how many codes from the one of now */
const codeOf = (steps = 0) => codeAt(NOW + steps * 30_000);

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ clock: () => new Date(NOW) });
});
afterAll(() => test.close());
beforeEach(() => test.database.pool.query('delete from rate_limit'));

const auditOf = (staffId: string) =>
  test.database.prisma.auditEntry.findMany({
    where: { entityId: staffId },
    orderBy: { id: 'asc' },
  });

describe('the staff door (R-306)', () => {
  it('asks for password and code, and opens the desk', async () => {
    const staff = await createStaff(test, { roles: ['reviewer', 'accountant'] });
    const browser = browse(test.app);
    const code = await showPassword(browser, staff);
    expect([code.address, code.heading]).toEqual(['/aomine/staff/code', 'Enter the code']);
    const desk = await browser.submit(code, 'Log in', { Code: codeOf() });
    expect([desk.address, desk.heading]).toEqual(['/aomine/staff', 'Desk']);
    for (const fact of ['OHARA Misaki', 'Aomine University', staff.mailAddress, 'Reviewer']) {
      expect(desk.text).toContain(fact);
    }
    expect(desk.text).toContain('This is your first login');
    expect(desk.text).not.toContain('Record of actions');
    expect(await auditOf(staff.id)).toMatchObject([
      { actor: `staff:${staff.id}`, action: 'staff_signed_in', after: { by: 'totp' } },
    ]);
  });

  it('and the door of students serve one browser side by side, also forms that lay open', async () => {
    const staff = await createStaff(test);
    const browser = await signInStaff(test, staff, codeOf());
    const desk = await browser.visit('/aomine/staff');
    const { browser: student } = await signInStudent(test);
    for (const name of ['session', 'form-token']) {
      browser.cookies.set(name, student.cookies.get(name) ?? '');
    }
    const top = await browser.visit('/aomine/top');
    expect((await browser.submit(desk, 'Log out')).address).toMatch(/^\/aomine\/staff\/sign-in/);
    expect((await browser.submit(top, 'Log out')).address).toBe('/aomine/sign-in?after=sign-out');
  });

  it('shows the sign-in before this one', async () => {
    const staff = await createStaff(test);
    await signInStaff(test, staff, codeOf(-1));
    const desk = await (await signInStaff(test, staff, codeOf())).visit('/aomine/staff');
    const { previousSignInAt } = await test.database.prisma.staffMember.findUniqueOrThrow({
      where: { id: staff.id },
    });
    expect(desk.text).not.toContain('This is your first login');
    expect(desk.$('main time').attr('datetime')).toBe(previousSignInAt?.toISOString());
  });

  it('opens nothing but the page for the code to who has shown the password alone', async () => {
    const staff = await createStaff(test);
    const browser = browse(test.app);
    await showPassword(browser, staff);
    for (const page of ['/aomine/staff', '/aomine/staff/members', '/aomine/staff/audit']) {
      expect((await browser.visit(page)).address).toBe('/aomine/staff/code');
    }
    const posted = await browser.post('/aomine/staff/members/invite', {});
    expect(posted.status).toBeGreaterThanOrEqual(400);
  });

  it('takes the digits as a Japanese keyboard writes them', async () => {
    const staff = await createStaff(test);
    const browser = browse(test.app);
    const page = await showPassword(browser, staff);
    const wide = codeOf().replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    const typed = ` ${wide.slice(0, 3)}\u3000${wide.slice(3)}`;
    expect((await browser.submit(page, 'Log in', { Code: typed })).heading).toBe('Desk');
  });

  it('leads on to the page that was wanted, and to no other site', async () => {
    const staff = await createStaff(test);
    const browser = browse(test.app);
    const door = await browser.visit('/aomine/staff/audit?action=staff_invited');
    expect(door.heading).toBe('Staff login');
    const code = await browser.submit(door, 'Log in', {
      'Mail address': staff.mailAddress,
      Password: STAFF_PASSWORD,
    });
    const page = await browser.submit(code, 'Log in', { Code: codeOf() });
    expect(page.address).toBe('/aomine/staff/audit?action=staff_invited');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/aomine/staff',
    '/aomine/staff/../../rakuo/staff',
    '/aomine/staff//evil.example',
    '/aomine/staff\\@evil.example',
    '/rakuo/staff',
    '/aomine/top',
    '/aomine/staff/sign-out',
  ])('does not lead to %s', async (next) => {
    const page = await browse(test.app).visit(
      `/aomine/staff/sign-in?${new URLSearchParams({ next }).toString()}`,
    );
    expect(page.$('input[name=next]')).toHaveLength(0);
  });

  it('ends the session at log-out, also for a copy of the cookie', async () => {
    const staff = await createStaff(test);
    const browser = await signInStaff(test, staff, codeOf());
    const copy = browse(test.app);
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    const out = await browser.submit(await browser.visit('/aomine/staff'), 'Log out');
    expect(out.text).toContain('You are logged out');
    expect((await copy.visit('/aomine/staff')).heading).toBe('Staff login');
    expect((await auditOf(staff.id)).at(-1)).toMatchObject({ action: 'staff_signed_out' });
  });

  it('gives a new session id at each half (session fixation)', async () => {
    const staff = await createStaff(test);
    const browser = browse(test.app);
    const page = await showPassword(browser, staff);
    const half = browser.cookies.get('staff-session');
    await browser.submit(page, 'Log in', { Code: codeOf() });
    expect(half).toBeTruthy();
    expect(browser.cookies.get('staff-session')).not.toBe(half);
    const fixed = browse(test.app);
    fixed.cookies.set('staff-session', half ?? '');
    expect((await fixed.visit('/aomine/staff')).heading).toBe('Staff login');
  });
});

describe('a code (R-306)', () => {
  async function tryCode(
    staffId: { id: string; university: string; mailAddress: string },
    code: string,
  ) {
    const browser = browse(test.app);
    const page = await showPassword(browser, staffId);
    return browser.submit(page, 'Log in', { Code: code });
  }

  it('is good once, whichever browser shows it', async () => {
    const staff = await createStaff(test);
    const code = codeOf();
    expect((await tryCode(staff, code)).heading).toBe('Desk');
    const again = await tryCode(staff, code);
    expect([again.status, again.heading]).toEqual([400, 'Enter the code']);
    expect(again.text).toContain('The code is wrong or has been used already');
  });

  it('before one that was used is not good any more', async () => {
    const staff = await createStaff(test);
    expect((await tryCode(staff, codeOf())).heading).toBe('Desk');
    expect((await tryCode(staff, codeOf(-1))).status).toBe(400);
  });

  it.each([
    ['one step before', -1, 'Desk'],
    ['one step after', 1, 'Desk'],
    ['three steps before', -3, 'Enter the code'],
    ['three steps after', 3, 'Enter the code'],
  ])('of %s', async (_, steps, heading) => {
    const staff = await createStaff(test);
    expect((await tryCode(staff, codeOf(steps))).heading).toBe(heading);
  });

  it('opens one session of five that show it at the same moment', async () => {
    const staff = await createStaff(test);
    const browsers = Array.from({ length: 5 }, () => browse(test.app));
    const pages = await Promise.all(browsers.map((browser) => showPassword(browser, staff)));
    const code = codeOf();
    const answers = await Promise.all(
      browsers.map((browser, index) =>
        browser.submit(pages[index] as never, 'Log in', { Code: code }),
      ),
    );
    expect(answers.filter(({ heading }) => heading === 'Desk')).toHaveLength(1);
  });

  it('can be a recovery code, once, however it was copied from paper', async () => {
    const staff = await createStaff(test);
    const copied = RECOVERY_CODE.toLowerCase().replaceAll('-', ' ').replace('0', 'o');
    expect((await tryCode(staff, copied)).heading).toBe('Desk');
    expect((await tryCode(staff, RECOVERY_CODE)).status).toBe(400);
    expect(await auditOf(staff.id)).toMatchObject([
      { action: 'staff_signed_in', after: { by: 'recovery_code' } },
      { action: 'staff_code_rejected' },
    ]);
  });

  it('can be a recovery code in one of five browsers at the same moment', async () => {
    const staff = await createStaff(test);
    const browsers = Array.from({ length: 5 }, () => browse(test.app));
    const pages = await Promise.all(browsers.map((browser) => showPassword(browser, staff)));
    const answers = await Promise.all(
      browsers.map((browser, index) =>
        browser.submit(pages[index] as never, 'Log in', { Code: RECOVERY_CODE }),
      ),
    );
    expect(answers.filter(({ heading }) => heading === 'Desk')).toHaveLength(1);
  });

  it('is refused after five wrong ones from one network, and a recovery code still opens', async () => {
    const staff = await createStaff(test);
    const browser = browse(test.app);
    let page = await showPassword(browser, staff);
    for (let guess = 0; guess < 5; guess += 1) {
      page = await browser.submit(page, 'Log in', { Code: '000000' });
      expect(page.status).toBe(400);
    }
    page = await browser.submit(page, 'Log in', { Code: codeOf() });
    expect(page.status).toBe(429);
    expect(page.text).toContain('A recovery code still works now');
    page = await browser.submit(page, 'Log in', { Code: RECOVERY_CODE });
    expect(page.heading).toBe('Desk');
  });
});

describe('a refusal at the door (R-306)', () => {
  it('is one and the same for everything that is wrong', async () => {
    const active = await createStaff(test);
    const invited = await createStaff(test, { state: 'invited' });
    const disabled = await createStaff(test, { state: 'disabled' });
    const elsewhere = { ...(await createStaff(test, { university: 'mukono' })) };
    const nobody = { id: '', university: 'aomine', mailAddress: 'nobody@aomine.example' };
    const cases = [
      await showPassword(browse(test.app), active, 'a wrong password'),
      await showPassword(browse(test.app), invited),
      await showPassword(browse(test.app), disabled),
      await showPassword(browse(test.app), { ...elsewhere, university: 'aomine' }),
      await showPassword(browse(test.app), nobody),
    ];
    const seen = cases.map(({ status, text }) => `${status} ${text}`);
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toMatch(/^400 .*The mail address or the password is wrong/);
    const sessions = await test.database.prisma.session.count({
      where: { staffId: { in: [active.id, invited.id, disabled.id, elsewhere.id] } },
    });
    expect(sessions).toBe(0);
  });

  it('is the answer to NUL in an address as well, which the database would not take', async () => {
    const browser = browse(test.app);
    const page = await browser.visit('/aomine/staff/sign-in');
    const typed = { 'Mail address': 'ohara\0@aomine.example', Password: 'x\0' };
    const refused = await browser.submit(page, 'Log in', typed);
    expect([refused.status, refused.heading]).toEqual([400, page.heading]);
  });

  it('takes the same work and is told no sooner for an address that nobody has', async () => {
    const asked: (string | null)[] = [];
    const app = test.restart({
      passwords: {
        ...test.deps.passwords,
        async verify(known, password) {
          asked.push(known);
          return test.deps.passwords.verify(known, password);
        },
      },
    });
    const nobody = { id: '', university: 'aomine', mailAddress: 'nobody@aomine.example' };
    const startedAt = performance.now();
    await showPassword(browse(app), nobody);
    expect(asked).toEqual([null]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(600);
  });

  it('comes after five wrong passwords, and does not keep the person out elsewhere', async () => {
    const staff = await createStaff(test);
    const app = test.restart({
      environment: { ...test.deps.environment, TRUSTED_PROXIES: 1 },
    });
    const from = (network: string) => {
      const headers = { 'X-Forwarded-For': network };
      const browser = browse(app);
      return async (password: string) => {
        const page = await browser.visit('/aomine/staff/sign-in', { headers });
        const typed = { 'Mail address': staff.mailAddress, Password: password };
        return browser.submit(page, 'Log in', typed, { headers });
      };
    };
    const attacker = from('203.0.113.7');
    for (let guess = 0; guess < 5; guess += 1) {
      expect((await attacker(`guess number ${guess}`)).status).toBe(400);
    }
    const limited = await attacker(STAFF_PASSWORD);
    expect(limited.status).toBe(429);
    expect(limited.headers['retry-after']).toBeTruthy();
    const owner = await from('198.51.100.9')(STAFF_PASSWORD);
    expect(owner.heading).toBe('Enter the code');
  }, 20_000);
});

describe('the sessions of staff (R-306)', () => {
  it('are apart from those of students, in both directions', async () => {
    const staff = await createStaff(test);
    const browser = await signInStaff(test, staff, codeOf());
    expect((await browser.visit('/aomine/top')).address).toMatch(/^\/aomine\/sign-in/);
    const { browser: student } = await signInStudent(test);
    expect((await student.visit('/aomine/top')).address).toBe('/aomine/top');
    expect((await student.visit('/aomine/staff')).heading).toBe('Staff login');
    student.cookies.set('staff-session', student.cookies.get('session') ?? '');
    expect((await student.visit('/aomine/staff')).heading).toBe('Staff login');
    browser.cookies.set('session', browser.cookies.get('staff-session') ?? '');
    expect((await browser.visit('/aomine/top')).address).toMatch(/^\/aomine\/sign-in/);
    expect((await browser.visit('/aomine/STAFF/audit')).heading).toBe('Record of actions');
  });

  it('count at one university only', async () => {
    const browser = await signInStaff(test, await createStaff(test), codeOf());
    expect((await browser.visit('/mukono/staff')).heading).toBe('Staff login');
    expect((await browser.visit('/aomine/staff')).heading).toBe('Desk');
  });

  it('end sooner than those of students', async () => {
    const staff = await createStaff(test);
    const browser = await signInStaff(test, staff, codeOf());
    const after = (minutes: number) => {
      const clock = () => new Date(NOW + minutes * 60_000);
      const later = browse(test.restart({ clock }));
      for (const [name, value] of browser.cookies) later.cookies.set(name, value);
      return later.visit('/aomine/staff');
    };
    expect((await after(16)).heading).toBe('Staff login');
    expect((await after(14)).heading).toBe('Desk');
    const row = await test.database.prisma.session.findFirstOrThrow({
      where: { staffId: staff.id },
    });
    const longest = row.absoluteExpiresAt.getTime() - row.createdAt.getTime();
    expect(longest).toBe(8 * 3_600_000);
  });

  it('are over at the next click once the access is withdrawn in the table itself', async () => {
    const staff = await createStaff(test);
    const browser = await signInStaff(test, staff, codeOf());
    const data = { state: 'disabled' };
    await test.database.prisma.staffMember.update({ where: { id: staff.id }, data });
    expect((await browser.visit('/aomine/staff')).heading).toBe('Staff login');
  });
});
