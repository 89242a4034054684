// Every way in which an answer in a provider's name can be hostile: the ordinary page, no session, one row for the audit.
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
import type { SamlBrowser, SamlTest } from '../../tests/support/identity-provider.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Visited } from '../../tests/support/browse.ts';
import { enrolStudent } from '../../tests/support/people.ts';
import { hostileKinds } from '../../simulators/identity-provider/hostile.ts';

let saml: SamlTest;
beforeAll(async () => {
  saml = await createSamlTest([
    providerUser('attacker', ['26R0666']),
    providerUser('victim', ['26R0001']),
  ]);
  await enrolStudent(saml.test, { university: 'rakuo', studentNumbers: ['26R0666'] });
  await enrolStudent(saml.test, { university: 'rakuo', studentNumbers: ['26R0001'] });
  // Both have signed in before: an attack meets accounts that exist, and an answer that can be replayed.
  await signInBySaml(saml, samlBrowser(saml), 'victim');
  await signInBySaml(saml, samlBrowser(saml), 'attacker');
});
afterAll(() => saml.close());

const count = async (sql: string) =>
  Number(
    (await saml.test.database.pool.query<{ n: string }>(`select count(*) as n ${sql}`)).rows[0]?.n,
  );
const causes = async () =>
  (
    await saml.test.database.pool.query<{ cause: string }>(
      `select cause from audit_entry where action = 'single_sign_on_refused' order by id`,
    )
  ).rows.map(({ cause }) => cause);

/** Every limit of refusals a network starts anew: an attack a test. */
beforeEach(() => saml.test.database.pool.query('delete from rate_limit'));

async function attack(
  kind: string,
  browser: SamlBrowser,
): Promise<{ page: Visited; back: Visited }> {
  await saml.provider.control('post', '/hostile', { kind, victim: 'victim' });
  const posted = await logInAtProvider(browser, await leave(browser), 'attacker');
  const back = await bringBack(saml, posted);
  return { back, page: await browser.site.visit(back.headers.location ?? '') };
}

/** Words of the page without its reference, which is another each time. */
const wordsOf = ({ $, text }: Visited) => text.replace($('.reference__id').text().trim(), '');

/** Why each is refused: what the audit tells the operators. */
const EXPECTED: Record<string, string> = {
  replay: 'answered_before|in_response_to',
  'unsigned-response': 'signature',
  'unsigned-assertion': 'signature',
  'unsigned-assertion-in-clear': 'signature',
  'wrong-audience': 'audience',
  'wrong-destination': 'destination',
  'wrong-recipient': 'recipient',
  'wrong-in-response-to': 'in_response_to',
  unsolicited: 'in_response_to',
  'other-request-inside': 'in_response_to',
  expired: 'time',
  'not-yet-valid': 'time',
  'made-long-ago': 'time',
  'other-entity': 'issuer',
  'other-entity-inside': 'issuer',
  'other-key': 'signature',
  'other-key-inside': 'signature',
  'removed-key': 'signature',
  'assertion-again': 'answered_before',
  'other-scope': 'foreign_scope',
  'other-scope-of-number': 'foreign_scope',
  'two-ids': 'malformed_attribute',
  'attribute-twice': 'malformed_attribute',
  sha1: 'algorithm',
  'sha1-digest': 'algorithm',
  'sha1-inside': 'algorithm',
  'canonical-with-comments': 'algorithm',
  'old-key-transport': 'encryption',
  'comment-in-id': 'not_readable',
  'comment-in-encrypted-id': 'not_readable',
  doctype: 'not_readable',
  'logout-response': 'not_a_response',
};

