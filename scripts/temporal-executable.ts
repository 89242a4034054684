// Where Temporal's server on this machine comes from. Each way that is taken or given up is said aloud.
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { damage, keep, withLock, withProgress } from './servers/cache.ts';
import type { Say } from './servers/cache.ts';
import { findOnPath, lastLines, run } from './servers/processes.ts';

/** The newest version of the command line tool that `go install` accepts; server 1.29.1, Web UI 2.42.1. */
const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

export interface ExecutableOptions {
  /** TEMPORAL_CLI_PATH */
  cliPath?: string;
  /** CACHE_DIR */
  cacheFolder: string;
  /** PATH */
  path?: string;
  say: Say;
  /** Tests replace these: the SDK's own download into a folder, and `go install`. */
  download?: (folder: string) => Promise<void>;
  build?: (folder: string, say: Say) => Promise<string>;
}

/** None of the ways leads to an executable; the message names them all. */
export class NoTemporalExecutable extends Error {
  override name = 'NoTemporalExecutable';
}

/**
 * In this order: TEMPORAL_CLI_PATH, `temporal` on PATH, the cache, the SDK's download, `go install`.
 * @returns absolute path of an executable
 * @throws NoTemporalExecutable
 */
export async function findTemporal(options: ExecutableOptions): Promise<string> {
  const { cliPath, say } = options;
  if (cliPath !== undefined) {
    refuseUnlessExecutable(cliPath);
    say(`Temporal: ${cliPath} (TEMPORAL_CLI_PATH).`);
    return cliPath;
  }
  const onPath = findOnPath('temporal', options.path);
  if (onPath !== undefined) {
    say(`Temporal: ${onPath} (on PATH).`);
    return onPath;
  }
  const folder = join(options.cacheFolder, 'temporal');
  const cached = join(folder, 'temporal');
  return withLock(folder, say, async () => {
    if (await isGood(cached, say)) {
      say(`Temporal: ${cached} (from the cache).`);
      return cached;
    }
    say('Temporal: there is no executable on this machine yet.');
    const reasons: string[] = [];
    for (const [way, make] of [
      ['the official download', downloadWith(options)],
      ['building it with Go', buildWith(options)],
    ] as const) {
      const scratch = await mkdtemp(join(folder, 'new-'));
      try {
        say(`Temporal: trying ${way}.`);
        const made = await make(scratch);
        const wrong = await damage(made);
        if (wrong !== undefined) throw new Error(`what came does not run: ${wrong}`);
        await keep(made, cached);
        say(`Temporal: ${cached} (kept for every later start).`);
        return cached;
      } catch (error) {
        const reason = lastLines(error instanceof Error ? error.message : String(error), 3);
        say(`Temporal: ${way} did not work: ${reason}`);
        reasons.push(`${way}: ${reason}`);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    }
    throw new NoTemporalExecutable(noWay(reasons));
  });
}

function refuseUnlessExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    throw new NoTemporalExecutable(
      `TEMPORAL_CLI_PATH is ${file}, which is not there or cannot be executed. Correct it, or leave it out.`,
    );
  }
}

async function isGood(cached: string, say: Say): Promise<boolean> {
  if (!existsSync(cached)) return false;
  const wrong = await damage(cached);
  if (wrong === undefined) return true;
  say(`Temporal: ${cached} is damaged (${wrong}); it is made anew.`);
  await rm(cached, { force: true });
  return false;
}

function downloadWith({ say, download = downloadBySdk }: ExecutableOptions) {
  return async (folder: string): Promise<string> => {
    await withProgress(say, () => 'downloading Temporal', download(folder));
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('nothing was downloaded');
    return join(folder, file);
  };
}

/** The SDK downloads when it starts a server: it is started once and ended. */
async function downloadBySdk(folder: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: folder } },
  });
  await environment.teardown();
}

function buildWith({ say, path, build }: ExecutableOptions) {
  return async (folder: string): Promise<string> => {
    if (build) return build(folder, say);
    const go = findOnPath('go', path);
    if (go === undefined) throw new Error('there is no `go` on PATH');
    return buildByGo(go, folder, say);
  };
}

async function buildByGo(go: string, folder: string, say: Say): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  say(`Temporal: go install ${GO_PACKAGE} (about three minutes, once).`);
  let packages = 0;
  let current = 'compiling and linking';
  const building = run(go, ['install', '-v', GO_PACKAGE], {
    env: { ...process.env, GOBIN: bin, GOFLAGS: '' },
    onLine: (line) => {
      packages += 1;
      current = line.replace(/^go: /, '').slice(0, 80);
    },
  });
  await withProgress(say, () => `building Temporal: ${packages} packages, ${current}`, building);
  return join(bin, 'temporal');
}

function noWay(reasons: string[]): string {
  return [
    'There is no Temporal server to start. Open one of these ways:',
    '  - TEMPORAL_ADDRESS=<host>:<port>: use a Temporal server that runs already',
    '  - TEMPORAL_CLI_PATH=<file>: use a `temporal` executable of yours, or put it on PATH (https://docs.temporal.io/cli)',
    '  - let this machine reach https://temporal.download, from where the official executable comes',
    '  - install Go 1.25 or newer (https://go.dev/dl/), which builds it from the Go module proxy',
    'What was tried:',
    ...reasons.map((reason) => `  - ${reason.replaceAll('\n', '\n    ')}`),
  ].join('\n');
}
