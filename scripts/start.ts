// `npm start`: the whole service and the world around it on one machine, with no configuration. Parts whose address
// is given in the environment are not started. Ctrl-C and SIGTERM stop everything in order.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '../platform/env.ts';
import type { Environment } from '../platform/env.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
import { startPostgres } from './servers/postgres.ts';
import type { ProcessIdentity } from './servers/processes.ts';
import { startTemporal } from './servers/temporal.ts';
import { takeDataFolder } from './start/data-folder.ts';
import type { DataFolder } from './start/data-folder.ts';
import { fillDatabase, makeDatabase } from './start/database.ts';
import { choosePorts, needsTown } from './start/ports.ts';
import type { Ports } from './start/ports.ts';
import { StartProblem, explain } from './start/problem.ts';
import { startService } from './start/service.ts';
import type { Service } from './start/service.ts';
import { createSteps, seconds } from './start/steps.ts';
import { summary } from './start/summary.ts';
import { findTemporal } from './temporal-executable.ts';

const root = join(import.meta.dirname, '..');
const steps = createSteps();
const { say, step } = steps;

/** What has to be stopped, newest first. */
const started: { name: string; stop: () => Promise<unknown> }[] = [];
let stopping: Promise<void> | undefined;

function onStop(name: string, stop: () => Promise<unknown>): void {
  started.unshift({ name, stop });
}

/** Idempotent: a second Ctrl-C waits for the first. */
function stopAll(why: string): Promise<void> {
  return (stopping ??= (async () => {
    const began = performance.now();
    console.log(`\n${why}: stopping everything in order.`);
    for (const { name, stop } of [...started]) {
      const since = performance.now();
      try {
        await stop();
        console.log(`✓ ${name} stopped (${seconds(since)})`);
      } catch (error) {
        console.error(`✗ ${name}: ${String(error)}`);
        process.exitCode = 1;
      }
    }
    console.log(`Stopped in ${seconds(began)}.`);
  })());
}

async function main(): Promise<void> {
  const began = performance.now();
  const environment = readEnvironment(process.env);
  if (environment.NODE_ENV === 'production') {
    throw new StartProblem(
      'npm start brings up a development machine. In production run `npm run migrate`, `npm run worker` and `npm run web`.',
    );
  }
  const dataFolder = await takeDataFolder(environment.DATA_DIR, say);
  onStop('Data folder', () => dataFolder.release());
  const ports = await choosePorts(environment);

  const [databaseUrl, temporal] = await bothOf(
    providePostgres(environment, ports, dataFolder),
    provideTemporal(environment, ports, dataFolder),
  );
  await fillDatabase(databaseUrl, environment, steps);

  const portal = `http://${environment.HOST}:${ports.PORT}`;
  const publicOrigin = environment.PUBLIC_ORIGIN ?? portal;
  const town = await provideTown(environment, ports, dataFolder, portal);
  const variables = {
    ...town.variables,
    ...givenOf(Object.keys(town.variables)),
    NODE_ENV: environment.NODE_ENV,
    DATA_DIR: dataFolder.path,
    DATABASE_URL: databaseUrl,
    PUBLIC_ORIGIN: publicOrigin,
    ...(temporal ? { TEMPORAL_ADDRESS: temporal.address } : {}),
    ...(temporal ? { CODEC_ALLOWED_ORIGIN: temporal.uiUrl } : {}),
    PORT: String(ports.PORT),
    CODEC_PORT: String(ports.CODEC_PORT),
    WORKER_HEALTH_PORT: String(ports.WORKER_HEALTH_PORT),
  };
  await startServices({ ...process.env, ...variables }, ports, portal, dataFolder);

  console.log(`\nReady after ${seconds(began)}.`);
  const addresses = { portal, temporalUi: temporal?.uiUrl, town: town.url };
  console.log(summary(addresses).join('\n'));
}

/** Like Promise.all, but waits for both before it fails, so that whatever has come up can be stopped. */
async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

async function providePostgres(
  environment: Environment,
  ports: Ports,
  dataFolder: DataFolder,
): Promise<string> {
  if (environment.DATABASE_URL !== undefined) {
    say('PostgreSQL: not started, DATABASE_URL is given.');
    return environment.DATABASE_URL;
  }
  return step(
    'PostgreSQL',
    `starting it on port ${ports.POSTGRES_PORT}, data in ${dataFolder.path}/postgres`,
    async () => {
      const server = await startPostgres({ folder: dataFolder.path, port: ports.POSTGRES_PORT });
      onStop('PostgreSQL', () => server.stop());
      dataFolder.remember(server.process);
      return makeDatabase(server);
    },
    () => 'ready',
  );
}

