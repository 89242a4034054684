import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Browser } from '../../tests/support/browse.ts';
import { placeTestOrder } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { TestStudent } from '../../tests/support/people.ts';
import { endSessionsOf } from '../../platform/session-store.ts';
import { SESSION_ENDS } from '../../domain/account/session-limits.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const PAGE = '/aomine/account/sessions';
const STATE = '/aomine/account/session';
const BY_ITSELF = { headers: { 'X-Asked-By-Itself': '1' } };

let now = Date.now();
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ clock: () => new Date(now) });
});
afterAll(() => test.close());

const isSignedIn = async (browser: Browser) => (await browser.visit(PAGE)).address === PAGE;
const names = (page: Awaited<ReturnType<Browser['visit']>>) =>
  page
    .$('.sessions__device')
    .toArray()
    .map((heading) => page.$(heading).text().replace(/\s+/g, ' ').trim());

/** The same person signed in on several devices, each with its own words about itself. */
async function onDevices(student: TestStudent | null, ...userAgents: string[]) {
  const first = await signInStudent(test, student ? { student } : {});
  const { pool } = test.database;
  const browsers = [first.browser];
  await nameNewest(first.accountId, userAgents[0] ?? '');
  for (const userAgent of userAgents.slice(1)) {
    now += MINUTE;
    browsers.push((await signInStudent(test, { student: first.student })).browser);
    await nameNewest(first.accountId, userAgent);
  }
  return { ...first, browsers, pool };
}

async function nameNewest(accountId: string, userAgent: string) {
  await test.database.pool.query(
    `update session set user_agent = $2 where id_hash =
       (select id_hash from session where account_id = $1 order by created_at desc limit 1)`,
    [accountId, userAgent],
  );
}

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

