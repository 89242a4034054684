// `npm start` as a person has it: real processes in a folder of their own, on free ports.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachLine, identify, isRunning } from '../../scripts/servers/processes.ts';
import type { ProcessIdentity } from '../../scripts/servers/processes.ts';

const root = join(import.meta.dirname, '..', '..');
const freePorts = Object.fromEntries(
  [
    '',
    'POSTGRES_',
    'TEMPORAL_',
    'TEMPORAL_UI_',
    'CODEC_',
    'WORKER_HEALTH_',
    'TOWN_',
    'SMTP_',
    'LDAP_',
  ].map((name) => [`${name}PORT`, '0']),
);

let folder: string;
let running: Start[] = [];

interface Start {
  process: ChildProcess;
  lines: string[];
  ended: Promise<number | null>;
  /** @returns the line; rejects when the process ends without it */
  line(pattern: RegExp): Promise<string>;
}

function start(variables: Record<string, string> = {}): Start {
  const env = {
    ...process.env,
    ...freePorts,
    DATA_DIR: folder,
    NODE_ENV: 'development',
    ...variables,
  };
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.ts')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  eachLine(child, (line) => {
    lines.push(line);
    waiting.forEach((look) => look());
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((one) => pattern.test(one));
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`ended without ${pattern}:\n${lines.join('\n')}`)));
    });
  const started = { process: child, lines, ended, line };
  running.push(started);
  return started;
}

/** The processes that a start has written down, with who started them. */
function processes(): ProcessIdentity[] {
  const { owner, children } = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')) as {
    owner: ProcessIdentity;
    children: ProcessIdentity[];
  };
  return [owner, ...children];
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});

afterEach(async () => {
  for (const { process: child, ended } of running) {
    child.kill('SIGTERM');
    await ended;
  }
  running = [];
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

it('starts, refuses a second start, revives what dies, stops without a trace, and finds its data', async () => {
  const first = start();
  const portal = /(http:\S+)/.exec(await first.line(/All universities/))?.[1] ?? '';
  expect((await fetch(portal)).status).toBe(200);
  const all = processes();
  expect(all.map(({ name }) => name).toSorted()).toEqual(
    ['PostgreSQL', 'Temporal', 'codec', 'npm start', 'web', 'worker'].toSorted(),
  );
  expect(all.every(isRunning)).toBe(true);

  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.lines.join('\n')).toContain(
    `in use by another npm start (process ${first.process.pid})`,
  );

  for (const name of ['web', 'worker']) {
    const victim = processes().find((one) => one.name === name);
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await first.line(new RegExp(`${name} ended unexpectedly \\(SIGKILL\\); starting it again`));
  }
  await until(() => processes().filter(isRunning).length === 6, 'all six run again');

  const before = processes();
  const began = performance.now();
  first.process.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(before.filter(isRunning)).toEqual([]);
  expect(existsSync(join(folder, 'running.json'))).toBe(false);

  const again = start();
  await again.line(/Migrations: nothing to apply/);
  await again.line(/sample people: all there/);
  await again.line(/All universities/);
}, 120_000);

it('leaves no process when it is killed with -9, and starts again', async () => {
  const killed = start();
  await killed.line(/All universities/);
  const all = processes();
  killed.process.kill('SIGKILL');
  await killed.ended;
  await until(() => all.filter(isRunning).length === 0, 'its processes have ended');

  const again = start();
  await again.line(/The last start was killed/);
  await again.line(/All universities/);
}, 120_000);

it('ends what a killed start has left', async () => {
  const leftOver = spawn('sleep', ['60'], { stdio: 'ignore' });
  const child = identify('worker', leftOver.pid ?? 0);
  const owner = { name: 'npm start', pid: process.pid, startedAt: 'another time' };
  writeFileSync(join(folder, 'running.json'), JSON.stringify({ owner, children: [child] }));
  await start({ PORT: '4999', TOWN_PORT: '4999' }).ended; // goes no further than its ports
  await until(() => leftOver.exitCode !== null || leftOver.signalCode !== null, 'it was ended');
});

it('names every port that is taken, and changes nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const refused = start({ PORT: String(port), SMTP_PORT: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.lines.join('\n')).toMatch(/PORT=\d+ is taken|is given twice/);
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
  } finally {
    server.close();
  }
});

it('refuses a data folder of another version, and leaves it as it is', async () => {
  writeFileSync(join(folder, 'layout'), '99\n');
  const refused = start();
  expect(await refused.ended).toBe(1);
  expect(refused.lines.join('\n')).toContain('made by another version of the service (layout 99');
  expect(readFileSync(join(folder, 'layout'), 'utf8')).toBe('99\n');
});

it('reports all mistakes of the environment together', async () => {
  const refused = start({ PORT: 'many', DATABASE_URL: 'mysql://x' });
  expect(await refused.ended).toBe(1);
  expect(refused.lines.join('\n')).toMatch(/ {2}- PORT: [\s\S]* {2}- DATABASE_URL: /);
  expect(refused.lines.filter((line) => line.startsWith('  - '))).toHaveLength(2);
});
