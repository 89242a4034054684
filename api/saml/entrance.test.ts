// The way in: the students' sign-in page of a university with single sign-on, and how it leads to the provider.
import type { Request } from 'express';
import { browse } from '../../tests/support/browse.ts';
import { createSamlTest, samlBrowser } from '../../tests/support/identity-provider.ts';
import type { SamlTest } from '../../tests/support/identity-provider.ts';
import { BEGINNINGS, createBeginLimit } from './begin-limit.ts';

let saml: SamlTest;
beforeAll(async () => {
  saml = await createSamlTest([]);
});
afterAll(() => saml.close());

describe('the students’ entrance of a university with single sign-on (R-028, R-030, X-08)', () => {
  it('shows the notes, what comes next and one button, no fields (R-029)', async () => {
    const page = await browse(saml.test.app).visit('/rakuo/sign-in');
    expect(page.status).toBe(200);
    expect(page.heading).toBe('Students’ login');
    expect(page.text).toContain('Log in on the university’s own login page.');
    expect(page.text).toContain('Do not remember my login');
    expect(page.$('main form').length).toBe(1);
    expect(page.$('main input:not([type=hidden])').length).toBe(0);
  });

  it('may lead to the provider, and pages of other universities may not', async () => {
    const browser = browse(saml.test.app);
    const ours = (await browser.visit('/rakuo/sign-in')).headers['content-security-policy'];
    expect(ours).toContain("form-action 'self' http://localhost:4400");
    const others = (await browser.visit('/aomine/sign-in')).headers['content-security-policy'];
    expect(others).not.toContain(':4400');
  });

  it('sends a signed request by redirect whose RelayState carries nothing', async () => {
    const browser = samlBrowser(saml);
    const page = await browser.site.visit('/rakuo/sign-in?next=/rakuo/orders');
    const away = await browser.site.submit(page, 'Log in', {}, { follow: false });
    expect(away.status).toBe(303);
    const { origin, pathname, searchParams } = new URL(away.headers.location ?? '');
    expect(origin + pathname).toBe('http://localhost:4400/identity-provider/sso');
    expect([...searchParams.keys()].sort()).toEqual([
      'RelayState',
      'SAMLRequest',
      'SigAlg',
      'Signature',
    ]);
    expect(searchParams.get('RelayState')).toMatch(/^[\w-]{22}$/);
    expect(searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  });

  it('is a form that other sites cannot send', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    const answer = await browse(saml.test.app).post('/rakuo/saml/login', {}, { headers });
    expect(answer.status).toBe(403);
  });

  it.each(['/rakuo/saml/metadata', '/aomine/saml/metadata'])('%s', async (address) => {
    const { status, html } = await browse(saml.test.app).visit(address);
    if (address.startsWith('/aomine')) return expect(status).toBe(404);
    expect(html).toContain('entityID="http://127.0.0.1/rakuo/saml/metadata"');
    expect(html).toContain('Location="http://127.0.0.1/rakuo/saml/acs"');
  });
});

describe('too many ways to the provider from one network', () => {
  const forget = () => saml.test.database.pool.query('delete from rate_limit');
  beforeEach(forget);
  afterAll(forget);
  const openRequests = () => saml.test.database.prisma.samlRequest.count();

  it.each(['/rakuo/sign-in', '/rakuo/staff/sign-in'])(
    '%s: a whole campus fits, the next one waits and leaves nothing behind',
    async (address) => {
      const limit = createBeginLimit(saml.test.deps);
      const from = { ip: '127.0.0.1' } as Request;
      for (let way = 1; way < BEGINNINGS.attempts; way += 1) await limit(from);
      const browser = browse(saml.test.app);
      const page = await browser.visit(address);
      const button = page.$('main form[action$="/saml/login"] button').text().trim();
      const last = await browser.submit(page, button, {}, { follow: false });
      expect(last.status).toBe(303);
      const before = await openRequests();
      const refused = await browser.submit(page, button, {}, { follow: false });
      expect([refused.status, refused.heading]).toEqual([429, 'Please wait a little']);
      expect(refused.headers['retry-after']).toBeDefined();
      expect(await openRequests()).toBe(before);
    },
  );
});

describe('a university whose provider is not set up', () => {
  it('says so, without blaming the person', async () => {
    const app = saml.test.restart({
      singleSignOn: { of: () => ({ ...nothing, begin: () => Promise.resolve(null) }) },
    });
    const browser = browse(app);
    const page = await browser.visit('/rakuo/sign-in');
    const answer = await browser.submit(page, 'Log in');
    expect([answer.status, answer.heading]).toEqual([503, 'The login page cannot be opened now']);
  });
});

const nothing = {
  read: () => Promise.resolve({ kind: 'unavailable', detail: '' } as const),
  logoutUrl: () => Promise.resolve(null),
  readLogout: () => Promise.resolve({ kind: 'unavailable', detail: '' } as const),
  metadata: () => null,
  origins: () => [],
};
