import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../ledger.ts';
import type { PartyContext } from '../party.ts';
import { readNumber } from '../print-documents/copier-desk.ts';
import type { CopierRefusal, SheetColour } from '../print-documents/copier-desk.ts';
import type { PdfStore } from '../print-documents/pdf-store.ts';
import type { Chain, ChainId } from './chains.ts';

/** Yen for one A4 sheet. */
const sheetYen = { monochrome: 20, colour: 60 } as const;

/** How many prints the machine still shows as sheets. */
const keptPrints = 200;

export const mostCopies = 99;

export interface PrintedJob {
  id: string;
  at: string;
  chain: ChainId;
  documentId: string;
  pages: number;
  copies: number;
  colour: SheetColour;
  feeYen: number;
  /** Yen put into the machine; what is above the fee was given back. */
  paidYen: number;
}

export interface CopierValue {
  prints: PrintedJob[];
}

export interface PrintRequest {
  chain: Chain;
  number: string;
  documentId: string;
  copies: number;
  /** Counts only where the network leaves the choice to the person. */
  colour: SheetColour;
  /** Yen put in; null = exactly the fee. */
  paidYen: number | null;
}

export type MachineOutcome =
  | { outcome: 'printed'; job: PrintedJob }
  | { outcome: 'unpaid'; feeYen: number }
  | { outcome: 'jam' }
  | CopierRefusal;

/** Yen for `pages` sheets of A4, `copies` times. */
export function feeOf(pages: number, copies: number, colour: SheetColour): number {
  return pages * copies * sheetYen[colour];
}

/** The copier behind its screen: looks documents up, takes the fee, prints. */
export class CopyMachine {
  readonly #context: PartyContext;
  readonly #ledger: Ledger<CopierValue>;
  readonly #pdfs: PdfStore;

  constructor(context: PartyContext, ledger: Ledger<CopierValue>, pdfs: PdfStore) {
    this.#context = context;
    this.#ledger = ledger;
    this.#pdfs = pdfs;
  }

  /**
   * Prints a document. A fault `slow` on the copier's operation `print` lets time pass between the
   * payment and the sheets, `refuse` jams the paper. Whether the document still exists is decided
   * by its network when the sheets come out; otherwise nothing is printed and the money comes back.
   */
  async print(request: PrintRequest): Promise<MachineOutcome> {
    const { chain, documentId, copies } = request;
    const found = chain.desk.lookUp(request.number);
    if (found.outcome !== 'found') return found;
    const document = found.documents.find(({ id }) => id === documentId);
    if (!document) return { outcome: 'unknown' };
    const colour = document.colour === 'ask' ? request.colour : document.colour;
    const feeYen = feeOf(document.pages, copies, colour);
    const paidYen = request.paidYen ?? feeYen;
    if (paidYen < feeYen) return { outcome: 'unpaid', feeYen };

    const fault = this.#context.faults.take('copier', 'print');
    if (fault && fault.delayMs > 0) await sleep(fault.delayMs);
    if (fault?.mode === 'refuse') return { outcome: 'jam' };

    const number = readNumber(request.number);
    const order = { number, documentId, copies, colour, feeYen, chain: chain.id };
    const printed = chain.desk.print(order);
    if (printed.outcome !== 'printed') return printed;
    const job: PrintedJob = {
      id: randomUUID(),
      at: this.#context.now().toISOString(),
      chain: chain.id,
      documentId,
      pages: printed.pages,
      copies,
      colour,
      feeYen,
      paidYen,
    };
    this.#pdfs.put(job.id, printed.pdf);
    this.#ledger.change((value) => value.prints.push(job));
    const old = this.#ledger.value.prints.at(-keptPrints - 1);
    if (old) this.#pdfs.remove(old.id);
    return { outcome: 'printed', job };
  }

  find(printId: string): PrintedJob | undefined {
    return this.#ledger.value.prints.find(({ id }) => id === printId);
  }

  /** What was printed, as the PDF that went through the machine; null when it is too long ago. */
  pdf(printId: string): Uint8Array | null {
    return this.find(printId) ? this.#pdfs.get(printId) : null;
  }
}
