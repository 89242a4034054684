import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '../tests/support/postgres.ts';
import type { TestDatabase } from '../tests/support/postgres.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

let database: TestDatabase;
let child: ChildProcess | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(() => database.drop());

function start(variables: Record<string, string>): ChildProcess {
  child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return child;
}

/** The line that says where it listens. */
async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url) return url;
  }
  throw new Error('it ended before it listened');
}

describe('the web process', () => {
  it('says where it listens, serves while Temporal is away, and ends by itself when asked to', async () => {
    const web = start({});
    const url = await urlOf(web);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { database: 'up', temporal: 'away' }]);
    const ended = once(web, 'exit');
    web.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('says that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = other.address() as AddressInfo;
      const web = start({ PORT: String(port) });
      const words: string[] = [];
      web.stderr?.on('data', (chunk: Buffer) => words.push(chunk.toString()));
      const [code] = (await once(web, 'close')) as [number];
      expect(code).toBe(1);
      expect(words.join('')).toContain('EADDRINUSE');
    } finally {
      other.close();
    }
  });
});
