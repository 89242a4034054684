import type { FaultRequest } from '../../simulators/fault-book.ts';
import { close, recordingProxy, startDirectoryWorld } from '../../tests/support/directory.ts';
import type { DirectoryWorld } from '../../tests/support/directory.ts';
import type { LdapDirectoryOptions } from './gateway.ts';

let world: DirectoryWorld;
beforeAll(async () => {
  world = await startDirectoryWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.forget());

/** As `npm start` and production ask: inside TLS, trusting one authority. */
const secured: [string, () => Partial<LdapDirectoryOptions>][] = [
  [
    'ldaps://',
    () => ({ url: world.directory.ldapsUrl, tls: { ca: world.directory.authorityPem } }),
  ],
  ['StartTLS', () => ({ startTls: true, tls: { ca: world.directory.authorityPem } })],
];

describe.each(secured)('over %s', (wire, options) => {
  it('says nothing in the clear', async () => {
    expect((await world.authenticate('a2401001', 'correct horse', options())).kind).toBe(
      'accepted',
    );
    expect((await world.authenticate('a2401001', 'wrong', options())).kind).toBe('rejected');
    expect(world.recorded().map(({ isSecure }) => isSecure)).toEqual(Array<boolean>(6).fill(true));
  });

  it('knows the directory by its name as well as by its address', async () => {
    const { url = world.directory.ldapUrl, ...more } = options();
    const named = { ...more, url: url.replace('127.0.0.1', 'localhost') };
    expect((await world.authenticate('a2401001', 'correct horse', named)).kind).toBe('accepted');
  });

  const step = wire === 'StartTLS' ? 'start TLS' : 'service bind';

  it.each([
    ['stranger', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE'],
    ['host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', 'CERT_HAS_EXPIRED'],
  ])('trusts no wrong certificate (%s), and says nothing to it', async (problem, code) => {
    world.fail({ mode: 'refuse', operation: 'certificate', detail: { problem } });
    expect(await world.authenticate('a2401001', 'correct horse', options())).toEqual({
      kind: 'unavailable',
      reason: 'untrusted',
      detail: expect.stringMatching(`^${step}: (${code})$`),
    });
    expect(world.operations()).toEqual([]);
    expect((await world.authenticate('a2401001', 'correct horse', options())).kind).toBe(
      'accepted',
    );
  });

  it('trusts no authority that it was not given', async () => {
    const unknown = { ...options(), tls: {} };
    expect(await world.authenticate('a2401001', 'correct horse', unknown)).toMatchObject({
      kind: 'unavailable',
      reason: 'untrusted',
    });
    expect(world.operations()).toEqual([]);
  });

  it.each<[Omit<FaultRequest, 'party'>, string]>([
    [{ mode: 'down' }, 'down'],
    [{ mode: 'drop-before', operation: 'search' }, 'down'],
    [{ mode: 'drop-after', operation: 'user-bind' }, 'down'],
    [{ mode: 'slow', operation: 'search', delayMs: 10_000 }, 'slow'],
    [{ mode: 'twice', operation: 'search' }, 'ambiguous'],
    [{ mode: 'refuse', operation: 'search', detail: { code: 10 } }, 'referral'],
    [{ mode: 'refuse', operation: 'service-bind' }, 'misconfigured'],
  ])('%j is %s', async (fault, reason) => {
    world.fail(fault);
    const answer = await world.authenticate('a2401001', 'correct horse', {
      ...options(),
      timeoutMs: 1500,
    });
    expect(answer).toMatchObject({ kind: 'unavailable', reason });
  });
});

describe('StartTLS', () => {
  const options = () => ({ startTls: true, tls: { ca: world.directory.authorityPem } });

  it('that the directory refuses ends the conversation: nothing is said in the clear instead', async () => {
    world.fail({ mode: 'refuse', operation: 'start-tls' });
    expect(await world.authenticate('a2401001', 'correct horse', options())).toEqual({
      kind: 'unavailable',
      reason: 'down',
      detail: 'start TLS: result code 52',
    });
    world.fail({ mode: 'refuse', operation: 'start-tls', detail: { code: 2 } });
    expect(await world.authenticate('a2401001', 'correct horse', options())).toMatchObject({
      reason: 'misconfigured',
    });
    expect(world.operations()).toEqual([]);
  });

  it.each(['service-bind', 'search'])(
    'is not given up for a new connection when the line is cut after %s',
    async (operation) => {
      const proxy = await recordingProxy(new URL(world.directory.ldapUrl));
      world.fail({ mode: 'drop-after', operation });
      const answer = await world.authenticate('a2401001', 'correct horse', {
        ...options(),
        url: proxy.url,
        timeoutMs: 1000,
      });
      expect(answer).toMatchObject({ kind: 'unavailable' });
      expect(proxy.connections()).toBe(1);
      await close(proxy.server);
    },
  );
});
