// The town's directory with people of its own, and the product's gateway to it.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createLdapDirectory } from '../../gateways/directory-ldap/gateway.ts';
import type { LdapDirectoryOptions } from '../../gateways/directory-ldap/gateway.ts';
import type { DirectoryAnswer, DirectoryGateway } from '../../gateways/directory-ldap/port.ts';
import { createDirectory } from '../../simulators/directory/directory.ts';
import type { Directory, DirectoryUser } from '../../simulators/directory/directory.ts';
import { FaultBook } from '../../simulators/fault-book.ts';
import type { FaultRequest } from '../../simulators/fault-book.ts';

export const BASE_DN = 'dc=aomine,dc=example';
const SERVICE_DN = 'cn=certificate-service,ou=services,dc=aomine,dc=example';

/** A second university, whose service account is another one. */
export const OTHERS: Pick<LdapDirectoryOptions, 'baseDn' | 'bindDn' | 'bindPassword'> = {
  baseDn: 'ou=people,dc=mukono,dc=example',
  bindDn: 'cn=certificate-service,ou=services,dc=mukono,dc=example',
  bindPassword: 'another secret',
};

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

export interface DirectoryWorld {
  directory: Directory;
  gateway(options?: Partial<LdapDirectoryOptions>): DirectoryGateway;
  authenticate(
    userId: string,
    password: string,
    options?: Partial<LdapDirectoryOptions>,
  ): Promise<DirectoryAnswer>;
  /** What the directory answered, oldest first. */
  recorded(): { operation: string; isSecure: boolean }[];
  operations(): string[];
  fail(request: Omit<FaultRequest, 'party'>): void;
  /** Forgets faults and what was recorded. */
  forget(): void;
  stop(): Promise<void>;
}

/** A directory of two universities on a free port. */
export async function startDirectoryWorld(): Promise<DirectoryWorld> {
  const faults = new FaultBook();
  const directory = createDirectory(
    { publicUrl: 'http://town.example', faults, now: () => new Date() },
    {
      ...{ port: 0, baseDn: BASE_DN, serviceDn: SERVICE_DN, servicePassword: 'service secret' },
      users: [
        person('a2401001', 'correct horse'),
        person('a2401002', 'パスワード🔑'),
        person('a2401003', 'locked out', { locked: true }),
        person('o+b,c', 'comma'),
      ],
      others: [
        {
          baseDn: 'dc=mukono,dc=example',
          serviceDn: OTHERS.bindDn,
          servicePassword: OTHERS.bindPassword,
          users: [person('m2401001', 'their own'), person('a2401001', 'namesake')],
        },
      ],
    },
  );
  await directory.start?.();
  const gateway = (options: Partial<LdapDirectoryOptions> = {}) =>
    createLdapDirectory({
      url: directory.ldapUrl,
      bindDn: SERVICE_DN,
      bindPassword: 'service secret',
      baseDn: BASE_DN,
      userAttribute: 'uid',
      timeoutMs: 3000,
      ...options,
    });
  const recorded = () =>
    (directory.ledger() as { operations: { operation: string; isSecure: boolean }[] }).operations;
  return {
    directory,
    gateway,
    authenticate: (userId, password, options) =>
      gateway(options).authenticate({ userId, password }),
    recorded,
    operations: () => recorded().map(({ operation }) => operation),
    fail: (request) => void faults.add({ party: 'directory', ...request }),
    forget() {
      faults.clear();
      directory.reset();
    },
    stop: async () => directory.stop?.(),
  };
}

/** Hands every byte on, and knows which connections there were. */
export async function recordingProxy(target: URL) {
  const closed: Promise<unknown>[] = [];
  const { server, url } = await listen(createServer());
  server.on('connection', (socket: Socket) => {
    const onward = connect(Number(target.port), target.hostname);
    closed.push(once(socket, 'close'));
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return { server, url, connections: () => closed.length, allClosed: () => Promise.all(closed) };
}

/** A server on a free port; `close` cuts its connections. */
export async function listen<S extends Server>(server: S): Promise<{ server: S; url: string }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.on('close-all', () => sockets.forEach((socket) => socket.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.emit('close-all');
  await closed;
}
