import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Worker } from '@temporalio/worker';

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/**
 * `/healthz`: the process lives. `/readyz`: every worker polls its queue.
 * @param port 0 picks a free one
 */
export async function startHealthServer(
  port: number,
  host: string,
  workers: readonly Pick<Worker, 'getState'>[],
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const isReady = workers.every((worker) => worker.getState() === 'RUNNING');
    const status =
      request.url === '/healthz' ? 200 : request.url === '/readyz' ? (isReady ? 200 : 503) : 404;
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`${status}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
