import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createDirectory } from '../../simulators/directory/directory.ts';
import type { Directory, DirectoryUser } from '../../simulators/directory/directory.ts';
import { FaultBook } from '../../simulators/fault-book.ts';
import type { FaultRequest } from '../../simulators/fault-book.ts';
import { createAuthority } from '../../simulators/paypal/authority.ts';
import { createLdapDirectory } from './gateway.ts';
import type { LdapDirectoryOptions } from './gateway.ts';

const baseDn = 'dc=aomine,dc=example';
const serviceDn = 'cn=certificate-service,ou=services,dc=aomine,dc=example';

const person = (
  uid: string,
  password: string,
  more: Partial<DirectoryUser> = {},
): DirectoryUser => ({
  uid,
  password,
  cn: '青山 太郎',
  sn: '青山',
  givenName: '太郎',
  displayName: '青山 太郎',
  studentNumbers: ['24010001'],
  affiliation: 'student',
  ...more,
});

const users = [
  person('a2401001', 'correct horse'),
  person('a2401002', 'パスワード🔑'),
  person('a2401003', 'locked out', { locked: true }),
  person('o+b,c', 'comma'),
];

let directory: Directory;
const faults = new FaultBook();
const listening: Server[] = [];

beforeAll(async () => {
  directory = createDirectory(
    { publicUrl: 'http://town.example', faults, now: () => new Date() },
    { port: 0, baseDn, serviceDn, servicePassword: 'service secret', users },
  );
  await directory.start?.();
});
afterAll(async () => {
  await directory.stop?.();
});
afterEach(async () => {
  for (const server of listening.splice(0)) if (server.listening) await close(server);
});
beforeEach(() => {
  faults.clear();
  directory.reset();
});

const gateway = (options: Partial<LdapDirectoryOptions> = {}) =>
  createLdapDirectory({
    url: directory.ldapUrl,
    bindDn: serviceDn,
    bindPassword: 'service secret',
    baseDn,
    userAttribute: 'uid',
    timeoutMs: 3000,
    ...options,
  });
const authenticate = (userId: string, password: string, options?: Partial<LdapDirectoryOptions>) =>
  gateway(options).authenticate({ userId, password });
const operations = () =>
  (directory.ledger() as { operations: { operation: string; dn: string }[] }).operations.map(
    ({ operation }) => operation,
  );
const fail = (request: Omit<FaultRequest, 'party'>) =>
  faults.add({ party: 'directory', ...request });

describe('a person', () => {
  it('is accepted with the right password', async () => {
    expect(await authenticate('a2401001', 'correct horse')).toEqual({
      kind: 'accepted',
      userId: 'a2401001',
    });
    expect(operations()).toEqual(['service-bind', 'search', 'user-bind']);
  });

  it('is the same person however the ID is capitalised', async () => {
    expect(await authenticate('A2401001', 'correct horse')).toEqual({
      kind: 'accepted',
      userId: 'a2401001',
    });
  });

  it('may have a password of any characters and an ID that a DN has to escape', async () => {
    expect((await authenticate('a2401002', 'パスワード🔑')).kind).toBe('accepted');
    expect(await authenticate('o+b,c', 'comma')).toEqual({ kind: 'accepted', userId: 'o+b,c' });
  });

  it.each([
    ['a2401001', 'wrong'],
    ['a2401001', 'Correct horse'],
    ['a2401001', 'correct horse '],
    ['nobody', 'correct horse'],
  ])('%s with %j is rejected', async (userId, password) => {
    expect(await authenticate(userId, password)).toEqual({ kind: 'rejected' });
  });

  it.each([
    ['a2401001', ''],
    ['a2401001', '\0'],
    ['a2401001', 'correct horse\0'],
    ['', 'correct horse'],
    ['a2401001\0', 'correct horse'],
    ['', ''],
  ])('%j with %j never reaches the directory', async (userId, password) => {
    expect(await authenticate(userId, password)).toEqual({ kind: 'rejected' });
    expect(operations()).toEqual([]);
  });

  it.each(['*', 'a240100*', 'a2401001)(uid=*', '*)(objectClass=*', 'a2401001\\2a', ')(|(uid=*'])(
    'cannot write a filter into the ID: %s',
    async (userId) => {
      expect(await authenticate(userId, 'correct horse')).toEqual({ kind: 'rejected' });
      expect(operations()).toEqual(['service-bind', 'search']);
    },
  );

  it('is not found by an ID that only the directory takes for theirs: that would tell who exists', async () => {
    // Directories leave out or fold characters that we do not (RFC 4518); with one of them only an ID that exists is found.
    for (const userId of ['ａ2401001', 'ａ2409999']) {
      expect(await authenticate(userId, 'correct horse')).toEqual({ kind: 'rejected' });
    }
    expect(operations()).not.toContain('user-bind');
  });

  it('is not told a wrong password when the directory refuses for another reason', async () => {
    expect(await authenticate('a2401003', 'locked out')).toEqual({
      kind: 'unavailable',
      reason: 'misconfigured',
      detail: 'user bind: result code 53',
    });
    expect(await authenticate('a2401003', 'wrong')).toEqual({ kind: 'rejected' });
  });
});

