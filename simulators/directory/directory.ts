import { Router, json } from 'express';
import type { Request } from 'express';
import { z } from 'zod';
import { openLedger } from '../ledger.ts';
import { languageOf } from '../html.ts';
import type { Party, PartyContext } from '../party.ts';
import { createDirectoryCertificates } from './certificates.ts';
import { directoryPage } from './directory-page.ts';
import type { Front } from './front.ts';
import { ldapOperations, openLdapServer } from './ldap-server.ts';
import type { LdapTree, Operation } from './ldap-server.ts';
import { directoryUserSchema, fold } from './people.ts';
import type { DirectoryUser } from './people.ts';

export type { DirectoryUser } from './people.ts';

/** What one university keeps in the directory. */
export interface DirectoryTree extends Omit<LdapTree, 'users'> {
  users: readonly DirectoryUser[];
}

export interface DirectoryOptions extends DirectoryTree {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 picks a free one. */
  port: number;
  /** Further universities. */
  others?: readonly DirectoryTree[];
}

export interface Directory extends Party {
  /** e.g. `ldap://127.0.0.1:3890`, for LDAP in the clear and StartTLS; throws before `start`. */
  readonly ldapUrl: string;
  /** The same port for `ldaps://`. */
  readonly ldapsUrl: string;
  /** PEM of the authority that signed its certificate. */
  readonly authorityPem: string;
}

interface DirectoryLedger {
  /** By search base, the people put there over HTTP instead of those the town was started with. */
  changed: Record<string, DirectoryUser[]>;
  /** The newest operations, oldest first, without passwords. */
  operations: ({ at: string } & Operation)[];
}

const OPERATIONS_KEPT = 500;

const changeSchema = z.strictObject({
  password: z.string().min(1).optional(),
  locked: z.boolean().optional(),
});

/**
 * The universities' directory: an LDAP server with TLS, a page that lists the people in it, and
 *
 * - `GET /directory/control/users`, `PUT /directory/control/users` `{"users": […]}`: everybody
 * - `POST /directory/control/users/<uid>` `{"password"?, "locked"?}`: one person
 *
 * each with `?base=dc=mukono,dc=example` for another university than the first.
 *
 * Faults: `service-bind`, `search`, `user-bind`. `refuse` answers 49, 50 and 53 in this order, `fail-before` 51 (busy);
 * `detail.code` chooses another LDAP result code (10 is a referral). `twice` on `search` finds two entries for one user
 * ID. `refuse` on `start-tls` answers 52, on `certificate` shows a wrong one (`detail.problem`: `stranger`, `host`,
 * `expired`).
 */
export function createDirectory(context: PartyContext, options: DirectoryOptions): Directory {
  const host = options.host ?? '127.0.0.1';
  const ledger = openLedger<DirectoryLedger>(context.ledgerFile, { changed: {}, operations: [] });
  const certificates = createDirectoryCertificates();
  const trees: readonly DirectoryTree[] = [options, ...(options.others ?? [])];
  const usersOf = (tree: DirectoryTree): readonly DirectoryUser[] =>
    ledger.value.changed[tree.baseDn] ?? tree.users;
  const treeOf = ({ query }: Request): DirectoryTree =>
    trees.find(({ baseDn }) => baseDn === query.base) ?? options;
  let server: Front | undefined;

  const router = Router();
  router.use(json({ limit: '5mb' }));
  router.get('/', (request, response) => {
    response.send(
      directoryPage({
        language: languageOf(request.query),
        search: typeof request.query.q === 'string' ? request.query.q : '',
        users: usersOf(treeOf(request)),
        ldapUrl: server ? urlOf(host, server.port) : null,
        baseDn: treeOf(request).baseDn,
        bases: trees.map(({ baseDn }) => baseDn),
      }),
    );
  });
  router.get('/control/users', (request, response) => {
    response.json({ users: usersOf(treeOf(request)) });
  });
  router.put('/control/users', (request, response) => {
    const parsed = z.strictObject({ users: z.array(directoryUserSchema) }).safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    const { baseDn } = treeOf(request);
    ledger.change((value) => (value.changed[baseDn] = parsed.data.users));
    response.status(204).end();
  });
  router.post('/control/users/:uid', (request, response) => {
    const parsed = changeSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    const tree = treeOf(request);
    const changed = structuredClone([...usersOf(tree)]);
    const user = changed.find(({ uid }) => fold(uid) === fold(request.params.uid));
    if (!user) {
      response.status(404).json({ error: 'There is no such person in the directory.' });
      return;
    }
    Object.assign(user, parsed.data);
    ledger.change((value) => (value.changed[tree.baseDn] = changed));
    response.json(user);
  });

  return {
    name: 'directory',
    title: { ja: '大学の認証サーバー（LDAP）', en: 'University directory (LDAP)' },
    operations: ldapOperations,
    router,
    get ldapUrl() {
      if (!server) throw new Error('The directory has not been started.');
      return urlOf(host, server.port);
    },
    get ldapsUrl() {
      return this.ldapUrl.replace('ldap:', 'ldaps:');
    },
    authorityPem: certificates.authorityPem,
    ledger: () => ({
      users: Object.fromEntries(trees.map((tree) => [tree.baseDn, usersOf(tree)])),
      operations: ledger.value.operations,
    }),
    reset() {
      ledger.reset();
    },
    async start() {
      server = await openLdapServer({
        host,
        port: options.port,
        trees: trees.map((tree) => ({ ...tree, users: () => usersOf(tree) })),
        certificates,
        faults: context.faults,
        onOperation(operation) {
          ledger.change(({ operations }) => {
            operations.push({ at: context.now().toISOString(), ...operation });
            operations.splice(0, operations.length - OPERATIONS_KEPT);
          });
        },
      });
    },
    async stop() {
      await server?.close();
      server = undefined;
      await ledger.saved();
    },
  };
}

function urlOf(host: string, port: number): string {
  return `ldap://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
