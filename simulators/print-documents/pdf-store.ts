import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The PDFs themselves, beside the ledger so that the ledger stays small. Ids are ours, never a path. */
export class PdfStore {
  readonly #folder: string | undefined;
  readonly #memory = new Map<string, Uint8Array>();

  /** `folder` undefined = memory only. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  put(id: string, pdf: Uint8Array): void {
    if (!this.#folder) {
      this.#memory.set(id, pdf);
      return;
    }
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(this.#file(this.#folder, id), pdf);
  }

  get(id: string): Uint8Array | null {
    if (!this.#folder) return this.#memory.get(id) ?? null;
    try {
      return readFileSync(this.#file(this.#folder, id));
    } catch {
      return null;
    }
  }

  remove(id: string): void {
    if (this.#folder) rmSync(this.#file(this.#folder, id), { force: true });
    else this.#memory.delete(id);
  }

  clear(): void {
    this.#memory.clear();
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(folder: string, id: string): string {
    if (!/^[A-Za-z0-9-]+$/.test(id)) throw new RangeError('This is no id of a document.');
    return join(folder, `${id}.pdf`);
  }
}
