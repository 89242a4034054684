import { once } from 'node:events';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import ldap from 'ldapjs';
import type { Fault, FaultBook } from '../fault-book.ts';
import { matches } from './filter.ts';
import type { LdapFilter } from './filter.ts';
import { entryOf } from './people.ts';
import type { DirectoryUser, Entry } from './people.ts';

/** Result codes of RFC 4511 4.1.9. */
const result = {
  success: 0,
  sizeLimitExceeded: 4,
  noSuchObject: 32,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unwillingToPerform: 53,
} as const;

export type LdapOperation = 'service-bind' | 'user-bind' | 'search';
export const ldapOperations: readonly LdapOperation[] = ['service-bind', 'search', 'user-bind'];

export interface LdapServerOptions {
  host: string;
  port: number;
  baseDn: string;
  serviceDn: string;
  servicePassword: string;
  faults: FaultBook;
  users(): readonly DirectoryUser[];
  /** Called for each operation that was answered; `code` null when the connection was cut instead. */
  onOperation(operation: LdapOperation, dn: string, code: number | null): void;
}

export interface LdapServer {
  port: number;
  close(): Promise<void>;
}

/** The parts of ldapjs's requests and answers that are used here; its own types leave them open. */
interface Dn {
  toString(): string;
}
interface BindRequest {
  connection: Socket;
  name: Dn;
  credentials: string;
}
interface SearchRequest {
  connection: Socket;
  baseObject: Dn;
  /** 0 = base, 1 = one level, 2 = whole subtree. */
  scope: number;
  sizeLimit: number;
  filter: LdapFilter;
}
interface Answer {
  attributes: string[];
  errorMessage: string;
  send(entry: { dn: string; attributes: Record<string, string[]> }): void;
  end(code: number): void;
}
type Next = () => void;

const canonical = (dn: string): string => (ldap.parseDN(dn) as Dn).toString().toLowerCase();

interface Person {
  user: DirectoryUser;
  entry: Entry;
  /** The entry's DN as it is compared. */
  dn: string;
}

/** Reading hundreds of DNs takes longer than the rest of a search, so it is done once for each list of people. */
function createPeople(baseDn: string): (users: readonly DirectoryUser[]) => Person[] {
  const known = new WeakMap<readonly DirectoryUser[], Person[]>();
  return (users) => {
    const people =
      known.get(users) ??
      users.map((user) => {
        const entry = entryOf(user, baseDn);
        return { user, entry, dn: canonical(entry.dn) };
      });
    known.set(users, people);
    return people;
  };
}

/**
 * An LDAP server with one service account and people under `ou=people`. Like many real ones it calls a bind with a
 * name and no password a success (the unauthenticated bind of RFC 4513 5.1.2), matches user IDs regardless of case,
 * and lets nobody search who has not authenticated.
 */
