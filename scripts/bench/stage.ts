// Everything that a measurement runs on, started by it on free ports in a folder of its own: PostgreSQL and Temporal
// with files as they are on disk in production, the town, and worker and web as production starts them.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { Client as DatabaseClient, Pool } from 'pg';
import { readEnvironment } from '../../platform/env.ts';
import { createLives } from '../../platform/lives.ts';
import type { Lives } from '../../platform/lives.ts';
import { createDataConverter } from '../../platform/temporal/data-converter.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import {
  HOUSEKEEPING_SCHEDULE_ID,
  PRINT_WATCH_SCHEDULE_ID,
} from '../../workflows/housekeeping/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { portOrFree } from '../servers/free-port.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { PostgresServer } from '../servers/postgres.ts';
import { startTemporal } from '../servers/temporal.ts';
import { fillDatabase, makeDatabase } from '../start/database.ts';
import { createSteps } from '../start/steps.ts';
import { findTemporal } from '../temporal-executable.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import type { TownOrder } from './children/town.ts';

const root = join(import.meta.dirname, '..', '..');
const NAMESPACE = 'default';
const WEBHOOK_ID = 'WH-BENCH';
/** The print watch runs this often while it is wanted, seconds: little waits for it, and little is spent on it. */
const HOUSEKEEPING_SECONDS = 2;

export type ServiceName = 'worker' | 'web';

export interface Stage {
  folder: string;
  secret: string;
  webUrl: string;
  townUrl: string;
  temporalAddress: string;
  workflowBundle: string;
  /** Connection string as the administrator. */
  databaseUrl: string;
  /** The measurement's own connections, of which no figure counts a statement. */
  pool: Pool;
  /** Speaks to lives as the web process does. */
  client: Client;
  /** Encrypts as worker and web do. */
  dataConverter: DataConverter;
  lives: Lives;
  pids: { postgres: number; temporal: number; town: number };
  /** The worker and web process that are running now. */
  running(name: ServiceName): Child;
  /** Starts one more, on a port of its own. */
  startAnother(name: ServiceName, more?: Record<string, string>): Promise<Child>;
  /** Stops the running one while `work` is done, and starts it again. */
  without<T>(name: ServiceName, work: () => Promise<T>): Promise<T>;
  /** Schedules are paused, so that nothing runs that is not measured; here the print watch runs. */
  watchingPrints<T>(work: () => Promise<T>): Promise<T>;
  /** Role in PostgreSQL under which a service asks: statements are told apart by it. */
  roleOf(name: ServiceName): string;
  close(): Promise<void>;
}

/**
 * Ctrl-C and SIGTERM stop everything, from its first part on, and end this process.
 * @throws Error when any part does not come up; what came up before is stopped again
 */
