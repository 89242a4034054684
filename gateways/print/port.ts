import type { PrintNetworkId } from '../../domain/university/profile.ts';

export type { PrintNetworkId } from '../../domain/university/profile.ts';

export interface PrintRegistration {
  /**
   * Our name of the document at the network: letters, digits, `.`, `_`, `-` and `:`, at most 120.
   * It is read by the person at the copier, so it holds nothing personal.
   */
  idempotencyKey: string;
  /**
   * What belongs together: where the network can, all documents of a group stand behind one number. As a key,
   * nothing personal.
   */
  group: string;
  /** `jobRef` of another document of the group that the network still has; null when this is the first. */
  sibling: string | null;
  pdf: Uint8Array;
  paper: 'A4';
  colour: 'monochrome' | 'colour';
  /**
   * How many prints were ordered. Neither network takes a number of copies: a person prints one
   * registered document again and again. The caller removes it at `printedCount >= copies`.
   */
  copies: number;
  /** Until when the document has to be printable. The networks' own retention may be longer. */
  expiresAt: Date;
}

export interface PrintMaintenance {
  /** `scheduled`: a planned stop is under way; `emergency`: an unplanned one. */
  status: 'available' | 'scheduled' | 'emergency';
  /** When the network expects to be back; null when it does not say. */
  until: Date | null;
}

export type PrintStatus =
  /** The network still converts the document; there is no number to show yet. */
  | { state: 'processing' }
  /**
   * `code`: プリント予約番号 (netprint, 8 letters and digits) or ユーザー番号 (network print, 10).
   * `expiresAt`: the network's own retention. `printedCount`: prints reported so far; a network may
   * report them minutes late.
   */
  | { state: 'ready'; code: string; expiresAt: Date | null; printedCount: number }
  /** The network could not convert the document. It stays so: register under a new key. */
  | { state: 'failed'; reason: string }
  /** Removed, expired or lost at the network. `printedCount` is null where nobody can say any more. */
  | { state: 'gone'; printedCount: number | null };

/** What the product asks of a print network. Every method throws `PrintNetworkUnavailable`. */
export interface PrintGateway {
  network: PrintNetworkId;
  /**
   * Hands the document over. Idempotent by `idempotencyKey` as far as the network allows: looks up
   * by our document name before sending again. Conversion goes on afterwards: ask `status`.
   *
   * `jobRef` is opaque, holds all that is needed to ask later, and is as confidential as the code.
   * Throws `PrintRefusal` when the network definitely does not take this document.
   */
  register(input: PrintRegistration): Promise<{ jobRef: string }>;
  status(jobRef: string): Promise<PrintStatus>;
  /**
   * Removes the document; resolves also when it is already gone. Throws when the network could not
   * confirm. `printedCount` is what the network reported immediately before the removal, null when
   * the document was gone already.
   */
  remove(jobRef: string): Promise<{ printedCount: number | null }>;
  /**
   * The number as a picture that the copier reads, where the network offers one; null where it does not, or where the
   * document is no more. PNG or JPEG.
   */
  codeImage(jobRef: string): Promise<Uint8Array | null>;
  maintenance(): Promise<PrintMaintenance>;
}

/**
 * The network is down, in maintenance, too busy, too slow or talks nonsense. Whether the call had
 * an effect is unknown; every method of the port can be called again.
 */
export class PrintNetworkUnavailable extends Error {
  override name = 'PrintNetworkUnavailable';
  readonly network: PrintNetworkId;
  /** Milliseconds after which the network wants to be asked again; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(
    network: PrintNetworkId,
    message: string,
    options: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(`${network}: ${message}`, { cause: options.cause });
    this.network = network;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The network definitely refuses this document (not a PDF, too large, …). Asking again is no use. */
export class PrintRefusal extends Error {
  override name = 'PrintRefusal';
  readonly network: PrintNetworkId;
  readonly reason: string;

  constructor(network: PrintNetworkId, reason: string) {
    super(`${network} refused the document: ${reason}`);
    this.network = network;
    this.reason = reason;
  }
}
