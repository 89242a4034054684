// Single logout, begun here and begun at the provider.
import {
  createSamlTest,
  leave,
  providerUser,
  samlBrowser,
  signInBySaml,
} from '../../tests/support/identity-provider.ts';
import type { SamlTest } from '../../tests/support/identity-provider.ts';
import { browse } from '../../tests/support/browse.ts';
import { enrolStudent } from '../../tests/support/people.ts';

let saml: SamlTest;
beforeAll(async () => {
  saml = await createSamlTest([providerUser('r1', ['26R0001']), providerUser('r2', ['26R0002'])]);
  await enrolStudent(saml.test, { university: 'rakuo', studentNumbers: ['26R0001'] });
  await enrolStudent(saml.test, { university: 'rakuo', studentNumbers: ['26R0002'] });
});
afterAll(() => saml.close());

const openSessions = async () =>
  (
    await saml.test.database.pool.query<{ n: number }>(
      'select count(*)::int as n from session where ended_at is null',
    )
  ).rows[0]?.n;
const ourPath = (address: string | undefined) => {
  const { pathname, search } = new URL(address ?? '');
  return pathname + search;
};
const addressFromProvider = async (uid: string, options: { isSigned?: boolean } = {}) => {
  const { addresses } = await saml.provider.control('post', '/logout', { uid, ...options });
  return ourPath((addresses as string[]).at(-1));
};
const auditedRefusals = async () =>
  (
    await saml.test.database.pool.query<{ cause: string }>(
      `select cause from audit_entry where action = 'single_logout_refused' order by id`,
    )
  ).rows.map(({ cause }) => cause);

describe('logging out here', () => {
  it('ends the visit at the provider too, and comes back to the sign-in page', async () => {
    const browser = samlBrowser(saml);
    const page = await signInBySaml(saml, browser, 'r1');
    const away = await browser.site.submit(page, 'Log out', {}, { follow: false });
    expect(away.headers.location).toMatch(
      /^http:\/\/localhost:4400\/identity-provider\/slo\?SAMLRequest=.*Signature=/,
    );
    // Here it is over already, whether or not the provider answers.
    expect((await browser.site.visit('/rakuo/mail-address', { follow: false })).status).toBe(303);

    const answered = await browser.atProvider.visit(ourPath(away.headers.location), {
      follow: false,
    });
    expect(answered.status).toBe(303);
    const back = await browser.site.visit(ourPath(answered.headers.location));
    expect([back.address, back.heading]).toEqual([
      '/rakuo/sign-in?after=sign-out',
      'Students’ login',
    ]);
    expect(back.text).toContain('You are logged out');
    expect((await leave(browser)).$('[name=user]').length).toBe(1);
  });

  it.each([
    ['did not end its side', false, (address: string) => address],
    [
      'cannot be believed',
      true,
      (address: string) => address.replace(/Signature=[^&]{8}/, 'Signature=AAAAAAAA'),
    ],
  ])('says to close the browser where the provider %s', async (_, endsVisits, change) => {
    const browser = samlBrowser(saml);
    const page = await signInBySaml(saml, browser, 'r1');
    const away = await browser.site.submit(page, 'Log out', {}, { follow: false });
    await saml.provider.control('post', '/settings', { endsVisits });
    const toProvider = ourPath(away.headers.location);
    const answered = await browser.atProvider.visit(toProvider, { follow: false });
    await saml.provider.control('post', '/settings', { endsVisits: true });
    const back = await browser.site.visit(change(ourPath(answered.headers.location)));
    expect([back.status, back.heading]).toEqual([200, 'You are logged out of this service']);
    expect(back.text).toContain('close all windows of the browser');
    if (endsVisits) expect((await auditedRefusals()).at(-1)).toBe('signature');
  });

  it('at a university without single sign-on goes nowhere else', async () => {
    expect((await browse(saml.test.app).visit('/aomine/saml/logout')).status).toBe(404);
  });
});

describe('logging out at the provider', () => {
  it('ends the sessions that it names, whichever browser brings the message, and answers it', async () => {
    const phone = samlBrowser(saml);
    const desk = samlBrowser(saml);
    await signInBySaml(saml, phone, 'r1');
    const before = await openSessions();
    await signInBySaml(saml, desk, 'r2');
    const answer = await browse(saml.test.app).visit(await addressFromProvider('r1'), {
      follow: false,
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toContain('/identity-provider/slo?SAMLResponse=');
    const atProvider = await phone.atProvider.visit(ourPath(answer.headers.location));
    expect(atProvider.heading).toBe('You are logged out of single sign-on');

    expect(await openSessions()).toBe(before);
    const click = await phone.site.visit('/rakuo/mail-address', { follow: false });
    expect(click.headers.location).toContain('/rakuo/sign-in');
    expect((await desk.site.visit('/rakuo/mail-address')).status).toBe(200);
    const { rows } = await saml.test.database.pool.query(
      `select actor, entity from audit_entry where action = 'session_ended' and cause = 'single_logout'`,
    );
    expect(rows).toEqual([{ actor: 'provider:saml', entity: 'account' }]);
  });

  it.each([
    ['unsigned', (address: string) => address, { isSigned: false }, 'signature'],
    [
      'altered',
      (address: string) => address.replace('SAMLRequest=', 'SAMLRequest=AAAA'),
      {},
      'signature',
    ],
    [
      'with a weaker algorithm',
      (address: string) => address.replace('rsa-sha256', 'rsa-sha1'),
      {},
      'algorithm',
    ],
    [
      'with its parameters twice',
      (address: string) => `${address}&SAMLRequest=AAAA`,
      {},
      'not_readable',
    ],
    [
      'with a parameter whose name only looks like it',
      (address: string) => address.replace('?SAMLRequest=', '?xSAMLRequest=AAAA&SAMLRequest='),
      {},
      null,
    ],
  ])('%s: ends nothing that it must not', async (_, change, options, cause) => {
    const browser = samlBrowser(saml);
    await signInBySaml(saml, browser, 'r2');
    const before = (await auditedRefusals()).length;
    const address = change(await addressFromProvider('r2', options));
    const answer = await browse(saml.test.app).visit(address, { follow: false });
    const isOpen =
      (await browser.site.visit('/rakuo/mail-address', { follow: false })).status === 200;
    if (cause === null) {
      // The true parameter alone is read and its signature holds.
      expect([answer.status, isOpen]).toEqual([303, false]);
      return;
    }
    expect([answer.status, answer.heading, isOpen]).toEqual([
      403,
      'We could not confirm your login',
      true,
    ]);
    expect((await auditedRefusals()).slice(before)).toEqual([cause]);
  });

  it('too old, ends nothing', async () => {
    const browser = samlBrowser(saml);
    await signInBySaml(saml, browser, 'r2');
    saml.provider.clock.setOffset(-10 * 60_000);
    try {
      await browse(saml.test.app).visit(await addressFromProvider('r2'), { follow: false });
    } finally {
      saml.provider.clock.setOffset(0);
    }
    expect((await browser.site.visit('/rakuo/mail-address', { follow: false })).status).toBe(200);
    expect((await auditedRefusals()).at(-1)).toBe('time');
  });
});
