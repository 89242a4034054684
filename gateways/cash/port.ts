import type { IssuedSlip, SlipNumber, SlipRequest } from '../../domain/orders/slip.ts';
import type { CashProviderId } from '../../domain/university/profile.ts';

/**
 * Cash at a store for a number: what the product asks of whoever collects it (Smart Pit, SBPS; R-193…R-198).
 * Cash cannot be sent back the way it came: what must go back is paid out by the university's staff.
 */
export type { CashProviderId, IssuedSlip, SlipNumber, SlipRequest };

/** Money that the provider says it took in for a slip. */
export interface CashDeposit {
  /** The provider's own id: the same deposit is told many times. */
  depositId: string;
  slipKey: string;
  /** Yen of this deposit alone, positive. */
  amountYen: number;
  /** `provisional` may still be taken back by the store; `final` not any more. */
  kind: 'provisional' | 'final';
  store: string | null;
  /** The provider's instant. */
  paidAt: Date;
  /** When the store took it back; null while it stands. */
  reversedAt: Date | null;
}

export type SlipState = 'issued' | 'expired' | 'cancelled' | 'unknown';

export interface Slip {
  state: SlipState;
  numbers: SlipNumber[];
  /** Oldest first; empty while nothing was paid. */
  deposits: CashDeposit[];
}

/** Every method throws `CashProviderUnavailable`; each can be called again. */
export interface CashGateway {
  provider: CashProviderId;
  /** Idempotent by `slipKey`. @throws CashRefusal when the provider definitely refuses */
  issueSlip(request: SlipRequest): Promise<IssuedSlip>;
  /**
   * After this the provider takes no money for it. Resolves also when it was cancelled, had expired or is not known.
   * @returns how it stands: `paid` when money was there first, so that it could not be cancelled
   */
  cancelSlip(slipKey: string): Promise<'cancelled' | 'paid'>;
  getSlip(slipKey: string): Promise<Slip>;
  /** The provider's own ledger: every deposit of a day in Japan (`YYYY-MM-DD`), also those we know nothing of. */
  depositsOf(day: string): Promise<CashDeposit[]>;
}

/** The provider is down, too slow or talks nonsense. Whether the call had an effect is unknown. */
export class CashProviderUnavailable extends Error {
  override name = 'CashProviderUnavailable';
  readonly provider: CashProviderId;
  constructor(provider: CashProviderId, message: string, options: { cause?: unknown } = {}) {
    super(`${provider}: ${message}`, { cause: options.cause });
    this.provider = provider;
  }
}

/** The provider definitely refuses (amount over its limit, …). Asking again is no use. */
export class CashRefusal extends Error {
  override name = 'CashRefusal';
  readonly provider: CashProviderId;
  readonly reason: string;
  constructor(provider: CashProviderId, reason: string) {
    super(`${provider} refused: ${reason}`);
    this.provider = provider;
    this.reason = reason;
  }
}

/** A notice whose signature was verified, as it is stored before it is answered (I15). */
export interface CashNotice {
  provider: CashProviderId;
  /** Unique at the provider: a notice that is sent twice is one. */
  eventId: string;
  type: 'deposit' | 'final' | 'reversal' | 'numbers_issued' | 'expired' | 'refused';
  slipKey: string;
  amountYen: number | null;
  occurredAt: Date | null;
  /** What was said, without anything personal. */
  payload: Record<string, unknown>;
}
