import { Router, json } from 'express';
import { z } from 'zod';
import { openLedger } from '../ledger.ts';
import { languageOf } from '../html.ts';
import type { Party, PartyContext } from '../party.ts';
import { directoryPage } from './directory-page.ts';
import { ldapOperations, openLdapServer } from './ldap-server.ts';
import type { LdapOperation, LdapServer } from './ldap-server.ts';
import { directoryUserSchema, fold } from './people.ts';
import type { DirectoryUser } from './people.ts';

export type { DirectoryUser } from './people.ts';

export interface DirectoryOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 picks a free one. */
  port: number;
  /** e.g. `dc=aomine,dc=example`; people are under `ou=people` of it. */
  baseDn: string;
  serviceDn: string;
  servicePassword: string;
  users: readonly DirectoryUser[];
}

export interface Directory extends Party {
  /** e.g. `ldap://127.0.0.1:3890`; throws before `start`. */
  readonly ldapUrl: string;
}

interface DirectoryLedger {
  /** The people put there over HTTP; null = those the town was started with. */
  users: DirectoryUser[] | null;
  /** The newest operations, oldest first, without passwords. */
  operations: { at: string; operation: LdapOperation; dn: string; code: number | null }[];
}

const OPERATIONS_KEPT = 500;

const changeSchema = z.strictObject({
  password: z.string().min(1).optional(),
  locked: z.boolean().optional(),
});

/**
 * The university's directory: an LDAP server, a page that lists the people in it, and
 *
 * - `GET /directory/control/users`, `PUT /directory/control/users` `{"users": […]}`: everybody
 * - `POST /directory/control/users/<uid>` `{"password"?, "locked"?}`: one person
 *
 * Faults: `service-bind`, `search`, `user-bind`. `refuse` answers 49, 50 and 53 in this order, `fail-before` 51 (busy);
 * `detail.code` chooses another LDAP result code. `twice` on `search` finds two entries for one user ID.
 */
export function createDirectory(context: PartyContext, options: DirectoryOptions): Directory {
  const host = options.host ?? '127.0.0.1';
  const ledger = openLedger<DirectoryLedger>(context.ledgerFile, { users: null, operations: [] });
  const users = (): readonly DirectoryUser[] => ledger.value.users ?? options.users;
  let server: LdapServer | undefined;

  const router = Router();
  router.use(json({ limit: '5mb' }));
  router.get('/', (request, response) => {
    response.send(
      directoryPage({
        language: languageOf(request.query),
        search: typeof request.query.q === 'string' ? request.query.q : '',
        users: users(),
        ldapUrl: server ? urlOf(host, server.port) : null,
        baseDn: options.baseDn,
      }),
    );
  });
  router.get('/control/users', (_request, response) => {
    response.json({ users: users() });
  });
  router.put('/control/users', (request, response) => {
    const parsed = z.strictObject({ users: z.array(directoryUserSchema) }).safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    ledger.change((value) => (value.users = parsed.data.users));
    response.status(204).end();
  });
  router.post('/control/users/:uid', (request, response) => {
    const parsed = changeSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    const changed = structuredClone([...users()]);
    const user = changed.find(({ uid }) => fold(uid) === fold(request.params.uid));
    if (!user) {
      response.status(404).json({ error: 'There is no such person in the directory.' });
      return;
    }
    Object.assign(user, parsed.data);
    ledger.change((value) => (value.users = changed));
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
    ledger: () => ({ users: users(), operations: ledger.value.operations }),
    reset() {
      ledger.reset();
    },
    async start() {
      server = await openLdapServer({
        ...options,
        host,
        faults: context.faults,
        users,
        onOperation(operation, dn, code) {
          ledger.change(({ operations }) => {
            operations.push({ at: context.now().toISOString(), operation, dn, code });
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