describe('an answer that cannot be believed (R-028)', () => {
  let usual: { status: number; words: string };
  beforeAll(async () => {
    const page = await browse(saml.test.app).visit('/rakuo/saml/finish');
    usual = { status: page.status, words: wordsOf(page) };
  });

  it.each(hostileKinds.map((kind) => [kind]))(
    '%s: the ordinary page, no session, one row',
    async (kind) => {
      const sessions = await count('from session');
      const signedIn = await count(
        `from audit_entry where action in ('signed_in', 'account_opened')`,
      );
      const before = await causes();
      const browser = samlBrowser(saml);
      const { back, page } = await attack(kind, browser);
      expect([back.status, back.headers.location]).toEqual([303, '/rakuo/saml/finish']);
      expect({ status: page.status, words: wordsOf(page) }).toEqual(usual);
      expect(usual.status).toBe(403);
      expect(browser.site.cookies.has('session')).toBe(false);
      expect(await count('from session')).toBe(sessions);
      expect(await count('from saml_ticket')).toBe(0);
      expect(await count(`from audit_entry where action in ('signed_in', 'account_opened')`)).toBe(
        signedIn,
      );
      const rows = (await causes()).slice(before.length);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatch(new RegExp(`^(${EXPECTED[kind] ?? 'structure'})$`));
    },
  );

  it('leaves an honest sign-in of the same browser possible', async () => {
    const browser = samlBrowser(saml);
    await attack('wrong-audience', browser);
    const page = await signInBySaml(saml, browser, 'attacker');
    expect(page.address).toBe('/rakuo/mail-address');
  });

  it.each([
    ['nothing', ''],
    ['no base64', '<Response/>'],
    ['no base64 behind blanks that take minutes to judge', `A${' '.repeat(80_000)}!`],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00]).toString('base64')],
    ['NUL', Buffer.from('<a>\0</a>').toString('base64')],
    ['no XML', Buffer.from('hello').toString('base64')],
    ['deep XML', Buffer.from('<a>'.repeat(5000)).toString('base64')],
    ['many entities', Buffer.from(`<a>${'&lol;'.repeat(5000)}</a>`).toString('base64')],
  ])('%s: the ordinary page', async (_, SAMLResponse) => {
    const browser = browse(saml.test.app);
    const page = await browser.post('/rakuo/saml/acs', { SAMLResponse });
    expect({ status: page.status, words: wordsOf(page) }).toEqual(usual);
  });

  it('is nobody’s at a university without single sign-on', async () => {
    const posted = await browse(saml.test.app).post('/aomine/saml/acs', { SAMLResponse: 'AAAA' });
    expect(posted.status).toBe(404);
  });

  it('meant for one university opens nothing at another with the same provider', async () => {
    const { database } = saml.test;
    const browser = samlBrowser(saml);
    const posted = await logInAtProvider(browser, await leave(browser), 'attacker');
    await database.pool.query(
      `update university_profile set settings = jsonb_set(settings, '{signIn}', (
         select settings -> 'signIn' from university_profile
         join university on university.id = university_id where code = 'rakuo' limit 1))
       where university_id = (select id from university where code = 'aomine')`,
    );
    const twins = saml.test.restart({
      profiles: (await import('../../prisma/profiles/load.ts')).createProfiles(database.prisma),
    });
    const back = await browse(twins).post('/aomine/saml/acs', postedBy(posted).body, {
      follow: false,
    });
    expect(back.headers.location).toBe('/aomine/saml/finish');
  });
});

describe('a key that is rolled over', () => {
  const signIn = async () => (await signInBySaml(saml, samlBrowser(saml), 'attacker')).address;

  it('takes the old and the new one while both are published, and the removed one no more', async () => {
    const { provider } = saml;
    await provider.control('post', '/keys', { step: 'add' });
    await provider.publish();
    expect(await signIn()).toBe('/rakuo/mail-address');
    await provider.control('post', '/keys', { step: 'switch' });
    expect(await signIn()).toBe('/rakuo/mail-address');

    await provider.control('post', '/keys', { step: 'drop' });
    await provider.publish();
    expect(await signIn()).toBe('/rakuo/mail-address');
    const { page } = await attack('removed-key', samlBrowser(saml));
    expect(page.heading).toBe('We could not confirm your login');
    expect((await causes()).at(-1)).toBe('signature');
  });

  it('is refused while the metadata does not know it', async () => {
    const { provider } = saml;
    await provider.control('post', '/keys', { step: 'add' });
    await provider.control('post', '/keys', { step: 'switch' });
    expect(await signIn()).toBe('/rakuo/saml/finish');
    await provider.publish();
    expect(await signIn()).toBe('/rakuo/mail-address');
  });
});

describe('assertions in the clear', () => {
  it('are taken as well, where the provider does not encrypt', async () => {
    await saml.provider.control('post', '/settings', { encrypts: false });
    try {
      const page = await signInBySaml(saml, samlBrowser(saml), 'victim');
      expect(page.address).toBe('/rakuo/mail-address');
    } finally {
      await saml.provider.control('post', '/settings', { encrypts: true });
    }
  });
});

describe('clocks', () => {
  it.each([
    [55_000, '/rakuo/mail-address'],
    [-55_000, '/rakuo/mail-address'],
    [65_000, '/rakuo/saml/finish'],
  ])('that differ by %d ms lead to %s', async (offset, address) => {
    saml.provider.clock.setOffset(offset);
    try {
      expect((await signInBySaml(saml, samlBrowser(saml), 'attacker')).address).toBe(address);
    } finally {
      saml.provider.clock.setOffset(0);
    }
  });
});
