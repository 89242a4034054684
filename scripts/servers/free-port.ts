import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/**
 * Below what systems give to outgoing connections (from 32768 on): a port of those may be somebody's connection by the
 * time that the server which it was looked up for listens on it.
 */
const FREE_PORTS = { first: 10_000, afterLast: 32_000 };
/** Chosen in this process before: whoever got one may not listen yet. */
const chosen = new Set<number>();

/** The port itself, or a free one where it is 0. */
export async function portOrFree(port: number, host = '127.0.0.1'): Promise<number> {
  if (port !== 0) return port;
  for (;;) {
    const candidate = randomInt(FREE_PORTS.first, FREE_PORTS.afterLast);
    if (chosen.has(candidate) || (await isTaken(candidate, host))) continue;
    chosen.add(candidate);
    return candidate;
  }
}

/** Whether something else listens on it already. */
export async function isTaken(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  const taken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(true));
    server.listen(port, host, () => resolve(false));
  });
  if (!taken) await new Promise((resolve) => server.close(resolve));
  return taken;
}

/** Whether a server accepts connections there. */
export async function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  const socket = connect({ port, host });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
