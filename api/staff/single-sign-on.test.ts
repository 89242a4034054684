// Staff who come by the university's own sign-in page.
import { inviteMember } from './member-commands.ts';
import {
  bringBack,
  createSamlTest,
  logInAtProvider,
  providerUser,
  SCOPE,
  samlBrowser,
} from '../../tests/support/identity-provider.ts';
import type { SamlBrowser, SamlTest } from '../../tests/support/identity-provider.ts';
import type { Visited } from '../../tests/support/browse.ts';
import { acceptInvitation, confirmLinks, createStaff } from '../../tests/support/staff.ts';

const AT_WORK = { affiliations: ['staff', 'member'] };

let saml: SamlTest;
beforeAll(async () => {
  const people = ['clerk', 'chief', 'stranger', 'former'];
  saml = await createSamlTest(people.map((uid) => providerUser(uid, [], AT_WORK)));
  confirmLinks(saml.test);
});
afterAll(() => saml.close());
beforeEach(() => saml.test.database.pool.query('delete from rate_limit'));

const pathOf = (address: string | undefined) => {
  const { pathname, search } = new URL(address ?? '', 'http://127.0.0.1');
  return pathname + search;
};
const subjectOf = (uid: string) => `id${uid}@${SCOPE}`;
const member = (uid: string, more: Parameters<typeof createStaff>[1] = {}) =>
  createStaff(saml.test, { university: 'rakuo', subjectId: subjectOf(uid), ...more });
const stateOf = async (id: string) =>
  (await saml.test.database.prisma.staffMember.findUniqueOrThrow({ where: { id } })).state;

/** Presses the button to the provider on a page of ours, and comes back. */
async function byProvider(browser: SamlBrowser, page: Visited, uid: string): Promise<Visited> {
  const button = page
    .$('main form button')
    .filter((_, one) => /single|SSO|university/i.test(page.$(one).text()));
  const away = await browser.site.submit(page, button.first().text().trim(), {}, { follow: false });
  const atProvider = await browser.atProvider.visit(pathOf(away.headers.location));
  const back = await bringBack(saml, await logInAtProvider(browser, atProvider, uid));
  return browser.site.visit(back.headers.location ?? '');
}

async function enter(browser: SamlBrowser, uid: string): Promise<Visited> {
  return byProvider(browser, await browser.site.visit('/rakuo/staff/sign-in'), uid);
}

describe('staff of a university with single sign-on (R-306)', () => {
  it('come in by it, as themselves', async () => {
    await member('clerk', { roles: ['reviewer'] });
    const browser = samlBrowser(saml);
    const desk = await enter(browser, 'clerk');
    expect([desk.address, desk.heading]).toEqual(['/rakuo/staff', 'Desk']);
    expect((await browser.site.visit('/rakuo/staff/members')).status).toBe(403);
    expect((await browser.site.visit('/rakuo/top', { follow: false })).status).toBe(303);
  });

  it('are logged out there as well, and come back to their own door', async () => {
    const browser = samlBrowser(saml);
    const desk = await enter(browser, 'clerk');
    const away = await browser.site.submit(desk, 'Log out', {}, { follow: false });
    expect(away.headers.location).toContain('/identity-provider/slo?SAMLRequest=');
    const answered = await browser.atProvider.visit(pathOf(away.headers.location), {
      follow: false,
    });
    const back = await browser.site.visit(pathOf(answered.headers.location));
    expect(back.address).toBe('/rakuo/staff/sign-in?after=sign-out');
    expect((await browser.site.visit('/rakuo/staff', { follow: false })).status).toBe(303);
    // Whoever sits down next is asked who they are.
    const button = back.$('main form button').first().text().trim();
    const next = await browser.site.submit(back, button, {}, { follow: false });
    const shown = await browser.atProvider.visit(pathOf(next.headers.location));
    expect(shown.$('[name=user]')).toHaveLength(1);
  });

  it('are refused when nobody has invited them, or their access was withdrawn', async () => {
    await member('former', { state: 'disabled' });
    for (const uid of ['stranger', 'former']) {
      const browser = samlBrowser(saml);
      const refused = await enter(browser, uid);
      expect(refused.status).toBe(403);
      expect((await browser.site.visit('/rakuo/staff', { follow: false })).status).toBe(303);
    }
  });

  it('may accept an invitation there, once, and are the invited member from then on', async () => {
    const { deps } = saml.test;
    const rakuo = await deps.profiles.inForce('rakuo', new Date());
    if (!rakuo) throw new Error('no such university');
    const invited = await inviteMember(deps, rakuo, {
      actor: 'system',
      name: 'Chief',
      mailAddress: 'chief@rakuo.example',
      roles: ['auditor'],
      locale: 'en',
    });
    const link = await acceptInvitation(saml.test, invited ?? '');
    const browser = samlBrowser(saml);
    const desk = await byProvider(browser, await browser.site.visit(link), 'chief');
    expect([desk.address, await stateOf(invited ?? '')]).toEqual(['/rakuo/staff', 'active']);
    expect(browser.site.cookies.has('staff-invitation')).toBe(false);
    expect((await browser.site.visit(link)).$('main form button')).toHaveLength(0);
    expect((await enter(samlBrowser(saml), 'chief')).address).toBe('/rakuo/staff');
  });

  it('do not accept an invitation that somebody else left off accepting in the same browser', async () => {
    const { deps } = saml.test;
    const rakuo = await deps.profiles.inForce('rakuo', new Date());
    if (!rakuo) throw new Error('no such university');
    const invited = await inviteMember(deps, rakuo, {
      actor: 'system',
      name: 'Absent',
      mailAddress: 'absent@rakuo.example',
      roles: ['administrator'],
      locale: 'en',
    });
    const link = await acceptInvitation(saml.test, invited ?? '');
    const browser = samlBrowser(saml);
    await browser.site.submit(
      await browser.site.visit(link),
      'Register with',
      {},
      { follow: false },
    );
    expect(browser.site.cookies.has('staff-invitation')).toBe(true);
    const refused = await enter(browser, 'stranger');
    expect([refused.status, await stateOf(invited ?? '')]).toEqual([403, 'invited']);
  });

  it('who are somebody here already do not become somebody else by another’s invitation', async () => {
    const { deps } = saml.test;
    const rakuo = await deps.profiles.inForce('rakuo', new Date());
    if (!rakuo) throw new Error('no such university');
    const other = await inviteMember(deps, rakuo, {
      actor: 'system',
      name: 'Other',
      mailAddress: 'other@rakuo.example',
      roles: ['administrator'],
      locale: 'en',
    });
    const link = await acceptInvitation(saml.test, other ?? '');
    const browser = samlBrowser(saml);
    const desk = await byProvider(browser, await browser.site.visit(link), 'clerk');
    expect([desk.address, await stateOf(other ?? '')]).toEqual(['/rakuo/staff', 'invited']);
    expect((await browser.site.visit('/rakuo/staff/members')).status).toBe(403);
  });
});
