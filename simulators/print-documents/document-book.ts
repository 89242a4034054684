import type { Ledger } from '../ledger.ts';
import type {
  CopierDocument,
  CopierRefusal,
  LookUp,
  PrintOrder,
  PrintOutcome,
  SheetColour,
} from './copier-desk.ts';
import type { Inspection } from './pdf.ts';
import type { PdfStore } from './pdf-store.ts';

/** A print as the network's books know it. Instants are ISO strings. */
export interface RecordedPrint {
  at: string;
  chain: string;
  copies: number;
  colour: SheetColour;
  feeYen: number;
}

export interface StoredDocument {
  id: string;
  /** Whose document it is: the account at netprint, the user number at network print. */
  owner: string;
  name: string;
  bytes: number;
  /** 0 when it cannot be printed. */
  pages: number;
  colour: SheetColour | 'ask';
  registeredAt: string;
  /** When the conversion ends; null = when somebody says so. */
  processedAt: string | null;
  /** Why it cannot be printed, once it is processed; null = it can. */
  failure: string | null;
  expiresAt: string;
  end: { at: string; how: 'removed' | 'expired' | 'lost' } | null;
  prints: RecordedPrint[];
  /** What the network reports instead of its own count. */
  reportedCount: number | null;
}

export interface MaintenanceWindow {
  status: 'scheduled' | 'emergency';
  from: string;
  until: string | null;
}

export interface BookValue {
  documents: StoredDocument[];
  /** Milliseconds a conversion takes; null = until somebody finishes it by hand. */
  processingMs: number | null;
  /** Milliseconds until a print shows in the count that the network reports. */
  reportDelayMs: number;
  maintenance: MaintenanceWindow | null;
}

export interface NewDocument {
  id: string;
  owner: string;
  name: string;
  pdf: Uint8Array;
  inspection: Inspection;
  /** What the network says of a document that it cannot convert. */
  failure: string;
  colour: SheetColour | 'ask';
  expiresAt: Date;
}

export interface BookDeps {
  ledger: Ledger<BookValue>;
  pdfs: PdfStore;
  now(): Date;
}

/** The documents that a print network holds, by the town's clock. Every act is atomic. */
export class DocumentBook {
  readonly #deps: BookDeps;

  constructor(deps: BookDeps) {
    this.#deps = deps;
  }

  get value(): BookValue {
    return this.#deps.ledger.value;
  }

  add(input: NewDocument): StoredDocument {
    const now = this.#deps.now();
    const { processingMs } = this.value;
    const document: StoredDocument = {
      id: input.id,
      owner: input.owner,
      name: input.name,
      bytes: input.pdf.byteLength,
      pages: input.inspection.printable ? input.inspection.pages : 0,
      colour: input.colour,
      registeredAt: now.toISOString(),
      processedAt:
        processingMs === null ? null : new Date(now.getTime() + processingMs).toISOString(),
      failure: input.inspection.printable ? null : input.failure,
      expiresAt: input.expiresAt.toISOString(),
      end: null,
      prints: [],
      reportedCount: null,
    };
    this.#deps.pdfs.put(document.id, input.pdf);
    this.#deps.ledger.change((value) => value.documents.push(document));
    return document;
  }

  /** All documents that were ever handed over, with those past their time marked. */
  all(): readonly StoredDocument[] {
    const now = this.#deps.now().toISOString();
    for (const document of this.value.documents) {
      if (!document.end && now >= document.expiresAt) this.end(document, 'expired');
    }
    return this.value.documents;
  }

  living(): StoredDocument[] {
    return this.all().filter((document) => !document.end);
  }

  find(id: string): StoredDocument | undefined {
    return this.living().find((document) => document.id === id);
  }

  end(document: StoredDocument, how: 'removed' | 'expired' | 'lost'): void {
    const at = how === 'expired' ? document.expiresAt : this.#deps.now().toISOString();
    this.change(document, { end: { at, how } });
    this.#deps.pdfs.remove(document.id);
  }

  change(document: StoredDocument, fields: Partial<StoredDocument>): void {
    this.#deps.ledger.change(() => Object.assign(document, fields));
  }

  stateOf(document: StoredDocument): 'processing' | 'ready' | 'failed' {
    const { processedAt } = document;
    if (processedAt === null || this.#deps.now().toISOString() < processedAt) return 'processing';
    return document.failure === null ? 'ready' : 'failed';
  }

  /** Prints as the network reports them now. */
  reportedCount(document: StoredDocument): number {
    if (document.reportedCount !== null) return document.reportedCount;
    const until = new Date(this.#deps.now().getTime() - this.value.reportDelayMs).toISOString();
    return document.prints
      .filter((print) => print.at <= until)
      .reduce((sum, print) => sum + print.copies, 0);
  }

  maintenance(): MaintenanceWindow | null {
    const window = this.value.maintenance;
    const now = this.#deps.now().toISOString();
    if (!window || now < window.from) return null;
    return window.until !== null && now >= window.until ? null : window;
  }

  /** What the copier shows of the documents behind a number. */
  lookUp(belongs: (document: StoredDocument) => boolean): LookUp {
    const maintenance = this.maintenance();
    if (maintenance) return { outcome: 'maintenance', until: maintenance.until };
    const candidates = this.all().filter(belongs);
    const printable = candidates.filter((document) => this.#refusal(document) === null);
    if (printable.length > 0) return { outcome: 'found', documents: printable.map(atCopier) };
    const latest = candidates.at(-1);
    return (latest && this.#refusal(latest)) ?? { outcome: 'unknown' };
  }

  print(order: PrintOrder, belongs: (document: StoredDocument) => boolean): PrintOutcome {
    const maintenance = this.maintenance();
    if (maintenance) return { outcome: 'maintenance', until: maintenance.until };
    const document = this.all().find(({ id }) => id === order.documentId);
    if (!document || !belongs(document)) return { outcome: 'unknown' };
    const refusal = this.#refusal(document);
    if (refusal) return refusal;
    const pdf = this.#deps.pdfs.get(document.id);
    if (!pdf) return { outcome: 'unknown' };
    const { chain, copies, colour, feeYen } = order;
    const print = { at: this.#deps.now().toISOString(), chain, copies, colour, feeYen };
    this.change(document, { prints: [...document.prints, print] });
    return { outcome: 'printed', pdf, pages: document.pages };
  }

  #refusal(document: StoredDocument): CopierRefusal | null {
    if (document.end?.how === 'lost') return { outcome: 'unknown' };
    if (document.end) return { outcome: document.end.how };
    const state = this.stateOf(document);
    return state === 'ready' ? null : { outcome: state };
  }
}

function atCopier({ id, name, pages, colour, expiresAt }: StoredDocument): CopierDocument {
  return { id, name, pages, colour, expiresAt };
}