export async function setStage(print: (line: string) => void): Promise<Stage> {
  const stops: (() => Promise<unknown>)[] = [];
  const onClose = (stop: () => Promise<unknown>) => void stops.unshift(stop);
  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      for (const stop of stops) {
        await stop().catch((error: unknown) => print(`while stopping: ${String(error)}`));
      }
    })());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      print(`${signal}: stopping everything.`);
      void close().then(() => process.exit(1));
    });
  }
  try {
    return await build(print, onClose, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  print: (line: string) => void,
  onClose: (stop: () => Promise<unknown>) => void,
  close: () => Promise<void>,
): Promise<Stage> {
  const steps = createSteps(print);
  const folder = await mkdtemp(join(tmpdir(), 'certificate-service-bench-'));
  onClose(() => rm(folder, { recursive: true, force: true }));
  const secret = randomBytes(24).toString('base64url');
  const payloadKeys = `bench:${randomBytes(32).toString('base64')}`;

  const postgres = await steps.step('PostgreSQL', 'starting it, counting statements', () =>
    startCountingPostgres(folder),
  );
  onClose(() => postgres.stop());
  const databaseUrl = await makeDatabase(postgres);
  await fillDatabase(databaseUrl, { COOKIE_SECRET: secret }, steps);
  const pool = new Pool({ connectionString: databaseUrl, max: 8 });
  pool.on('error', () => {});
  onClose(() => pool.end());
  await pool.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  for (const role of ['bench_worker', 'bench_web']) {
    await pool.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD '${secret}'`);
  }

  const { TEMPORAL_CLI_PATH, CACHE_DIR } = readEnvironment(process.env);
  const executable = await findTemporal({
    cliPath: TEMPORAL_CLI_PATH,
    cacheFolder: CACHE_DIR,
    path: process.env.PATH,
    say: steps.say,
  });
  const temporal = await steps.step('Temporal', 'starting it with a database file', async () =>
    startTemporal({
      executable,
      folder,
      port: await portOrFree(0),
      uiPort: await portOrFree(0),
      namespace: NAMESPACE,
      codecUrl: 'http://127.0.0.1:9',
      searchAttributes: Object.values(SEARCH_ATTRIBUTES),
    }),
  );
  onClose(() => temporal.stop());

  const webPort = await portOrFree(0);
  const webUrl = `http://127.0.0.1:${webPort}`;
  const town = await startTown({ folder, secret, webUrl });
  onClose(() => town.child.stop());

  const workflowBundle = join(folder, 'workflow-bundle.js');
  await writeFile(workflowBundle, (await bundleWorkflows()).code);

  const roleUrl = (name: ServiceName) => {
    const url = new URL(databaseUrl);
    url.username = `bench_${name}`;
    url.password = secret;
    return url.href;
  };
  const variables = {
    ...inherited(),
    NODE_ENV: 'production',
    PUBLIC_ORIGIN: 'https://bench.example',
    TRUSTED_PROXIES: '1',
    DATA_DIR: folder,
    COOKIE_SECRET: secret,
    PAYLOAD_KEYS: payloadKeys,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    HOUSEKEEPING_SECONDS: String(HOUSEKEEPING_SECONDS),
    WORKFLOW_BUNDLE: workflowBundle,
    ...town.variables,
  };
  const startService = async (name: ServiceName, more: Record<string, string> = {}, port = 0) => {
    const chosen = await portOrFree(port);
    const env = {
      ...variables,
      DATABASE_URL: roleUrl(name),
      ...(name === 'web' ? { PORT: String(chosen) } : { WORKER_HEALTH_PORT: String(chosen) }),
      ...more,
    };
    return startChild({
      name,
      file: join(root, name === 'web' ? 'api/main.ts' : 'worker/main.ts'),
      env,
      folder,
      readyUrl: `http://127.0.0.1:${chosen}/readyz`,
    });
  };
  const ports: Record<ServiceName, number> = { web: webPort, worker: 0 };
  const services = new Map<ServiceName, Child>();
  const runService = async (name: ServiceName) => {
    services.set(name, await startService(name, {}, ports[name]));
  };
  onClose(() => Promise.all([...services.values()].map((service) => service.stop())));
  await steps.step('Worker and web', 'starting them as in production', async () => {
    await runService('worker');
    await runService('web');
  });

  const connection = await Connection.connect({ address: temporal.address });
  onClose(() => connection.close());
  const dataConverter = createDataConverter(payloadKeys);
  const client = new Client({ connection, namespace: NAMESPACE, dataConverter });
  for (const id of [HOUSEKEEPING_SCHEDULE_ID, PRINT_WATCH_SCHEDULE_ID]) {
    await client.schedule.getHandle(id).pause();
  }
  const running = (name: ServiceName) => {
    const service = services.get(name);
    if (!service) throw new Error(`${name} is not running`);
    return service;
  };
  return {
    folder,
    secret,
    webUrl,
    townUrl: town.url,
    temporalAddress: temporal.address,
    workflowBundle,
    databaseUrl,
    pool,
    client,
    dataConverter,
    lives: createLives(client),
    pids: {
      postgres: postgres.process.pid,
      temporal: temporal.process.pid,
      town: town.child.pid,
    },
    running,
    startAnother: (name, more) => startService(name, more),
    async without(name, work) {
      await running(name).stop();
      services.delete(name);
      try {
        return await work();
      } finally {
        await runService(name);
      }
    },
    async watchingPrints(work) {
      const schedule = client.schedule.getHandle(PRINT_WATCH_SCHEDULE_ID);
      await schedule.unpause();
      try {
        return await work();
      } finally {
        await schedule.pause();
      }
    },
    roleOf: (name) => `bench_${name}`,
    close,
  };
}

/** A server that counts statements: the module must be loaded at its start, so it is started twice. */
async function startCountingPostgres(folder: string): Promise<PostgresServer> {
  const first = await startPostgres({ folder, port: 0 });
  try {
    const client = new DatabaseClient(first.urlOf('postgres'));
    await client.connect();
    await client.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
    await client.end();
  } finally {
    await first.stop();
  }
  return startPostgres({ folder, port: 0 });
}

async function startTown({
  folder,
  secret,
  webUrl,
}: {
  folder: string;
  secret: string;
  webUrl: string;
}): Promise<{ child: Child; url: string; variables: Record<string, string> }> {
  const authorityFile = join(folder, 'paypal-authority.pem');
  const directoryAuthorityFile = join(folder, 'directory-authority.pem');
  const httpPort = await portOrFree(0);
  const smtpPort = await portOrFree(0);
  const ldapPort = await portOrFree(0);
  const order: TownOrder = {
    ...{ httpPort, smtpPort, ldapPort, secret, authorityFile, directoryAuthorityFile },
    webhookUrl: `${webUrl}/webhooks/paypal`,
    webhookId: WEBHOOK_ID,
  };
  const url = `http://127.0.0.1:${httpPort}`;
  const child = await startChild({
    name: 'town',
    file: join(import.meta.dirname, 'children', 'town.ts'),
    args: [JSON.stringify(order)],
    env: inherited(),
    folder,
    readyUrl: `${url}/`,
  });
  return {
    child,
    url,
    variables: {
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      LDAP_URL: `ldaps://127.0.0.1:${ldapPort}`,
      LDAP_CA_FILE: directoryAuthorityFile,
      LDAP_DIRECTORIES: JSON.stringify({
        mukono: {
          url: `ldap://127.0.0.1:${ldapPort}`,
          bindDn: 'cn=service,dc=mukono,dc=example',
          bindPassword: secret,
          startTls: true,
          caFile: directoryAuthorityFile,
        },
      }),
      LDAP_BIND_DN: 'cn=service,dc=aomine,dc=example',
      LDAP_BIND_PASSWORD: secret,
      PAYPAL_BASE_URL: `${url}/paypal`,
      PAYPAL_CLIENT_ID: 'bench',
      PAYPAL_CLIENT_SECRET: secret,
      PAYPAL_WEBHOOK_ID: WEBHOOK_ID,
      PAYPAL_CERT_ORIGINS: url,
      PAYPAL_CERT_CA_FILE: authorityFile,
      NETPRINT_BASE_URL: `${url}/netprint`,
      NETPRINT_USER: 'bench',
      NETPRINT_PASSWORD: secret,
      NETWORK_PRINT_BASE_URL: `${url}/network-print`,
      NETWORK_PRINT_APP_KEY: secret,
      SMART_PIT_BASE_URL: `${url}/smart-pit`,
      SMART_PIT_MERCHANT: 'bench',
      SMART_PIT_SECRET: secret,
      SBPS_BASE_URL: `${url}/sbps`,
      SBPS_API_BASE_URL: `${url}/sbps`,
      SBPS_HASH_KEY: secret,
      SBPS_API_PASSWORD: secret,
    },
  };
}

/** What a process of ours needs of this machine, and nothing that would configure it. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  return { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), ...(TZ ? { TZ } : {}) };
}
