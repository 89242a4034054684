import { drawPage } from '../print-documents/pdf.ts';

export interface PageImage {
  /** Names the document in the cache. */
  key: string;
  pdf: Uint8Array;
  /** From 0. */
  page: number;
  dpi: number;
  grey: boolean;
}

/** Draws pages as PNG and keeps the latest ones. */
export class PageImages {
  readonly #images = new Map<string, Promise<Buffer>>();
  readonly #capacity: number;

  constructor(capacity = 100) {
    this.#capacity = capacity;
  }

  /** Rejects for a page that is not there. */
  get(image: PageImage): Promise<Buffer> {
    const { key, pdf, page, dpi, grey } = image;
    const name = `${key} ${page} ${dpi} ${grey}`;
    const known = this.#images.get(name);
    if (known) return known;
    const drawn = drawPage(pdf, page, { dpi, grey });
    this.#images.set(name, drawn);
    drawn.catch(() => this.#images.delete(name));
    const oldest = this.#images.keys().next();
    if (this.#images.size > this.#capacity && !oldest.done) this.#images.delete(oldest.value);
    return drawn;
  }

  clear(): void {
    this.#images.clear();
  }
}
