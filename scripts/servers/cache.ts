// The user's cache folder: what was downloaded or built once serves every checkout on the machine.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, isRunning, run } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

export type Say = (line: string) => void;

/** Lets one process at a time fill `folder`; the others wait, and say so once. */
export async function withLock<T>(folder: string, say: Say, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'lock');
  const me = identify('holder', process.pid);
  let told = false;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(JSON.stringify(me));
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isStale(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told) say(`Waiting for another process that fills ${folder} …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const text = await readFile(file, 'utf8');
    if (text === '') return Date.now() - (await stat(file)).mtimeMs > 5_000; // being written, or never finished
    return !isRunning(JSON.parse(text) as ProcessIdentity);
  } catch {
    return false; // released in between, or half written
  }
}

/** What `keep` has written down about a file, to recognise a damaged one. */
interface Note {
  size: number;
}

/** Moves `made` to `target` in one step and notes its size. Both must be on the same file system. */
export async function keep(made: string, target: string): Promise<void> {
  const note: Note = { size: (await stat(made)).size };
  await writeFile(`${target}.json`, JSON.stringify(note));
  await rename(made, target);
}

/** @returns what is wrong with an executable of the cache; undefined when it is there and answers `--version` */
export async function damage(executable: string): Promise<string | undefined> {
  const { size } = await stat(executable);
  const noteFile = `${executable}.json`;
  if (existsSync(noteFile)) {
    const note = readNote(noteFile);
    if (note?.size !== undefined && note.size !== size)
      return `it has ${size} bytes instead of ${note.size}`;
  }
  try {
    await run(executable, ['--version']);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

function readNote(file: string): Partial<Note> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Note>;
  } catch {
    return undefined;
  }
}

/** Says `what` with the seconds gone every five seconds until `work` has ended. */
export async function withProgress<T>(say: Say, what: () => string, work: Promise<T>): Promise<T> {
  const began = performance.now();
  const timer = setInterval(() => {
    say(`… ${what()} (${Math.round((performance.now() - began) / 1000)} s)`);
  }, 5_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
