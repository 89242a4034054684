import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Browser } from '../../tests/support/browse.ts';
import { enrolStudent, SECOND_PASSWORD, signInStudent } from '../../tests/support/people.ts';
import { SIGN_IN_LIMITS } from './limits.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.directory.asked.length = 0;
  await test.database.pool.query('delete from rate_limit');
});

const SIGN_IN = '/aomine/sign-in';

interface Typed {
  userId: string;
  password?: string;
  secondPassword?: string;
}

async function attempt(typed: Typed, browser = browse(test.app), university = 'aomine') {
  const page = await browser.visit(`/${university}/sign-in`);
  return browser.submit(page, 'Log in', { password: 'guess', ...typed }, { follow: false });
}

/** A web process that believes what the proxy in front of it says about addresses. */
function behindProxy() {
  const app = test.restart({ environment: { ...test.deps.environment, TRUSTED_PROXIES: 1 } });
  return async (address: string, typed: Typed, browser: Browser = browse(app)) => {
    const headers = { 'X-Forwarded-For': address };
    const page = await browser.visit(SIGN_IN, { headers });
    const values = { password: 'guess', ...typed };
    return (await browser.submit(page, 'Log in', values, { headers, follow: false })).status;
  };
}

const fiveTimes = <T>(make: (time: number) => Promise<T>) => Promise.all([1, 2, 3, 4, 5].map(make));

/** What a limit has counted already, as if others had used it up to that point. */
const useUp = (name: keyof typeof SIGN_IN_LIMITS) =>
  test.database.pool.query('update rate_limit set points = $2 where key like $1', [
    `${SIGN_IN_LIMITS[name].name}:%`,
    SIGN_IN_LIMITS[name].attempts,
  ]);

describe('guessing (R-031)', () => {
  it('stops after five failures, even when fifty come at once, and says when to go on', async () => {
    const browser = browse(test.app);
    const page = await browser.visit(SIGN_IN);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        browser.submit(page, 'Log in', { userId: 'victim', password: 'guess' }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
    expect(test.directory.asked).toHaveLength(5);
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.text).toMatch(/You can try again at .*\d\d:\d\d \(Japan time\)/);
    expect(Number(limited?.headers['retry-after'])).toBeLessThanOrEqual(600);
  });

  it('of second passwords with the right password is counted the same, fifty at once too', async () => {
    const { student } = await signInStudent(test, { university: 'mukono' });
    await test.database.pool.query('delete from rate_limit');
    const browser = browse(test.app);
    const page = await browser.visit('/mukono/sign-in');
    const typed = { userId: student.directoryId, password: PASSWORD };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, guess) =>
        browser.submit(page, 'Log in', { ...typed, secondPassword: `Guess${guess}word` }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
    const right = await attempt({ ...typed, secondPassword: SECOND_PASSWORD }, browser, 'mukono');
    expect(right.status).toBe(429);
  });

  it('is still stopped after the process was started anew', async () => {
    await fiveTimes(() => attempt({ userId: 'victim2' }));
    const answer = await attempt({ userId: 'victim2' }, browse(test.restart()));
    expect(answer.status).toBe(429);
  });

  it('is stopped for spellings that the directory takes for the same ID', async () => {
    const spellings = ['Victim3', 'VICTIM3', 'ｖictim3', ' victim3', 'vicTim3'];
    const answers = await Promise.all(spellings.map((userId) => attempt({ userId })));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(5).fill(400));
    expect((await attempt({ userId: 'victim3' })).status).toBe(429);
  });

  it('at one university leaves whoever has the same ID at another alone', async () => {
    await fiveTimes(() => attempt({ userId: 'twin' }));
    expect((await attempt({ userId: 'twin' })).status).toBe(429);
    expect((await attempt({ userId: 'twin' }, browse(test.app), 'mukono')).status).toBe(400);
  });

  it('does not count right passwords', async () => {
    const { directoryId } = await enrolStudent(test);
    for (let time = 0; time < 8; time += 1) {
      const answer = await attempt({ userId: directoryId, password: PASSWORD });
      expect(answer.status).toBe(303);
    }
  });

  it('leaves neither user IDs nor addresses in the table of limits', async () => {
    await attempt({ userId: 'canary-id' });
    const { rows } = await test.database.pool.query<{ key: string }>('select key from rate_limit');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ key }) => /canary|127\.0\.0\.1/.test(key))).toEqual([]);
  });

  it.each(['account', 'network', 'overall'] as const)(
    'from many addresses is stopped by the limit of the %s',
    async (name) => {
      const from = behindProxy();
      expect(await from('192.0.2.1', { userId: 'victim4' })).toBe(400);
      await useUp(name);
      const elsewhere = name === 'network' ? '192.0.2.1' : '198.51.100.7';
      const somebody = name === 'account' ? 'victim4' : 'somebody';
      expect(await from(elsewhere, { userId: somebody })).toBe(429);
      expect(test.directory.asked).toHaveLength(1);
    },
  );

  it('counts an IPv6 household as one address, whatever its computers call themselves', async () => {
    const from = behindProxy();
    const statuses = await fiveTimes((host) =>
      from(`2001:db8:1:2::${host}`, { userId: 'victim5' }),
    );
    expect(statuses).toEqual(Array<number>(5).fill(400));
    expect(await from('2001:db8:1:2:ffff::9', { userId: 'victim5' })).toBe(429);
    expect(await from('2001:db8:1:3::1', { userId: 'victim5' })).toBe(400);
  });
});

