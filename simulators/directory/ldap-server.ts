import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import ldap from 'ldapjs';
import type { Fault, FaultBook } from '../fault-book.ts';
import { certificateProblems } from './certificates.ts';
import type { CertificateProblem, DirectoryCertificates } from './certificates.ts';
import { matches } from './filter.ts';
import type { LdapFilter } from './filter.ts';
import { openFront } from './front.ts';
import { entryOf } from './people.ts';
import type { DirectoryUser, Entry } from './people.ts';

/** Result codes of RFC 4511 4.1.9. */
const result = {
  success: 0,
  sizeLimitExceeded: 4,
  referral: 10,
  noSuchObject: 32,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
} as const;

export type LdapOperation = 'service-bind' | 'user-bind' | 'search';
/** Those that faults can be set for: `certificate` of both kinds of TLS, and the request to start it. */
export const ldapOperations: readonly string[] = [
  'certificate',
  'start-tls',
  'service-bind',
  'search',
  'user-bind',
];

/** What one university keeps in the directory. */
export interface LdapTree {
  /** e.g. `dc=aomine,dc=example`; people are under `ou=people` of it. */
  baseDn: string;
  /** The account that may search in this tree, and in no other. */
  serviceDn: string;
  servicePassword: string;
  users(): readonly DirectoryUser[];
}

export interface LdapServerOptions {
  host: string;
  port: number;
  trees: readonly LdapTree[];
  certificates: DirectoryCertificates;
  faults: FaultBook;
  /** Called for each operation that was answered. */
  onOperation(operation: Operation): void;
}

export interface Operation {
  operation: LdapOperation;
  dn: string;
  /** Result code of RFC 4511; null when the connection was cut instead. */
  code: number | null;
  /** Whether it came inside TLS. */
  isSecure: boolean;
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
interface Protocol {
  on(event: 'error', listener: () => void): void;
  bind(base: string, handler: (request: BindRequest, answer: Answer, next: Next) => void): void;
  search(base: string, handler: (request: SearchRequest, answer: Answer, next: Next) => void): void;
  /** Speaks LDAP over a connection that somebody else accepted. */
  newConnection(socket: Socket): void;
}

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

interface Tree extends LdapTree {
  baseOf: string;
  serviceOf: string;
  people(): Person[];
}

/**
 * An LDAP server for one or more universities, each with a service account and people under `ou=people`. Like many
 * real ones it calls a bind with a name and no password a success (the unauthenticated bind of RFC 4513 5.1.2), matches
 * user IDs regardless of case, and lets nobody search who has not authenticated.
 */
export async function openLdapServer(options: LdapServerOptions): Promise<LdapServer> {
  const { faults, certificates } = options;
  const server = ldap.createServer() as unknown as Protocol;
  /** Which tree a connection may read. */
  const mayRead = new WeakMap<Socket, Tree>();
  const trees = options.trees.map((tree): Tree => {
    const peopleOf = createPeople(tree.baseDn);
    return {
      ...tree,
      baseOf: canonical(tree.baseDn),
      serviceOf: canonical(tree.serviceDn),
      people: () => peopleOf(tree.users()),
    };
  });
  const everybody = (): Person[] => trees.flatMap((tree) => tree.people());

  // What a client writes that is no LDAP ends its connection, not the town.
  server.on('error', () => undefined);

  server.bind('', (request: BindRequest, answer: Answer, next: Next) => {
    const dn = canonical(request.name.toString());
    const tree = trees.find(({ serviceOf }) => serviceOf === dn);
    const operation = tree ? 'service-bind' : 'user-bind';
    void perform(operation, dn, request.connection, answer, next, (fault) => {
      mayRead.delete(request.connection);
      if (fault?.mode === 'refuse') return refusalOf(fault, operation);
      if (request.credentials === '') return result.success;
      if (tree) {
        if (request.credentials !== tree.servicePassword) return result.invalidCredentials;
        mayRead.set(request.connection, tree);
        return result.success;
      }
      const { user } = everybody().find((person) => person.dn === dn) ?? {};
      if (user?.password !== request.credentials) return result.invalidCredentials;
      return user.locked ? result.unwillingToPerform : result.success;
    });
  });

  server.search('', (request: SearchRequest, answer: Answer, next: Next) => {
    const base = canonical(request.baseObject.toString());
    void perform('search', base, request.connection, answer, next, (fault) => {
      if (fault?.mode === 'refuse') return refusalOf(fault, 'search');
      const tree = mayRead.get(request.connection);
      if (!tree) return result.insufficientAccess;
      if (base !== tree.baseOf && !base.endsWith(`,${tree.baseOf}`)) return result.noSuchObject;
      const matching = tree
        .people()
        .filter(({ dn }) => inScope(dn, base, request.scope))
        .filter(({ entry }) => matches(request.filter, entry));
      const found = matching.flatMap(({ user, entry }) =>
        fault?.mode === 'twice' ? [entry, entryOf(user, tree.baseDn, 'former')] : [entry],
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
    const fault = faults.take('directory', operation);
    const report = (code: number | null) =>
      options.onOperation({ operation, dn, code, isSecure: socket instanceof TLSSocket });
    if (fault && fault.delayMs > 0) await sleep(fault.delayMs, undefined, { ref: false });
    if (fault?.mode === 'down' || fault?.mode === 'drop-before') {
      report(null);
      socket.destroy();
      return;
    }
    if (fault?.mode === 'garbage') {
      report(null);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    const failed = fault?.mode === 'fail-before' || fault?.mode === 'fail-after';
    const code = failed ? codeOf(fault, result.busy) : act(fault);
    report(fault?.mode === 'drop-after' ? null : code);
    if (fault?.mode === 'drop-after') {
      socket.destroy();
      return;
    }
    answer.end(code);
    next();
  }

  const context = () => certificates.contextFor(problemOf(faults.take('directory', 'certificate')));
  return openFront({
    host: options.host,
    port: options.port,
    isOpen: () => !isDown(faults),
    secureContext: context,
    startTls() {
      const fault = faults.take('directory', 'start-tls', ({ mode }) => mode === 'refuse');
      return fault ? { code: codeOf(fault, result.unavailable) } : { context: context() };
    },
    onConnection: (socket) => server.newConnection(socket),
  });
}

/** `refuse` on `certificate`: `detail.problem` says what is wrong with it, else nobody knows its authority. */
function problemOf(fault: Fault | undefined): CertificateProblem | null {
  if (fault?.mode !== 'refuse') return null;
  return certificateProblems.find((problem) => problem === fault.detail.problem) ?? 'stranger';
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
