import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLdapDirectory } from '../gateways/directory-ldap/gateway.ts';
import type { DirectoryGateway } from '../gateways/directory-ldap/port.ts';
import { createCertificateStore } from '../gateways/paypal/certificates.ts';
import { createPayPalGateway } from '../gateways/paypal/gateway.ts';
import { addressesOf } from '../platform/addresses.ts';
import { systemClock } from '../platform/clock.ts';
import { readEnvironment } from '../platform/env.ts';
import type { Environment } from '../platform/env.ts';
import { createLives } from '../platform/lives.ts';
import { createLogger } from '../platform/logger.ts';
import { createTemporalClient } from '../platform/temporal/client.ts';
import { openDatabase } from '../prisma/client.ts';
import { createProfiles } from '../prisma/profiles/load.ts';
import type { LoadedProfile } from '../prisma/profiles/load.ts';
import { createApp } from './app.ts';
import type { AppDependencies } from './dependencies.ts';

/** Given to answers under way when the process is asked to stop. Milliseconds. */
const DRAIN_WITHIN = 8_000;

/** The web process. Holds no state: several may run side by side. Drains on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const environment = readEnvironment(process.env);
  const logger = createLogger('web', environment.LOG_LEVEL);
  const addresses = addressesOf(environment);
  const database = openDatabase(addresses.database, environment.DATABASE_POOL_SIZE);
  const client = createTemporalClient(environment);
  const app = createApp({
    environment,
    logger,
    prisma: database.prisma,
    pool: database.pool,
    profiles: createProfiles(database.prisma),
    lives: createLives(client),
    directoryOf: directories(environment, addresses.ldap),
    paypal: createPayPalGateway({
      baseUrl: addresses.paypal,
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
    }),
    paypalCertificates: createCertificateStore({
      allowedOrigins: environment.PAYPAL_CERT_ORIGINS?.split(',').map((origin) => origin.trim()),
      authorityPem: environment.PAYPAL_CERT_CA_FILE
        ? readFileSync(environment.PAYPAL_CERT_CA_FILE, 'utf8')
        : undefined,
    }),
    clock: systemClock,
  });

  const server = await listen(app, environment);
  const { port } = server.address() as AddressInfo;
  logger.info(
    { url: `http://${environment.HOST}:${port}`, ms: Math.round(performance.now() - startedAt) },
    'web is ready',
  );

  const stop = async () => {
    await drain(server);
    await client.connection.close();
    await database.close();
    logger.info('web has stopped');
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

function listen(app: ReturnType<typeof createApp>, { PORT, HOST }: Environment): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(PORT, HOST);
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}

/** Answers what is under way and takes nothing new. */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_WITHIN);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** One gateway a university, by the settings in force when it is first asked. */
function directories(environment: Environment, url: string): AppDependencies['directoryOf'] {
  const known = new Map<string, DirectoryGateway>();
  return ({ code, profile }: LoadedProfile) => {
    const directory = profile.signIn.student;
    if (directory === null) throw new Error(`students of ${code} do not sign in here`);
    const { baseDn, userFilterAttribute: userAttribute } = directory;
    const key = `${code} ${baseDn} ${userAttribute}`;
    const found =
      known.get(key) ??
      createLdapDirectory({
        url,
        bindDn: environment.LDAP_BIND_DN,
        bindPassword: environment.LDAP_BIND_PASSWORD,
        baseDn,
        userAttribute,
      });
    known.set(key, found);
    return found;
  };
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    process.exit();
  });
}