async function provideTemporal(environment: Environment, ports: Ports, dataFolder: DataFolder) {
  const { TEMPORAL_ADDRESS, TEMPORAL_CLI_PATH, TEMPORAL_NAMESPACE, CACHE_DIR } = environment;
  if (TEMPORAL_ADDRESS !== undefined) {
    say(`Temporal: not started, TEMPORAL_ADDRESS is ${TEMPORAL_ADDRESS}.`);
    return undefined;
  }
  const executable = await findTemporal({
    cliPath: TEMPORAL_CLI_PATH,
    cacheFolder: CACHE_DIR,
    path: process.env.PATH,
    say,
  });
  return step(
    'Temporal',
    `starting it on port ${ports.TEMPORAL_PORT}, data in ${dataFolder.path}/temporal.db`,
    async () => {
      const server = await startTemporal({
        executable,
        folder: dataFolder.path,
        port: ports.TEMPORAL_PORT,
        uiPort: ports.TEMPORAL_UI_PORT,
        namespace: TEMPORAL_NAMESPACE,
        codecUrl: `http://127.0.0.1:${ports.CODEC_PORT}`,
        searchAttributes: Object.values(SEARCH_ATTRIBUTES),
      });
      onStop('Temporal', () => server.stop());
      dataFolder.remember(server.process);
      return server;
    },
    ({ uiUrl }) => `ready, Web UI at ${uiUrl}`,
  );
}

async function provideTown(
  environment: Environment,
  ports: Ports,
  dataFolder: DataFolder,
  portal: string,
): Promise<{ url?: string; variables: Record<string, string> }> {
  if (!needsTown(environment)) {
    say('Town: not started, the addresses of all outside parties are given.');
    return { variables: {} };
  }
  return step(
    'Town',
    'starting the world outside: directory, payment, print networks, copier, mailbox',
    async () => {
      // Loaded here, so that what it needs is not read where nothing of the town is used.
      const { startTownFor } = await import('./start/town.ts');
      const { town, variables } = await startTownFor(environment, ports, dataFolder.path, portal);
      onStop('Town', () => town.close());
      return { url: town.url, variables };
    },
    ({ url }) => `ready at ${url}`,
  );
}

/** Variables of the environment that are given and so win over the town's. */
function givenOf(names: string[]): Record<string, string> {
  const given = names.map((name) => [name, process.env[name] ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

const SERVICES = [
  { name: 'worker', file: 'worker/main.ts', port: 'WORKER_HEALTH_PORT', path: '/readyz' },
  { name: 'web', file: 'api/main.ts', port: 'PORT', path: '/readyz' },
  { name: 'codec', file: 'worker/codec-server.ts', port: 'CODEC_PORT', path: '/healthz' },
] as const;

async function startServices(
  env: NodeJS.ProcessEnv,
  ports: Ports,
  portal: string,
  dataFolder: DataFolder,
): Promise<void> {
  const missing = SERVICES.filter(({ file }) => !existsSync(join(root, file)));
  if (missing.length > 0) {
    throw new StartProblem(`Not there: ${missing.map(({ file }) => file).join(', ')}.`);
  }
  const services: Service[] = [];
  onStop('Web, worker and codec server', () =>
    Promise.all(services.map((service) => service.stop(7_000))),
  );
  await Promise.all(
    SERVICES.map(({ name, file, port, path }) =>
      step(
        name,
        `node ${file}`,
        async () => {
          const base = port === 'PORT' ? portal : `http://127.0.0.1:${ports[port]}`;
          const service = startService({
            name,
            command: process.execPath,
            args: [join(root, file)],
            env,
            readyUrl: `${base}${path}`,
            print: console.log,
            onProcess: (child: ProcessIdentity) => dataFolder.remember(child),
            onHopeless: (problem) => void fail(problem, dataFolder.path),
          });
          services.push(service);
          await service.ready();
        },
        () => 'ready',
      ),
    ),
  );
}

async function fail(error: unknown, dataFolder: string): Promise<void> {
  if (stopping) return;
  process.exitCode = 1;
  const message = explain(error, dataFolder);
  console.error(`\n${message}`);
  if (started.length > 0) await stopAll('Not started');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(
    signal,
    () => void stopAll(signal === 'SIGINT' ? 'Ctrl-C' : signal).then(() => process.exit()),
  );
}

try {
  await main();
} catch (error) {
  await fail(error, process.env.DATA_DIR ?? '.data');
  if (stopping) await stopping;
  process.exit();
}