describe('the person whose password is guessed (R-031)', () => {
  it('gets in from elsewhere', async () => {
    const from = behindProxy();
    const { directoryId: userId } = await enrolStudent(test);
    await fiveTimes(() => from('192.0.2.1', { userId }));
    expect(await from('192.0.2.1', { userId, password: PASSWORD })).toBe(429);
    expect(await from('198.51.100.7', { userId, password: PASSWORD })).toBe(303);
  });

  it.each(['accountFromNetwork', 'account', 'network', 'overall'] as const)(
    'gets in where they signed in before, when others have used up the limit %s',
    async (name) => {
      const { student, browser } = await signInStudent(test);
      const typed = { userId: student.directoryId, password: PASSWORD };
      await attempt({ userId: student.directoryId });
      await useUp(name);
      expect((await attempt(typed)).status).toBe(429);
      const own = browse(test.restart());
      own.cookies.set('known-browser', browser.cookies.get('known-browser') ?? '');
      expect((await attempt(typed, own)).status).toBe(303);
    },
  );

  it('has five wrong entries there as well, and the cookie opens nothing by itself', async () => {
    const { student, browser } = await signInStudent(test);
    const { student: other } = await signInStudent(test);
    const own = browse(test.app);
    own.cookies.set('known-browser', browser.cookies.get('known-browser') ?? '');
    expect((await own.visit('/aomine/top', { follow: false })).status).toBe(303);
    const page = await own.visit(SIGN_IN);
    const wrong = { userId: student.directoryId, password: 'guess' };
    const answers = await fiveTimes(() => own.submit(page, 'Log in', wrong));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(5).fill(400));
    const right = { userId: student.directoryId, password: PASSWORD };
    expect((await attempt(right, own)).status).toBe(429);
    expect((await attempt({ ...right, userId: other.directoryId }, own)).status).toBe(303);
  });

  it('cannot be played by somebody who makes up the cookie, or takes it from another person', async () => {
    const { student } = await signInStudent(test);
    const { browser: others } = await signInStudent(test);
    await fiveTimes(() => attempt({ userId: student.directoryId }));
    const taken = others.cookies.get('known-browser') ?? '';
    expect(taken).toMatch(/^[\w-]{16}\.[\w-]{43}$/);
    for (const cookie of [
      taken,
      taken.replace(/.$/, 'A'),
      'x.y',
      '.',
      '',
      `${'a.b~'.repeat(99)}`,
    ]) {
      const browser = browse(test.app);
      browser.cookies.set('known-browser', cookie);
      const answer = await attempt({ userId: student.directoryId, password: PASSWORD }, browser);
      expect(answer.status).toBe(429);
    }
  });

  it('shares a computer with four others; the sixth person there makes it forget the first', async () => {
    const browser = browse(test.app);
    const people: string[] = [];
    for (let person = 0; person < 6; person += 1) {
      const { directoryId: userId } = await enrolStudent(test);
      people.push(userId);
      browser.cookies.delete('session');
      expect((await attempt({ userId, password: PASSWORD }, browser)).status).toBe(303);
    }
    browser.cookies.delete('session');
    await useUp('overall');
    const statusOf = async (userId = '') =>
      (await attempt({ userId, password: PASSWORD }, browser)).status;
    expect(await statusOf(people[0])).toBe(429);
    expect(await statusOf(people[1])).toBe(303);
  });
});
