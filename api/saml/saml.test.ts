import {
  bringBack,
  createSamlTest,
  leave,
  logInAtProvider,
  postedBy,
  providerUser,
  samlBrowser,
  signInBySaml,
} from '../../tests/support/identity-provider.ts';
import type { SamlTest } from '../../tests/support/identity-provider.ts';
import { browse } from '../../tests/support/browse.ts';
import { enrolStudent } from '../../tests/support/people.ts';

let saml: SamlTest;
beforeAll(async () => {
  saml = await createSamlTest([
    providerUser('r1', ['26R0001']),
    providerUser('r2', ['22R0002', '26R0002']),
    providerUser('unknown', ['26R9999']),
    providerUser('partly', ['26R0005', '26R9998']),
    providerUser('mixed', ['26R0001', '26R0002']),
    providerUser('lower', ['26r0006']),
    providerUser('office', [], { affiliations: ['staff'] }),
    providerUser('silent', [], {}),
  ]);
  const enrol = (directoryId: string, studentNumbers: string[]) =>
    enrolStudent(saml.test, { university: 'rakuo', directoryId, studentNumbers });
  await enrol('d1', ['26R0001', '20R0001']);
  await enrol('d2', ['22R0002', '26R0002']);
  await enrol('d5', ['26R0005']);
  await enrol('d6', ['26R0006']);
  // The same number at another university is somebody else's.
  await enrolStudent(saml.test, { university: 'aomine', studentNumbers: ['26R9999'] });
});
afterAll(() => saml.close());

const rows = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await saml.test.database.pool.query<T>(sql, values)).rows;
const accountOf = async (loginId: string) =>
  (await rows<{ id: string }>('select id from account where login_id = $1', [loginId]))[0]?.id;
const numbersOf = async (loginId: string) =>
  (
    await rows<{ student_number: string }>(
      `select student_number from account join account_affiliation on account_id = account.id
       join affiliation on affiliation.id = affiliation_id where login_id = $1 order by 1`,
      [loginId],
    )
  ).map(({ student_number }) => student_number);
const confirm = (loginId: string) =>
  rows(
    `update account set mail_address = 'x@mail.example', mail_confirmed_at = now() where login_id = $1`,
    [loginId],
  );
const audited = async (action: string) =>
  (
    await rows<{ n: number }>('select count(*)::int as n from audit_entry where action = $1', [
      action,
    ])
  )[0]?.n ?? 0;

describe('a sign-in by single sign-on (R-028, R-052)', () => {
  it('ends at the mail registration the first time, at the top page afterwards (R-049)', async () => {
    const first = await signInBySaml(saml, samlBrowser(saml), 'r1');
    expect(first.address).toBe('/rakuo/mail-address');
    expect(await numbersOf('idr1@rakuo.example')).toEqual(['26R0001']);
    await confirm('idr1@rakuo.example');
    const second = await signInBySaml(saml, samlBrowser(saml), 'r1');
    expect([second.status, second.address]).toEqual([200, '/rakuo/top']);
  });

  it('has no second password, whatever the university is called (R-055, R-076, X-03)', async () => {
    const page = await browse(saml.test.app).visit('/rakuo/sign-in');
    expect(page.text).not.toContain('second password');
  });

  it('keys the account on the ID that nobody else gets, and links several student numbers', async () => {
    await signInBySaml(saml, samlBrowser(saml), 'r2');
    expect(await numbersOf('idr2@rakuo.example')).toEqual(['22R0002', '26R0002']);
    const id = await accountOf('idr2@rakuo.example');
    await signInBySaml(saml, samlBrowser(saml), 'r2');
    expect(await accountOf('idr2@rakuo.example')).toBe(id);
  });

  it('leaves out numbers that no record knows, and reads them in capitals', async () => {
    await signInBySaml(saml, samlBrowser(saml), 'partly');
    expect(await numbersOf('idpartly@rakuo.example')).toEqual(['26R0005']);
    await signInBySaml(saml, samlBrowser(saml), 'lower');
    expect(await numbersOf('idlower@rakuo.example')).toEqual(['26R0006']);
  });

  it('stops where no number is known here, though another university has it', async () => {
    const page = await signInBySaml(saml, samlBrowser(saml), 'unknown');
    expect([page.status, page.heading]).toEqual([403, 'We found no student record']);
    expect(await accountOf('idunknown@rakuo.example')).toBeUndefined();
  });

  it('stops where the numbers are of several people', async () => {
    const page = await signInBySaml(saml, samlBrowser(saml), 'mixed');
    expect([page.status, page.heading]).toEqual([403, 'Your student record must be checked']);
    expect(await accountOf('idmixed@rakuo.example')).toBeUndefined();
    expect(await audited('sign_in_with_mixed_records')).toBe(1);
  });

  it('stops where an ID comes to mean somebody else than before', async () => {
    await signInBySaml(saml, samlBrowser(saml), 'r1');
    const users = [providerUser('r1', ['26R0002'])];
    await saml.provider.control('put', '/users', { users });
    try {
      const page = await signInBySaml(saml, samlBrowser(saml), 'r1');
      expect([page.status, page.heading]).toEqual([403, 'Your student record must be checked']);
      expect(await numbersOf('idr1@rakuo.example')).toEqual(['26R0001']);
    } finally {
      await restoreUsers();
    }
  });

  it('tells staff, who have no student number, that there is no record of them', async () => {
    const page = await signInBySaml(saml, samlBrowser(saml), 'office');
    expect(page.heading).toBe('We found no student record');
  });

  it('goes where the person wanted to go', async () => {
    await confirm('idr2@rakuo.example');
    const page = await signInBySaml(saml, samlBrowser(saml), 'r2', { next: '/rakuo/orders' });
    expect(page.address).toBe('/rakuo/orders');
  });

  it.each([
    'https://evil.example/rakuo/top',
    '//evil.example/rakuo/top',
    '/aomine/top',
    '/\\evil.example/',
  ])('never leads to %s', async (next) => {
    const page = await signInBySaml(saml, samlBrowser(saml), 'r2', { next });
    expect(page.address).toBe('/rakuo/top');
  });

  it('is the university’s own: no session at another one', async () => {
    const browser = samlBrowser(saml);
    await signInBySaml(saml, browser, 'r2');
    const other = await browser.site.visit('/aomine/top', { follow: false });
    expect(other.headers.location).toContain('/aomine/sign-in');
  });
});

