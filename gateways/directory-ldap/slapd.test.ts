import { Client } from 'ldapts';
import { findSlapd, SLAPD_ACCOUNT, SLAPD_BASE, startSlapd } from '../../tests/support/slapd.ts';
import type { Slapd } from '../../tests/support/slapd.ts';
import { createLdapDirectory } from './gateway.ts';
import type { LdapDirectoryOptions } from './gateway.ts';

const installed = findSlapd();
if (!installed) {
  process.stderr.write(
    'OpenLDAP is not installed (no slapd on the path or in /usr/sbin): its tests are skipped.\n',
  );
}

let slapd: Slapd;
beforeAll(async () => {
  if (installed) slapd = await startSlapd(installed);
});
afterAll(() => slapd?.stop());

const authenticate = (
  userId: string,
  password: string,
  options: Partial<LdapDirectoryOptions> = {},
) =>
  createLdapDirectory({
    url: slapd.ldapUrl,
    ...SLAPD_ACCOUNT,
    baseDn: SLAPD_BASE,
    userAttribute: 'uid',
    ...options,
  }).authenticate({ userId, password });

const wires: [string, () => Partial<LdapDirectoryOptions>][] = [
  ['ldap://', () => ({})],
  ['ldap:// and StartTLS', () => ({ startTls: true, tls: { ca: slapd.authorityPem } })],
  ['ldaps://', () => ({ url: slapd.ldapsUrl, tls: { ca: slapd.authorityPem } })],
];

(installed ? describe : describe.skip)('against OpenLDAP', () => {
  describe.each(wires)('over %s', (_wire, options) => {
    it('accepts the right password, however the ID is capitalised, and no other (R-027)', async () => {
      const accepted = { kind: 'accepted', userId: 'a2401001' };
      expect(await authenticate('a2401001', 'correct horse', options())).toEqual(accepted);
      expect(await authenticate('A2401001', 'correct horse', options())).toEqual(accepted);
      expect(await authenticate('o+b,c', 'comma', options())).toMatchObject({ kind: 'accepted' });
      for (const [userId, password] of [
        ['a2401001', 'wrong'],
        ['a2401001', ''],
        ['nobody', 'correct horse'],
        ['*', 'correct horse'],
        ['a2401001)(uid=*', 'correct horse'],
      ] as const) {
        expect(await authenticate(userId, password, options())).toEqual({ kind: 'rejected' });
      }
    });
  });

  it('which calls a bind without password a success, so that only our own check protects', async () => {
    const client = new Client({ url: slapd.ldapUrl, timeout: 3000 });
    await expect(client.bind(`uid=a2401001,ou=people,${SLAPD_BASE}`, '')).resolves.toBeUndefined();
    await client.unbind();
  });

  it('tells two people with one ID apart from a wrong password', async () => {
    expect(await authenticate('twin', 'one')).toEqual({ kind: 'unavailable', reason: 'ambiguous' });
  });

  it('does not follow where it refers to', async () => {
    expect(
      await authenticate('a2401001', 'correct horse', { baseDn: `ou=moved,${SLAPD_BASE}` }),
    ).toMatchObject({ kind: 'unavailable', reason: 'referral' });
  });

  it.each<[string, Partial<LdapDirectoryOptions>]>([
    ['our password is wrong', { bindPassword: 'stale' }],
    ['the base does not exist', { baseDn: `ou=nowhere,${SLAPD_BASE}` }],
  ])('is misconfigured when %s', async (_when, options) => {
    expect(await authenticate('a2401001', 'correct horse', options)).toMatchObject({
      kind: 'unavailable',
      reason: 'misconfigured',
    });
  });

  it('is not trusted without its authority, by either kind of TLS', async () => {
    for (const options of [{ url: slapd.ldapsUrl }, { startTls: true }]) {
      expect(await authenticate('a2401001', 'correct horse', options)).toMatchObject({
        kind: 'unavailable',
        reason: 'untrusted',
      });
    }
  });
});
