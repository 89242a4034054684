// The data folder belongs to one `npm start` at a time, and to one version of its layout.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { end, identify, isRunning } from '../servers/processes.ts';
import type { ProcessIdentity } from '../servers/processes.ts';
import { StartProblem } from './problem.ts';

/** Grows when an older version could not understand what is in the folder. */
const LAYOUT = 1;
const NEEDED_BYTES = 300 * 1024 * 1024;

export interface DataFolder {
  path: string;
  /** Remembers a process, so that the next start can end it should this one be killed. */
  remember(process: ProcessIdentity): void;
  release(): Promise<void>;
}

interface Holder {
  owner: ProcessIdentity;
  children: ProcessIdentity[];
}

/**
 * @throws StartProblem when the folder is in use, was made by another version, cannot be written or its disk is full;
 *   nothing in it was changed then
 */
export async function takeDataFolder(
  given: string,
  say: (line: string) => void,
): Promise<DataFolder> {
  const path = resolve(given);
  await makeFolder(path);
  await refuseFullDisk(path);
  refuseOtherLayout(path);
  const owner = identify('npm start', process.pid);
  if (!owner) throw new Error('this process has no identity');
  const lock = join(path, 'running.json');
  const holder: Holder = { owner, children: [] };
  await takeLock(lock, holder, say);
  writeFileSync(join(path, 'layout'), `${LAYOUT}\n`);
  return {
    path,
    remember(child) {
      holder.children = [...holder.children.filter(isRunning), child];
      writeFileSync(`${lock}.new`, JSON.stringify(holder));
      renameSync(`${lock}.new`, lock);
    },
    release: () => rm(lock, { force: true }),
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartProblem(`The data folder ${path} (DATA_DIR) cannot be made: ${reason}.`);
  }
}

async function refuseFullDisk(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free < NEEDED_BYTES) {
    throw new StartProblem(
      `The disk of the data folder ${path} is full: ${Math.floor(free / 1024 / 1024)} MB are free, ${NEEDED_BYTES / 1024 / 1024} MB are needed. Make room, or give DATA_DIR another folder.`,
    );
  }
}

function refuseOtherLayout(path: string): void {
  const file = join(path, 'layout');
  const layout = existsSync(file) ? readFileSync(file, 'utf8').trim() : String(LAYOUT);
  if (layout !== String(LAYOUT)) {
    throw new StartProblem(
      `The data folder ${path} was made by another version of the service (layout ${layout}, this version knows ${LAYOUT}). Start that version, or give DATA_DIR another folder. Nothing was changed.`,
    );
  }
}

async function takeLock(lock: string, holder: Holder, say: (line: string) => void): Promise<void> {
  for (;;) {
    try {
      const file = await open(lock, 'wx');
      await file.writeFile(JSON.stringify(holder));
      await file.close();
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        throw new StartProblem(`The data folder cannot be written (${code}): ${lock}.`);
      }
    }
    const other = readHolder(lock);
    if (other && isRunning(other.owner)) {
      throw new StartProblem(
        `The data folder is in use by another npm start (process ${other.owner.pid}). Stop that one, or give DATA_DIR another folder and PORT, POSTGRES_PORT, TEMPORAL_PORT … other numbers (0 picks free ones).`,
      );
    }
    say('The last start was killed: clearing up after it.');
    for (const child of (other?.children ?? []).toReversed().filter(isRunning)) {
      say(`  ending what it left: ${child.name} (process ${child.pid})`);
      await end(child, child.name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM', 8_000);
    }
    await rm(lock, { force: true });
  }
}

function readHolder(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as Holder;
  } catch {
    return undefined; // half written when the disk was full or the machine stopped
  }
}