describe('what is ordered behind this door', () => {
  it('costs what the university’s settings say: 400 yen a copy', async () => {
    const browser = samlBrowser(saml);
    const top = await signInBySaml(saml, browser, 'r2');
    let page = await browser.site.submit(top, 'Print at a convenience store');
    // Two student numbers: one is chosen.
    expect(page.$('input[type=radio]').length).toBe(2);
    const number = String(page.$('input[type=radio]').last().val());
    const name = String(page.$('input[type=radio]').last().attr('name'));
    page = await browser.site.submit(page, page.$('main form button').text().trim(), {
      [name]: number,
    });
    expect(page.status).toBe(200);
    expect(page.text).toContain('¥400');
  });
});

const restoreUsers = () =>
  saml.provider.control('put', '/users', {
    users: [
      providerUser('r1', ['26R0001']),
      providerUser('r2', ['22R0002', '26R0002']),
      providerUser('office', [], { affiliations: ['staff'] }),
      providerUser('silent', [], {}),
    ],
  });

describe('consent at the provider (R-029)', () => {
  it('is asked for once, and again when the person wants it', async () => {
    const browser = samlBrowser(saml);
    await signInBySaml(saml, browser, 'r2');
    const again = await leave(samlBrowser(saml));
    expect(again.$('[name=user]').length).toBe(1);
    const quick = samlBrowser(saml);
    const posted = await quick.atProvider.submit(await leave(quick), 'Log in', {
      user: 'r2',
      password: 'pw-r2',
      forget: '',
      reconsent: '',
    });
    expect(posted.$('[name=SAMLResponse]').length).toBe(1);

    const asking = samlBrowser(saml);
    const asked = await asking.atProvider.submit(await leave(asking), 'Log in', {
      user: 'r2',
      password: 'pw-r2',
      forget: '',
      reconsent: 'yes',
    });
    expect(asked.heading).toBe('What is sent');
    const agreed = await logInAtProvider(asking, asked, 'r2');
    const back = await bringBack(saml, agreed);
    const page = await asking.site.visit(back.headers.location ?? '');
    expect(page.address).toBe('/rakuo/top');
  });

  it('may be refused: a page of its own says what to do, and one row is kept', async () => {
    const before = await audited('sign_in_withheld');
    const browser = samlBrowser(saml);
    const page = await signInBySaml(saml, browser, 'r2', { reconsent: true, refuses: true });
    expect([page.status, page.heading]).toEqual([
      403,
      'You did not agree to send your information',
    ]);
    expect(page.text).toContain('Ask me again what is sent to this service');
    expect(page.text).toContain('Your orders and payments are kept as they are.');
    expect(await audited('sign_in_withheld')).toBe(before + 1);
    expect(browser.site.cookies.has('session')).toBe(false);
  });

  it('without the student numbers is the same to us', async () => {
    const page = await signInBySaml(saml, samlBrowser(saml), 'silent');
    expect(page.heading).toBe('You did not agree to send your information');
  });
});

describe('“do not remember my login” (R-029)', () => {
  it('asks for the password again; without it the provider knows the browser', async () => {
    const remembered = samlBrowser(saml);
    await signInBySaml(saml, remembered, 'r2');
    expect((await leave(withFreshSite(remembered))).$('[name=SAMLResponse]').length).toBe(1);

    const forgotten = samlBrowser(saml);
    await signInBySaml(saml, forgotten, 'r2', { forget: true });
    expect((await leave(withFreshSite(forgotten))).$('[name=user]').length).toBe(1);
  });
});

