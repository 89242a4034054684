import { createServer } from 'node:net';
import type { FaultRequest } from '../../simulators/fault-book.ts';
import {
  BASE_DN,
  close,
  listen,
  OTHERS,
  recordingProxy,
  startDirectoryWorld,
} from '../../tests/support/directory.ts';
import type { DirectoryWorld } from '../../tests/support/directory.ts';
import type { LdapDirectoryOptions } from './gateway.ts';

let world: DirectoryWorld;
beforeAll(async () => {
  world = await startDirectoryWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.forget());

describe('a person (R-027)', () => {
  it('is accepted with the right password', async () => {
    expect(await world.authenticate('a2401001', 'correct horse')).toEqual({
      kind: 'accepted',
      userId: 'a2401001',
    });
    expect(world.operations()).toEqual(['service-bind', 'search', 'user-bind']);
  });

  it('is the same person however the ID is capitalised', async () => {
    expect(await world.authenticate('A2401001', 'correct horse')).toEqual({
      kind: 'accepted',
      userId: 'a2401001',
    });
  });

  it('may have a password of any characters and an ID that a DN has to escape', async () => {
    expect((await world.authenticate('a2401002', 'パスワード🔑')).kind).toBe('accepted');
    expect(await world.authenticate('o+b,c', 'comma')).toEqual({
      kind: 'accepted',
      userId: 'o+b,c',
    });
  });

  it.each([
    ['a2401001', 'wrong'],
    ['a2401001', 'Correct horse'],
    ['a2401001', 'correct horse '],
    ['nobody', 'correct horse'],
  ])('%s with %j is rejected', async (userId, password) => {
    expect(await world.authenticate(userId, password)).toEqual({ kind: 'rejected' });
  });

  it.each([
    ['a2401001', ''],
    ['a2401001', '\0'],
    ['a2401001', 'correct horse\0'],
    ['', 'correct horse'],
    ['a2401001\0', 'correct horse'],
    ['', ''],
  ])('%j with %j never reaches the directory', async (userId, password) => {
    expect(await world.authenticate(userId, password)).toEqual({ kind: 'rejected' });
    expect(world.operations()).toEqual([]);
  });

  it.each(['*', 'a240100*', 'a2401001)(uid=*', '*)(objectClass=*', 'a2401001\\2a', ')(|(uid=*'])(
    'cannot write a filter into the ID: %s',
    async (userId) => {
      expect(await world.authenticate(userId, 'correct horse')).toEqual({ kind: 'rejected' });
      expect(world.operations()).toEqual(['service-bind', 'search']);
    },
  );

  it('is not found by an ID that only the directory takes for theirs: that would tell who exists', async () => {
    // Directories leave out or fold characters that we do not (RFC 4518); with one of them only an ID that exists is found.
    for (const userId of ['ａ2401001', 'ａ2409999']) {
      expect(await world.authenticate(userId, 'correct horse')).toEqual({ kind: 'rejected' });
    }
    expect(world.operations()).not.toContain('user-bind');
  });

  it('is not told a wrong password when the directory refuses for another reason', async () => {
    expect(await world.authenticate('a2401003', 'locked out')).toEqual({
      kind: 'unavailable',
      reason: 'misconfigured',
      detail: 'user bind: result code 53',
    });
    expect(await world.authenticate('a2401003', 'wrong')).toEqual({ kind: 'rejected' });
  });
});

describe('the directory', () => {
  it('really calls a bind without password a success, so that the check above is what protects', async () => {
    const { Client } = await import('ldapts');
    const client = new Client({ url: world.directory.ldapUrl, timeout: 3000 });
    await expect(client.bind(`uid=a2401001,ou=people,${BASE_DN}`, '')).resolves.toBeUndefined();
    await client.unbind();
  });

  it('is ambiguous with two entries for one ID, and no password is tried', async () => {
    world.fail({ mode: 'twice', operation: 'search' });
    expect(await world.authenticate('a2401001', 'correct horse')).toEqual({
      kind: 'unavailable',
      reason: 'ambiguous',
    });
    expect(world.operations()).toEqual(['service-bind', 'search']);
  });

  it.each<[Omit<FaultRequest, 'party'>, string, string]>([
    [
      { mode: 'refuse', operation: 'service-bind' },
      'misconfigured',
      'service bind: result code 49',
    ],
    [{ mode: 'refuse', operation: 'search' }, 'misconfigured', 'search: result code 50'],
    [
      { mode: 'refuse', operation: 'search', detail: { code: 10 } },
      'referral',
      'search: result code 10',
    ],
    [
      { mode: 'refuse', operation: 'user-bind', detail: { code: 10 } },
      'referral',
      'user bind: result code 10',
    ],
    [
      { mode: 'refuse', operation: 'user-bind', detail: { code: 19 } },
      'misconfigured',
      'user bind: result code 19',
    ],
    [
      { mode: 'refuse', operation: 'user-bind', detail: { code: 8 } },
      'misconfigured',
      'user bind: result code 8',
    ],
    [{ mode: 'fail-before', operation: 'service-bind' }, 'down', 'service bind: result code 51'],
    [{ mode: 'fail-before', operation: 'search' }, 'down', 'search: result code 51'],
    [
      { mode: 'fail-before', operation: 'user-bind', detail: { code: 52 } },
      'down',
      'user bind: result code 52',
    ],
    [
      { mode: 'fail-before', operation: 'search', detail: { code: 3 } },
      'slow',
      'search: result code 3',
    ],
    [{ mode: 'down' }, 'down', 'service bind: connection lost'],
    [{ mode: 'drop-before', operation: 'search' }, 'down', 'search: connection lost'],
    [{ mode: 'drop-after', operation: 'user-bind' }, 'down', 'user bind: connection lost'],
  ])('%j: %s', async (fault, reason, detail) => {
    world.fail(fault);
    expect(await world.authenticate('a2401001', 'correct horse')).toEqual({
      kind: 'unavailable',
      reason,
      detail: expect.stringMatching(`^${detail}$|^service bind: ECONNRESET$`),
    });
    world.forget();
    expect((await world.authenticate('a2401001', 'correct horse')).kind).toBe('accepted');
  });

  it.each(['service-bind', 'search', 'user-bind'])('is slow at %s', async (operation) => {
    world.fail({ mode: 'slow', operation, delayMs: 10_000 });
    const started = performance.now();
    expect(await world.authenticate('a2401001', 'correct horse', { timeoutMs: 200 })).toMatchObject(
      {
        kind: 'unavailable',
        reason: 'slow',
      },
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is slow when it is slow in all: the limit is for the whole conversation', async () => {
    world.fail({ mode: 'slow', delayMs: 250, times: 3 });
    expect(await world.authenticate('a2401001', 'correct horse', { timeoutMs: 500 })).toMatchObject(
      {
        kind: 'unavailable',
        reason: 'slow',
      },
    );
  });

  it.each<[string, Partial<LdapDirectoryOptions>]>([
    ['the service password is wrong', { bindPassword: 'stale' }],
    ['the service account has no password', { bindPassword: '' }],
    ['the search base does not exist', { baseDn: 'dc=elsewhere,dc=example' }],
  ])('is misconfigured when %s', async (_case, options) => {
    expect(await world.authenticate('a2401001', 'correct horse', options)).toMatchObject({
      kind: 'unavailable',
      reason: 'misconfigured',
    });
  });

  it('says nothing about persons in its details', async () => {
    for (const operation of ['service-bind', 'search', 'user-bind']) {
      world.fail({ mode: 'refuse', operation, detail: { code: 1 } });
      const answer = await world.authenticate('a2401001', 'correct horse');
      expect(JSON.stringify(answer)).not.toMatch(/a2401001|correct horse|uid=|cn=/);
    }
  });
});

describe('several universities in one directory', () => {
  it('have people of their own, also where user IDs are the same', async () => {
    expect((await world.authenticate('m2401001', 'their own', OTHERS)).kind).toBe('accepted');
    expect((await world.authenticate('m2401001', 'their own')).kind).toBe('rejected');
    expect((await world.authenticate('a2401001', 'namesake', OTHERS)).kind).toBe('accepted');
    expect((await world.authenticate('a2401001', 'correct horse', OTHERS)).kind).toBe('rejected');
    expect((await world.authenticate('a2401001', 'namesake')).kind).toBe('rejected');
  });

  it('are not open to each other’s service accounts', async () => {
    const { bindDn, bindPassword } = OTHERS;
    expect(
      await world.authenticate('a2401001', 'correct horse', { bindDn, bindPassword }),
    ).toMatchObject({
      kind: 'unavailable',
      reason: 'misconfigured',
    });
  });
});

describe('an address that is no directory', () => {
  it('is down where nobody listens', async () => {
    const server = await listen(createServer());
    await close(server.server);
    expect(await world.authenticate('a2401001', 'x', { url: server.url })).toEqual({
      kind: 'unavailable',
      reason: 'down',
      detail: 'service bind: ECONNREFUSED',
    });
  });

  it('is slow where nobody answers', async () => {
    const silent = await listen(createServer(() => undefined));
    expect(
      await world.authenticate('a2401001', 'x', { url: silent.url, timeoutMs: 200 }),
    ).toMatchObject({
      kind: 'unavailable',
      reason: 'slow',
    });
    await close(silent.server);
  });

  it('is down, not a wrong password, where the line is cut between bind and search', async () => {
    // Answers every bind with success and closes; a search on a new connection finds nobody.
    const forgetful = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (bytes: Buffer) => {
          const id = bytes[4] ?? 0;
          const done = (tag: number) =>
            Buffer.from([0x30, 12, 2, 1, id, tag, 7, 10, 1, 0, 4, 0, 4, 0]);
          if (bytes[5] === 0x60) socket.end(done(0x61));
          else if (bytes[5] === 0x63) socket.write(done(0x65));
        });
      }),
    );
    expect(await world.authenticate('a2401001', 'x', { url: forgetful.url })).toMatchObject({
      kind: 'unavailable',
      reason: 'down',
    });
    await close(forgetful.server);
  });

  it('is refused at once when it is not an LDAP address', () => {
    expect(() => world.gateway({ url: 'http://world.directory.example' })).toThrow(TypeError);
    expect(() => world.gateway({ url: 'ldaps://world.directory.example', startTls: true })).toThrow(
      TypeError,
    );
  });
});

it('leaves no connection open, whatever the answer was', async () => {
  const proxy = await recordingProxy(new URL(world.directory.ldapUrl));
  const slow = { mode: 'slow', operation: 'search', delayMs: 10_000 } as const;
  await world.authenticate('a2401001', 'correct horse', { url: proxy.url });
  await world.authenticate('a2401001', 'wrong', { url: proxy.url });
  world.fail(slow);
  await world.authenticate('a2401001', 'correct horse', { url: proxy.url, timeoutMs: 200 });
  expect(proxy.connections()).toBe(3);
  await proxy.allClosed();
  await close(proxy.server);
});
