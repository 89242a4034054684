import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressesOf } from '../platform/addresses.ts';
import type { Environment } from '../platform/env.ts';
import { createLives } from '../platform/lives.ts';
import { createLogger } from '../platform/logger.ts';
import { createTemporalClient } from '../platform/temporal/client.ts';
import { openDatabase } from '../prisma/client.ts';
import { createApp } from './app.ts';
import { createDependencies } from './create-dependencies.ts';
import { loadPages } from './rendering/render-page.ts';

/** Given to what is under way when the process is asked to stop. Milliseconds; npm start waits ten seconds in all. */
const SHUTDOWN_GRACE = 6_000;

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

/** Takes no new connection, lets what is under way finish, and cuts what is not done in time. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), SHUTDOWN_GRACE);
  await closed;
  clearTimeout(cut);
}

/** Listens for pages and webhooks; drains on SIGTERM and SIGINT. */
export async function serve(environment: Environment): Promise<void> {
  const logger = createLogger('web', environment.LOG_LEVEL);
  loadPages();
  const database = openDatabase(addressesOf(environment).database, environment.DATABASE_POOL_SIZE);
  const lives = createLives(createTemporalClient(environment));
  const server = createServer(
    createApp(createDependencies(environment, database, { lives, logger })),
  );
  const { port } = await listen(server, environment.PORT, environment.HOST);

  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= drain(server)
      .then(() => database.close())
      .finally(() => {
        logger.info('stopped');
        // The Temporal client's retries outlive its connection and would throw into nowhere: nothing is left to wait for.
        process.exit(0);
      });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  const url = environment.PUBLIC_ORIGIN ?? `http://${environment.HOST}:${port}`;
  logger.info({ url, ms: Math.round(performance.now()) }, 'web is listening');
}
