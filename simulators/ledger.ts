import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A party's books: a plain JSON value (instants as ISO strings) that outlives a restart of the town. */
export interface Ledger<T> {
  /** The current value. Read it freely; alter it only inside `change`. */
  readonly value: T;
  /** Alters the value and sees that it is written. Returns what `act` returns. */
  change<R>(act: (value: T) => R): R;
  /** Resolves once every change made so far is on disk (at once when the ledger is memory only). */
  saved(): Promise<void>;
  /** Puts the empty value back. */
  reset(): void;
}

/**
 * Opens the ledger kept in `file`, or an empty one.
 *
 * Each change is written to a temporary file that then replaces the old one, so a crash leaves
 * either the old books or the new ones. Changes that arrive while a write is under way share the
 * next write. Throws when the file exists and is not JSON.
 */
export function openLedger<T extends object>(file: string | undefined, empty: T): Ledger<T> {
  if (file === undefined) return new MemoryLedger(empty);
  return new FileLedger(file, empty);
}

class MemoryLedger<T extends object> implements Ledger<T> {
  value: T;
  readonly #empty: T;

  constructor(empty: T) {
    this.#empty = structuredClone(empty);
    this.value = structuredClone(empty);
  }

  change<R>(act: (value: T) => R): R {
    return act(this.value);
  }

  saved(): Promise<void> {
    return Promise.resolve();
  }

  reset(): void {
    this.value = structuredClone(this.#empty);
  }
}

class FileLedger<T extends object> implements Ledger<T> {
  value: T;
  readonly #file: string;
  readonly #empty: T;
  #writing: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(file: string, empty: T) {
    this.#file = file;
    this.#empty = structuredClone(empty);
    mkdirSync(dirname(file), { recursive: true });
    this.value = readLedger(file, empty);
  }

  change<R>(act: (value: T) => R): R {
    const result = act(this.value);
    this.#schedule();
    return result;
  }

  saved(): Promise<void> {
    return this.#next ?? this.#writing ?? Promise.resolve();
  }

  reset(): void {
    this.value = structuredClone(this.#empty);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#next) return;
    const next = (this.#writing ?? Promise.resolve()).then(async () => {
      this.#writing = next;
      this.#next = undefined;
      try {
        const temporary = `${this.#file}.new`;
        await writeFile(temporary, JSON.stringify(this.value, null, 1));
        await rename(temporary, this.#file);
      } finally {
        if (this.#writing === next) this.#writing = undefined;
      }
    });
    this.#next = next;
    // Whoever awaits saved() sees the error; nobody awaiting must not end the town.
    next.catch((error: unknown) => {
      process.stderr.write(`town: ledger ${this.#file} was not written: ${String(error)}\n`);
    });
  }
}

function readLedger<T extends object>(file: string, empty: T): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return structuredClone(empty);
    throw error;
  }
  try {
    // Fields that a newer town has added start out empty.
    return { ...structuredClone(empty), ...(JSON.parse(text) as T) };
  } catch (error) {
    throw new Error(`The ledger ${file} is not readable. Move it away to start with empty books.`, {
      cause: error,
    });
  }
}