export async function openLdapServer(options: LdapServerOptions): Promise<LdapServer> {
  const server = ldap.createServer();
  const { server: listener } = server as unknown as { server: NetServer };
  const sockets = new Set<Socket>();
  const mayRead = new WeakSet<Socket>();
  const [serviceDn, baseDn] = [canonical(options.serviceDn), canonical(options.baseDn)];

  const peopleOf = createPeople(options.baseDn);
  const people = (): Person[] => peopleOf(options.users());

  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // An entry and the result behind it are two small writes: together they would wait for an acknowledgement.
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    if (isDown(options.faults)) socket.destroy();
  });
  // What a client writes that is no LDAP ends its connection, not the town.
  server.on('error', () => undefined);

  server.bind('', (request: BindRequest, answer: Answer, next: Next) => {
    const dn = canonical(request.name.toString());
    const operation = dn === serviceDn ? 'service-bind' : 'user-bind';
    void perform(operation, dn, request.connection, answer, next, (fault) => {
      mayRead.delete(request.connection);
      if (fault?.mode === 'refuse') return refusalOf(fault, operation);
      if (request.credentials === '') return result.success;
      if (operation === 'service-bind') {
        if (request.credentials !== options.servicePassword) return result.invalidCredentials;
        mayRead.add(request.connection);
        return result.success;
      }
      const { user } = people().find((person) => person.dn === dn) ?? {};
      if (user?.password !== request.credentials) return result.invalidCredentials;
      return user.locked ? result.unwillingToPerform : result.success;
    });
  });

  server.search('', (request: SearchRequest, answer: Answer, next: Next) => {
    const base = canonical(request.baseObject.toString());
    void perform('search', base, request.connection, answer, next, (fault) => {
      if (fault?.mode === 'refuse') return refusalOf(fault, 'search');
      if (!mayRead.has(request.connection)) return result.insufficientAccess;
      if (base !== baseDn && !base.endsWith(`,${baseDn}`)) return result.noSuchObject;
      const matching = people()
        .filter(({ dn }) => inScope(dn, base, request.scope))
        .filter(({ entry }) => matches(request.filter, entry));
      const found = matching.flatMap(({ user, entry }) =>
        fault?.mode === 'twice' ? [entry, entryOf(user, options.baseDn, 'former')] : [entry],
      );
      const limit = request.sizeLimit === 0 ? found.length : request.sizeLimit;
      const wanted = answer.attributes.map((name) => name.toLowerCase());
      answer.attributes = [];
      for (const entry of found.slice(0, limit)) {
        answer.send({ dn: entry.dn, attributes: select(entry.attributes, wanted) });
      }
      return found.length > limit ? result.sizeLimitExceeded : result.success;
    });
  });

  async function perform(
    operation: LdapOperation,
    dn: string,
    socket: Socket,
    answer: Answer,
    next: Next,
    act: (fault: Fault | undefined) => number,
  ): Promise<void> {
    const fault = options.faults.take('directory', operation);
    if (fault && fault.delayMs > 0) await sleep(fault.delayMs, undefined, { ref: false });
    if (fault?.mode === 'down' || fault?.mode === 'drop-before') {
      options.onOperation(operation, dn, null);
      socket.destroy();
      return;
    }
    if (fault?.mode === 'garbage') {
      options.onOperation(operation, dn, null);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    const failed = fault?.mode === 'fail-before' || fault?.mode === 'fail-after';
    const code = failed ? codeOf(fault, result.busy) : act(fault);
    options.onOperation(operation, dn, fault?.mode === 'drop-after' ? null : code);
    if (fault?.mode === 'drop-after') {
      socket.destroy();
      return;
    }
    answer.end(code);
    next();
  }

  server.listen(options.port, options.host);
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** While the directory is down, a new connection is closed at once; the fault is not used up by that. */
function isDown(faults: FaultBook): boolean {
  return faults.list().some(({ party, mode }) => party === 'directory' && mode === 'down');
}

function refusalOf(fault: Fault, operation: LdapOperation): number {
  const usual = {
    'service-bind': result.invalidCredentials,
    'user-bind': result.unwillingToPerform,
    search: result.insufficientAccess,
  };
  return codeOf(fault, usual[operation]);
}

/** `detail.code` of a fault chooses the LDAP result code. */
function codeOf(fault: Fault, otherwise: number): number {
  return typeof fault.detail.code === 'number' ? fault.detail.code : otherwise;
}

function inScope(dn: string, base: string, scope: number): boolean {
  if (scope === 0) return dn === base;
  if (!dn.endsWith(`,${base}`)) return false;
  return scope === 2 || !dn.slice(0, -base.length - 1).includes(',');
}

/** The attributes that were asked for: all of them for `*` or nothing, none for `1.1` (RFC 4511 4.5.1.8). */
function select(
  attributes: Record<string, string[]>,
  wanted: readonly string[],
): Record<string, string[]> {
  if (wanted.length === 0 || wanted.includes('*')) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => wanted.includes(name.toLowerCase())),
  );
}
