// The whole service as production runs it: PostgreSQL, Temporal with a database file, the town, and worker and web as
// processes of their own, which a test may kill. On free ports and in a folder of its own; `close()` ends everything.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { Client as PostgresClient } from 'pg';
import { createPayPalGateway } from '../../gateways/paypal/gateway.ts';
import type { PayPalGateway } from '../../gateways/paypal/port.ts';
import { readEnvironment } from '../../platform/env.ts';
import { createLives } from '../../platform/lives.ts';
import type { Lives } from '../../platform/lives.ts';
import { createTemporalClient } from '../../platform/temporal/client.ts';
import { openDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { migrate } from '../../prisma/migrate.ts';
import { seedProfiles } from '../../prisma/profiles/seed.ts';
import { seedSampleData } from '../../prisma/sample-data/seed.ts';
import { startPostgres } from '../../scripts/servers/postgres.ts';
import type { PostgresServer } from '../../scripts/servers/postgres.ts';
import { eachLine, end, guard, identify, lastLines } from '../../scripts/servers/processes.ts';
import type { Guard, ProcessIdentity } from '../../scripts/servers/processes.ts';
import { startTemporal } from '../../scripts/servers/temporal.ts';
import { choosePorts } from '../../scripts/start/ports.ts';
import { startTownFor } from '../../scripts/start/town.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { createTestDatabase } from './postgres.ts';
import { prepareDevServer } from './temporal.ts';

export type ProcessName = 'worker' | 'web';

export interface StackOptions {
  /** A PostgreSQL server of its own, which survives a crash and may be crashed by the test. */
  ownPostgres?: boolean;
}

/** A mail as the mailbox shows it. */
export interface ReceivedMail {
  id: string;
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Stack {
  /** Origin of the web process, e.g. `http://127.0.0.1:4711`. */
  origin: string;
  townUrl: string;
  database: Database;
  lives: Lives;
  /** PayPal as the service asks it. */
  payPal: PayPalGateway;
  temporal: Client;
  kill9(name: ProcessName): Promise<void>;
  /** Resolves when the process says it is ready. */
  start(name: ProcessName): Promise<void>;
  /** PostgreSQL dies without any order (`ownPostgres` alone). */
  crashPostgres(): Promise<void>;
  startPostgresAgain(): Promise<void>;
  killTemporal9(): Promise<void>;
  startTemporalAgain(): Promise<void>;
  /** Asks the town: a control address of it, e.g. `/paypal/control/webhooks/hold`. */
  post(path: string, body?: object): Promise<Response>;
  fault(party: string, operation: string, mode: string, more?: object): Promise<void>;
  noFaults(): Promise<void>;
  /** Resolves when every fault that strikes once has struck: the call it was set for is in the party's hands. */
  faultsStruck(): Promise<void>;
  ledger<T>(party: string): Promise<T>;
  /** Mails to an address, oldest first; with `count` it waits until there are so many, at most 20 seconds. */
  mails(to: string, count?: number): Promise<ReceivedMail[]>;
  /** Asks every 50 ms until it is so. Rejects after `within` milliseconds with `what` and the processes' last lines. */
  until(what: string, isSo: () => Promise<boolean> | boolean, within?: number): Promise<void>;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
const FILES: Record<ProcessName, string> = { worker: 'worker/main.ts', web: 'api/main.ts' };
const PORTS = [
  'PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'CODEC_PORT',
  'WORKER_HEALTH_PORT',
  'TOWN_PORT',
  'SMTP_PORT',
  'LDAP_PORT',
];

/** @throws Error, with nothing left running, when a part does not come up */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    return { ...(await build(options, (step) => undo.push(step))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  options: StackOptions,
  onClose: (step: () => unknown) => void,
): Promise<Omit<Stack, 'close'>> {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  onClose(() => rmSync(folder, { recursive: true, force: true }));
  const free = Object.fromEntries(PORTS.map((name) => [name, '0']));
  const bare = readEnvironment({ NODE_ENV: 'test', ...free });
  const ports = await choosePorts(bare);
  const origin = `http://127.0.0.1:${ports.PORT}`;

  const bundleFile = join(folder, 'workflow-bundle.js');
  const bundled = bundleWorkflows().then(({ code }) => writeFileSync(bundleFile, code));
  const postgres = await providePostgres(options, folder, ports.POSTGRES_PORT, onClose);
  const database = openDatabase(postgres.url, 5);
  onClose(() => database.close());
  await seedProfiles(database.prisma);
  await seedSampleData(database.prisma);

  const temporal = await provideTemporal(folder, ports, onClose);
  const { town, variables } = await startTownFor(bare, ports, folder, origin);
  onClose(() => town.close());
  await bundled;

  const given = {
    ...variables,
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    DATA_DIR: folder,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    PUBLIC_ORIGIN: origin,
    PORT: String(ports.PORT),
    WORKER_HEALTH_PORT: String(ports.WORKER_HEALTH_PORT),
    WORKFLOW_BUNDLE: bundleFile,
    HOUSEKEEPING_SECONDS: '1',
  };
  const client = createTemporalClient(readEnvironment(given));
  onClose(() => client.connection.close());

  const processes: Record<ProcessName, ManagedProcess> = {
    worker: manage('worker', given, `http://127.0.0.1:${ports.WORKER_HEALTH_PORT}/readyz`),
    web: manage('web', given, `${origin}/readyz`),
  };
  onClose(() => Promise.all([processes.web.kill9(), processes.worker.kill9()]));
  await Promise.all([processes.worker.start(), processes.web.start()]);

  const asked = async (response: Promise<Response>) => {
    const answer = await response;
    if (!answer.ok) throw new Error(`the town answers ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const post = (path: string, body: object = {}) =>
    fetch(`${town.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const until: Stack['until'] = async (what, isSo, within = 20_000) => {
    const end = performance.now() + within;
    while (!(await isSo())) {
      if (performance.now() > end) {
        const told = Object.values(processes).map(({ lines }) => lastLines(lines.join('\n')));
        throw new Error(`not within ${within} ms: ${what}\n${told.join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  return {
    origin,
    townUrl: town.url,
    database,
    lives: createLives(client),
    payPal: createPayPalGateway({
      baseUrl: variables.PAYPAL_BASE_URL ?? '',
      clientId: bare.PAYPAL_CLIENT_ID,
      clientSecret: bare.PAYPAL_CLIENT_SECRET,
    }),
    temporal: client,
    kill9: (name) => processes[name].kill9(),
    start: (name) => processes[name].start(),
    crashPostgres: postgres.crash,
    startPostgresAgain: postgres.startAgain,
    killTemporal9: temporal.kill9,
    startTemporalAgain: temporal.startAgain,
    post,
    async fault(party, operation, mode, more = {}) {
      await asked(post('/control/faults', { party, operation, mode, ...more }));
    },
    async noFaults() {
      await asked(fetch(`${town.url}/control/faults`, { method: 'DELETE' }));
    },
    faultsStruck: () =>
      until('the faults have struck', async () => {
        const response = await asked(fetch(`${town.url}/control/faults`));
        const { faults } = (await response.json()) as { faults: { times: number | null }[] };
        return faults.every(({ times }) => times === null);
      }),
    async ledger<T>(party: string) {
      return (await (await asked(fetch(`${town.url}/control/ledger/${party}`))).json()) as T;
    },
    async mails(to, count) {
      const query = new URLSearchParams({ to });
      if (count !== undefined) {
        query.set('count', String(count));
        query.set('wait', '20000');
      }
      const response = await asked(
        fetch(`${town.url}/mailbox/control/messages?${query.toString()}`),
      );
      return ((await response.json()) as { messages: ReceivedMail[] }).messages;
    },
    until,
  };
}

interface ProvidedPostgres {
  url: string;
  crash(): Promise<void>;
  startAgain(): Promise<void>;
}

async function providePostgres(
  { ownPostgres }: StackOptions,
  folder: string,
  port: number,
  onClose: (step: () => unknown) => void,
): Promise<ProvidedPostgres> {
  if (!ownPostgres) {
    const shared = await createTestDatabase();
    onClose(() => shared.drop());
    const refuse = () => Promise.reject(new Error('other tests use this PostgreSQL as well'));
    return { url: shared.url, crash: refuse, startAgain: refuse };
  }
  // The server runs as another user, who must reach its folder.
  const options = { folder: mkdtempSync(join(tmpdir(), 'stack-postgres-')), port };
  onClose(() => rmSync(options.folder, { recursive: true, force: true }));
  let server: PostgresServer = await startPostgres(options);
  onClose(() => server.stop());
  const client = new PostgresClient(server.urlOf('postgres'));
  await client.connect();
  await client.query('CREATE DATABASE certificate_service');
  await client.end();
  const url = server.urlOf('certificate_service');
  await migrate(url);
  return {
    url,
    async crash() {
      process.kill(server.process.pid, 'SIGQUIT');
      await server.stop();
    },
    async startAgain() {
      server = await startPostgres(options);
    },
  };
}

async function provideTemporal(
  folder: string,
  ports: { TEMPORAL_PORT: number; TEMPORAL_UI_PORT: number; CODEC_PORT: number },
  onClose: (step: () => unknown) => void,
) {
  const options = {
    executable: await prepareDevServer(),
    folder,
    port: ports.TEMPORAL_PORT,
    uiPort: ports.TEMPORAL_UI_PORT,
    namespace: 'default',
    codecUrl: `http://127.0.0.1:${ports.CODEC_PORT}`,
    searchAttributes: Object.values(SEARCH_ATTRIBUTES),
  };
  let server = await startTemporal(options);
  onClose(() => server.stop());
  return {
    address: server.address,
    async kill9() {
      process.kill(server.process.pid, 'SIGKILL');
      await server.stop();
    },
    async startAgain() {
      server = await startTemporal(options);
    },
  };
}

interface ManagedProcess {
  lines: string[];
  start(): Promise<void>;
  kill9(): Promise<void>;
}

function manage(
  name: ProcessName,
  variables: Record<string, string>,
  readyUrl: string,
): ManagedProcess {
  const lines: string[] = [];
  let child: ChildProcess | undefined;
  let identity: ProcessIdentity | undefined;
  let guarded: Guard | undefined;
  return {
    lines,
    async start() {
      child = spawn(process.execPath, [join(root, FILES[name])], {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: process.env.TZ, ...variables },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      eachLine(child, (line) => lines.push(`${name}: ${line}`));
      identity = identify(name, child.pid ?? 0);
      guarded = identity && guard(identity.pid, 'KILL');
      const until = performance.now() + 30_000;
      while (!(await answers(readyUrl))) {
        if (child.exitCode !== null || performance.now() > until) {
          throw new Error(`${name} does not get ready:\n${lastLines(lines.join('\n'))}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async kill9() {
      if (identity) await end(identity, 'SIGKILL', 5_000);
      guarded?.dismiss();
      identity = undefined;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