describe('the devices of an account (R-132)', () => {
  it('are all shown by name, the one that asks first, and nobody else’s', async () => {
    await signInStudent(test);
    const { browsers } = await onDevices(null, IPHONE, FIREFOX);
    const [phone, computer] = browsers as [Browser, Browser];
    expect(names(await computer.visit(PAGE))).toEqual([
      'Firefox (Linux) This device',
      'Safari (iPhone)',
    ]);
    expect(names(await phone.visit(PAGE))).toEqual([
      'Safari (iPhone) This device',
      'Firefox (Linux)',
    ]);
  });

  it('keep what the browser says of itself at the sign-in, cut at a sane length', async () => {
    const { accountId, browser } = await signInStudent(test);
    const page = await browser.visit(PAGE);
    const { rows } = await test.database.pool.query<{ user_agent: string | null }>(
      'select user_agent from session where account_id = $1',
      [accountId],
    );
    // The tests' browser names none.
    expect(rows).toEqual([{ user_agent: null }]);
    expect(names(page)).toEqual(['A device of unknown kind This device']);
    expect(page.text).toContain('No other device is logged in');
  });

  it('can be logged out one by one; its next click is told why, and both are audited (R-151)', async () => {
    const { browsers, accountId } = await onDevices(null, IPHONE, FIREFOX);
    const [phone, computer] = browsers as [Browser, Browser];
    const done = await computer.submit(
      await computer.visit(PAGE),
      'Log out this device Safari (iPhone)',
    );
    expect(done.address).toBe(`${PAGE}?done=one`);
    expect(done.text).toContain('The device has been logged out');
    expect(names(done)).toEqual(['Firefox (Linux) This device']);
    const told = await phone.visit('/aomine/orders');
    expect(told.address).toBe('/aomine/sign-in?next=%2Faomine%2Forders');
    expect(told.text).toContain('Logged out from another device');
    const audited = await test.database.prisma.auditEntry.findMany({
      where: { actor: `account:${accountId}`, action: 'session_ended' },
    });
    expect(audited).toMatchObject([{ entity: 'session' }]);
  });

  it('can be logged out all at once but this one', async () => {
    const { browsers } = await onDevices(null, IPHONE, FIREFOX, FIREFOX);
    const [phone, other, this_] = browsers as [Browser, Browser, Browser];
    const bystander = await signInStudent(test);
    const done = await this_.submit(await this_.visit(PAGE), 'Log out all other devices');
    expect(done.address).toBe(`${PAGE}?done=others`);
    expect(await Promise.all([phone, other, this_, bystander.browser].map(isSignedIn))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('answer "no such page" for the handle of another account, and change nothing', async () => {
    const victim = await signInStudent(test);
    const { rows } = await test.database.pool.query<{ handle: string }>(
      'select handle from session where account_id = $1',
      [victim.accountId],
    );
    const { browser } = await onDevices(null, IPHONE, FIREFOX);
    const page = await browser.visit(PAGE);
    const _csrf = String(page.$('main [name=_csrf]').first().val());
    for (const handle of [rows[0]?.handle, crypto.randomUUID(), 'not-a-uuid', "'"]) {
      const answer = await browser.post(`${PAGE}/${String(handle)}/end`, { _csrf });
      expect(answer.status).toBe(404);
    }
    expect(await isSignedIn(victim.browser)).toBe(true);
  });

  it('answer alike when the same device is logged out twice', async () => {
    const { browsers } = await onDevices(null, IPHONE, FIREFOX);
    const computer = browsers[1] as Browser;
    const page = await computer.visit(PAGE);
    await computer.submit(page, 'Log out this device');
    const again = await computer.submit(page, 'Log out this device');
    expect([again.status, again.address]).toEqual([200, `${PAGE}?done=one`]);
  });

  it('that are over are not shown', async () => {
    const { browser, student } = await onDevices(null, IPHONE);
    now += 31 * MINUTE;
    const { browser: later } = await signInStudent(test, { student });
    expect(names(await later.visit(PAGE))).toHaveLength(1);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('are counted for every page without a statement of its own', async () => {
    const { browsers } = await onDevices(null, IPHONE, FIREFOX, FIREFOX);
    const { rows } = await test.database.pool.query<{ data: string }>(
      'select data::text from session',
    );
    expect(rows.some(({ data }) => data.includes('others'))).toBe(false);
    const page = await (browsers[0] as Browser).visit('/aomine/top');
    expect(page.text).toMatch(/2 other devices/);
  });
});

describe('a session that was ended before its time', () => {
  it.each(SESSION_ENDS.filter((end) => end !== 'idle' && end !== 'longest_time'))(
    'because of %s opens nothing any more, and says why at the door (R-132)',
    async (because) => {
      const { browser, accountId } = await signInStudent(test);
      await browser.visit(PAGE);
      expect(
        await endSessionsOf(test.database.pool, { accountId, because, now: new Date(now) }),
      ).toBe(1);
      now += 2 * MINUTE;
      expect(await isSignedIn(browser)).toBe(false);
      const told = await browser.visit(PAGE);
      expect(told.$('main .notice').length).toBe(1);
    },
  );

  it('goes, and the one that did it stays', async () => {
    const { browsers, accountId, pool } = await onDevices(null, IPHONE, FIREFOX);
    const [phone, computer] = browsers as [Browser, Browser];
    const id =
      decodeURIComponent(computer.cookies.get('session') ?? '')
        .slice(2)
        .split('.')[0] ?? '';
    const ended = {
      accountId,
      except: id,
      because: 'password_changed',
      now: new Date(now),
    } as const;
    expect(await endSessionsOf(pool, ended)).toBe(1);
    expect([await isSignedIn(phone), await isSignedIn(computer)]).toEqual([false, true]);
    expect((await phone.visit(PAGE)).text).toContain('The second password has changed');
  });
});

describe('how long a session lasts', () => {
  const state = async (browser: Browser, options = {}) =>
    JSON.parse((await browser.visit(STATE, options)).html) as {
      secondsLeft: number;
      canBeProlonged: boolean;
    };

  it('is told to the page: half an hour without a request, and the end in any case (R-132)', async () => {
    const { browser } = await signInStudent(test);
    const page = await browser.visit('/aomine/top');
    const dialog = page.$('dialog[data-session]');
    expect(dialog.attr('data-seconds-left')).toBe('1800');
    expect(dialog.attr('data-warning-seconds')).toBe('120');
    expect(dialog.attr('data-sign-in')).toBe('/aomine/sign-in?next=%2Faomine%2Ftop');
    expect((await browse(test.app).visit('/aomine/sign-in')).$('dialog').length).toBe(0);
  });

  it('is said in words below a form, for those without scripts', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    const page = await browser.visit('/aomine/mail-address');
    expect(page.text).toContain('If you do nothing here for 30 minutes, you are logged out');
    expect(page.$('.session-note time').attr('datetime')).toBe(
      new Date(now + 8 * 60 * MINUTE).toISOString(),
    );
  });

  it('is never told longer than it is, although it is marked once a minute only', async () => {
    const { browser } = await signInStudent(test);
    for (const pause of [59, 30, 61, 1, 59]) {
      now += pause * SECOND;
      const page = await browser.visit('/aomine/top');
      const told = Number(page.$('dialog').attr('data-seconds-left'));
      const { rows } = await test.database.pool.query<{ ends: Date }>(
        'select max(idle_expires_at) as ends from session where ended_at is null',
      );
      expect(told).toBeGreaterThan(29 * 60);
      const { secondsLeft } = await state(browser, BY_ITSELF);
      expect(secondsLeft).toBeLessThanOrEqual(told);
      expect(rows[0]?.ends.getTime()).toBeGreaterThanOrEqual(now + told * SECOND);
    }
  });

  it('is put off by a click, in any tab, and not by a page that asks by itself', async () => {
    const { browser } = await signInStudent(test);
    now += 20 * MINUTE;
    expect(await state(browser, BY_ITSELF)).toEqual({ secondsLeft: 600, canBeProlonged: true });
    expect(await state(browser)).toEqual({ secondsLeft: 1800, canBeProlonged: true });
    now += 20 * MINUTE;
    expect((await state(browser, BY_ITSELF)).secondsLeft).toBe(600);
    now += 11 * MINUTE;
    expect(await state(browser, BY_ITSELF)).toEqual({ secondsLeft: 0, canBeProlonged: false });
    expect(await state(browser)).toEqual({ secondsLeft: 0, canBeProlonged: false });
  });

  it('cannot be put off past the longest time, and says so', async () => {
    const { browser } = await signInStudent(test);
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      now += 20 * MINUTE;
      await browser.visit('/aomine/top');
    }
    expect(await state(browser)).toEqual({ secondsLeft: 1200, canBeProlonged: false });
    now += 20 * MINUTE;
    const told = await browser.visit(PAGE);
    expect(told.text).toContain('You had been logged in for a long time');
  });

  it('is told to nobody at another university', async () => {
    const { browser } = await signInStudent(test);
    expect(JSON.parse((await browser.visit('/mukono/account/session')).html)).toEqual({
      secondsLeft: 0,
      canBeProlonged: false,
    });
  });
});

describe('the cookie of a session', () => {
  it.each([
    [
      'altered',
      (value: string) => `${value.slice(0, 8)}${value[8] === 'A' ? 'B' : 'A'}${value.slice(9)}`,
    ],
    ['unsigned', (value: string) => value.slice(4).split('.')[0] ?? ''],
    ['of another signature', (value: string) => `${value.slice(0, -4)}AAAA`],
    ['oversized', (value: string) => value + 'A'.repeat(6000)],
    ['empty', () => ''],
    ['of control characters', () => 's%3A%00%0d%0a'],
  ])('opens nothing when it is %s', async (_what, change) => {
    const { browser } = await signInStudent(test);
    browser.cookies.set('session', change(browser.cookies.get('session') ?? ''));
    const answer = await browser.visit(PAGE, { follow: false });
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      `/aomine/sign-in?next=${encodeURIComponent(PAGE)}`,
    ]);
  });
});

it('shows the previous sign-in on top, list and detail (R-125)', async () => {
  now = Date.parse('2026-11-21T06:14:00Z');
  const { student } = await signInStudent(test);
  now += 26 * 60 * MINUTE;
  const person = await signInStudent(test, { student });
  const { orderId } = await placeTestOrder(person);
  for (const page of ['/aomine/top', '/aomine/orders', `/aomine/orders/${orderId}`]) {
    const shown = await person.browser.visit(page);
    expect(shown.status).toBe(200);
    expect(shown.$('.footer__previous').text()).toContain('2026/11/21 15:14');
  }
});