describe('the directory', () => {
  it('really calls a bind without password a success, so that the check above is what protects', async () => {
    const { Client } = await import('ldapts');
    const client = new Client({ url: directory.ldapUrl, timeout: 3000 });
    await expect(client.bind(`uid=a2401001,ou=people,${baseDn}`, '')).resolves.toBeUndefined();
    await client.unbind();
  });

  it('is ambiguous with two entries for one ID, and no password is tried', async () => {
    fail({ mode: 'twice', operation: 'search' });
    expect(await authenticate('a2401001', 'correct horse')).toEqual({
      kind: 'unavailable',
      reason: 'ambiguous',
    });
    expect(operations()).toEqual(['service-bind', 'search']);
  });

  it.each<[Omit<FaultRequest, 'party'>, string, string]>([
    [
      { mode: 'refuse', operation: 'service-bind' },
      'misconfigured',
      'service bind: result code 49',
    ],
    [{ mode: 'refuse', operation: 'search' }, 'misconfigured', 'search: result code 50'],
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
    fail(fault);
    expect(await authenticate('a2401001', 'correct horse')).toEqual({
      kind: 'unavailable',
      reason,
      detail: expect.stringMatching(`^${detail}$|^service bind: ECONNRESET$`),
    });
    faults.clear();
    expect((await authenticate('a2401001', 'correct horse')).kind).toBe('accepted');
  });

  it.each(['service-bind', 'search', 'user-bind'])('is slow at %s', async (operation) => {
    fail({ mode: 'slow', operation, delayMs: 10_000 });
    const started = performance.now();
    expect(await authenticate('a2401001', 'correct horse', { timeoutMs: 200 })).toMatchObject({
      kind: 'unavailable',
      reason: 'slow',
    });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is slow when it is slow in all: the limit is for the whole conversation', async () => {
    fail({ mode: 'slow', delayMs: 250, times: 3 });
    expect(await authenticate('a2401001', 'correct horse', { timeoutMs: 500 })).toMatchObject({
      kind: 'unavailable',
      reason: 'slow',
    });
  });

  it.each<[string, Partial<LdapDirectoryOptions>]>([
    ['the service password is wrong', { bindPassword: 'stale' }],
    ['the service account has no password', { bindPassword: '' }],
    ['the search base does not exist', { baseDn: 'dc=elsewhere,dc=example' }],
  ])('is misconfigured when %s', async (_case, options) => {
    expect(await authenticate('a2401001', 'correct horse', options)).toMatchObject({
      kind: 'unavailable',
      reason: 'misconfigured',
    });
  });

  it('says nothing about persons in its details', async () => {
    for (const operation of ['service-bind', 'search', 'user-bind']) {
      fail({ mode: 'refuse', operation, detail: { code: 1 } });
      const answer = await authenticate('a2401001', 'correct horse');
      expect(JSON.stringify(answer)).not.toMatch(/a2401001|correct horse|uid=|cn=/);
    }
  });
});

describe('an address that is no directory', () => {
  it('is down where nobody listens', async () => {
    const server = await listen(createServer());
    await close(server.server);
    expect(await authenticate('a2401001', 'x', { url: server.url })).toEqual({
      kind: 'unavailable',
      reason: 'down',
      detail: 'service bind: ECONNREFUSED',
    });
  });

  it('is slow where nobody answers', async () => {
    const silent = await listen(createServer(() => undefined));
    expect(await authenticate('a2401001', 'x', { url: silent.url, timeoutMs: 200 })).toMatchObject({
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
    expect(await authenticate('a2401001', 'x', { url: forgetful.url })).toMatchObject({
      kind: 'unavailable',
      reason: 'down',
    });
    await close(forgetful.server);
  });

  it('is refused when its certificate is of an authority nobody knows, or of another host', async () => {
    const { signingKey, chainPem, authorityPem } = await createAuthority('Stranger');
    const key = signingKey.export({ type: 'pkcs8', format: 'pem' });
    const server = await listen(createTlsServer({ key, cert: chainPem }, () => undefined));
    const url = server.url.replace('ldap:', 'ldaps:');
    expect(await authenticate('a2401001', 'x', { url })).toMatchObject({
      kind: 'unavailable',
      reason: 'certificate',
    });
    expect(await authenticate('a2401001', 'x', { url, tls: { ca: authorityPem } })).toEqual({
      kind: 'unavailable',
      reason: 'certificate',
      detail: 'service bind: ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await close(server.server);
  });

  it('is refused at once when it is not an LDAP address', () => {
    expect(() => gateway({ url: 'http://directory.example' })).toThrow(TypeError);
  });
});

it('leaves no connection open, whatever the answer was', async () => {
  const proxy = await listen(createServer());
  const open = new Set<Socket>();
  const closed: Promise<unknown>[] = [];
  const target = Number(new URL(directory.ldapUrl).port);
  const { connect } = await import('node:net');
  proxy.server.on('connection', (socket: Socket) => {
    const onward = connect(target, '127.0.0.1');
    open.add(socket);
    closed.push(once(socket, 'close').then(() => open.delete(socket)));
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const slow = { mode: 'slow', operation: 'search', delayMs: 10_000 } as const;
  await authenticate('a2401001', 'correct horse', { url: proxy.url });
  await authenticate('a2401001', 'wrong', { url: proxy.url });
  fail(slow);
  await authenticate('a2401001', 'correct horse', { url: proxy.url, timeoutMs: 200 });
  expect(closed).toHaveLength(3);
  await Promise.all(closed);
  expect(open.size).toBe(0);
  await close(proxy.server);
});

/** A server that is gone after the test, however that ends. */
async function listen<S extends Server>(server: S): Promise<{ server: S; url: string }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.on('close-all', () => sockets.forEach((socket) => socket.destroy()));
  listening.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.emit('close-all');
  await closed;
}
