/** What the copier in a store asks of the print network behind it. */
export interface CopierDesk {
  /** The documents behind a number as a person typed it. */
  lookUp(number: string): LookUp;
  /**
   * Prints one document, if it still exists at this very moment: a print and a removal that race
   * are decided by the order in which they reach the network's ledger.
   */
  print(order: PrintOrder): PrintOutcome;
  /** The document for the preview; null when it is gone. */
  pdf(documentId: string): Uint8Array | null;
}

export interface PrintOrder {
  /** As typed: a document is printed under its own number only. */
  number: string;
  documentId: string;
  copies: number;
  colour: SheetColour;
  /** Yen paid at the copier. */
  feeYen: number;
  /** Which store: `seven-eleven`, `familymart`, `lawson`. */
  chain: string;
}

export type SheetColour = 'monochrome' | 'colour';

export interface CopierDocument {
  id: string;
  name: string;
  pages: number;
  /** `ask`: the person chooses at the copier. */
  colour: SheetColour | 'ask';
  /** ISO instant until which the network keeps it. */
  expiresAt: string;
}

export type CopierRefusal =
  | { outcome: 'unknown' | 'expired' | 'removed' | 'processing' | 'failed' }
  | { outcome: 'maintenance'; until: string | null };

export type LookUp = { outcome: 'found'; documents: CopierDocument[] } | CopierRefusal;

export type PrintOutcome = { outcome: 'printed'; pdf: Uint8Array; pages: number } | CopierRefusal;

/** Copiers do not mind spaces, hyphens, lower case and full-width letters. */
export function readNumber(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}