const withFreshSite = ({ atProvider }: ReturnType<typeof samlBrowser>) => ({
  site: browse(saml.test.app),
  atProvider,
});

describe('the way back', () => {
  async function readyToPost() {
    const browser = samlBrowser(saml);
    const page = await logInAtProvider(browser, await leave(browser), 'r2');
    return { browser, page };
  }

  it('is for the browser that had left alone (login CSRF)', async () => {
    const { browser, page } = await readyToPost();
    const back = await bringBack(saml, page);
    const stranger = browse(saml.test.app);
    const refused = await stranger.visit(back.headers.location ?? '');
    expect([refused.status, refused.heading]).toEqual([403, 'We could not confirm your login']);
    expect(stranger.cookies.has('session')).toBe(false);
    // Another browser of somebody who also began does not fit either.
    const other = samlBrowser(saml);
    await leave(other);
    expect((await other.site.visit(back.headers.location ?? '')).status).toBe(403);
    const own = await browser.site.visit(back.headers.location ?? '');
    expect(own.address).toBe('/rakuo/top');
  });

  it('is open for a minute, and once', async () => {
    const { browser, page } = await readyToPost();
    const back = await bringBack(saml, page);
    await rows(`update saml_ticket set expires_at = now() - interval '1 millisecond'`);
    expect((await browser.site.visit(back.headers.location ?? '')).status).toBe(403);

    const again = await readyToPost();
    const address = (await bringBack(saml, again.page)).headers.location ?? '';
    expect((await again.browser.site.visit(address)).status).toBe(200);
    const twice = await again.browser.site.visit(address);
    expect(twice.heading).toBe('We could not confirm your login');
  });

  it('is not the staff door’s, and the staff door’s is not a student’s', async () => {
    const { browser, page } = await readyToPost();
    await rows(`update saml_request set door = 'staff' where used_at is null`);
    const back = await bringBack(saml, page);
    const location = back.headers.location ?? '';
    expect(location).toMatch(/^\/rakuo\/staff\/saml\/finish\?ticket=/);
    const crossed = await browser.site.visit(location.replace('/staff/saml', '/saml'));
    expect(crossed.status).toBe(403);
  });

  it('answers a request once, of twenty posts of the same answer at once', async () => {
    const { page } = await readyToPost();
    const before = await audited('single_sign_on_refused');
    const { address, body } = postedBy(page);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        browse(saml.test.app).post(address, body, { follow: false }),
      ),
    );
    const tickets = answers.filter(({ headers }) => headers.location?.includes('ticket='));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(303));
    expect(tickets).toHaveLength(1);
    expect(await audited('single_sign_on_refused')).toBe(before + 19);
  });

  it('answers a request once, though the provider made two answers to it', async () => {
    const browser = samlBrowser(saml);
    const page = await browser.site.visit('/rakuo/sign-in');
    const away = await browser.site.submit(page, 'Log in', {}, { follow: false });
    const { pathname, search } = new URL(away.headers.location ?? '');
    const answerTo = async () =>
      postedBy(
        await logInAtProvider(browser, await browser.atProvider.visit(pathname + search), 'r2'),
      );
    const posts = [await answerTo(), await answerTo()];
    expect(posts[0]?.body.SAMLResponse).not.toBe(posts[1]?.body.SAMLResponse);
    const answers = await Promise.all(
      posts.map(({ address, body }) =>
        browse(saml.test.app).post(address, body, { follow: false }),
      ),
    );
    const tickets = answers.filter(({ headers }) => headers.location?.includes('ticket='));
    expect(tickets).toHaveLength(1);
  });

  it('is too late after ten minutes', async () => {
    const { browser, page } = await readyToPost();
    await rows(`update saml_request set expires_at = now() where used_at is null`);
    const back = await bringBack(saml, page);
    const refused = await browser.site.visit(back.headers.location ?? '');
    expect(refused.heading).toBe('We could not confirm your login');
  });

  it('takes answers up to 256 KB', async () => {
    const posted = await browse(saml.test.app).post('/rakuo/saml/acs', {
      SAMLResponse: 'A'.repeat(300_000),
    });
    expect(posted.status).toBe(413);
  });

  it('keeps nothing personal in the log, in addresses and in the audit (I18)', async () => {
    const { page } = await readyToPost();
    const back = await bringBack(saml, page);
    expect(back.headers.location).toMatch(/^\/rakuo\/saml\/finish\?ticket=[\w-]{43}$/);
    const all = JSON.stringify(await rows('select * from audit_entry'));
    expect(all).not.toContain('rakuo.example');
    expect(all).not.toContain('26R0002');
  });
});
