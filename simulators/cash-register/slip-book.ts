import { randomInt } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import type { NoticeBooks } from '../notice-sender.ts';

/** A number that is typed or shown at a store; text, since it may begin with 0. */
export interface NumberEntry {
  label: string;
  value: string;
}

export interface SlipEntry {
  /** The merchant's key. */
  key: string;
  /** The party's own name for it. */
  reference: string;
  method: string;
  amountYen: number;
  dueAt: string;
  numbers: NumberEntry[];
  payer: string;
  item: string;
  createdAt: string;
  cancelledAt: string | null;
  expiredAt: string | null;
  /** What the party has to say again later. */
  extra: Record<string, string>;
}

export interface DepositEntry {
  id: string;
  /** The key of a slip, or of one that the party never issued. */
  key: string;
  amountYen: number;
  kind: 'provisional' | 'final';
  store: string | null;
  paidAt: string;
  reversedAt: string | null;
}

/** The books of a party that takes cash for a number. */
export interface CashBooks extends NoticeBooks {
  slips: Record<string, SlipEntry>;
  deposits: Record<string, DepositEntry>;
}

export const emptyCashBooks: CashBooks = {
  slips: {},
  deposits: {},
  notices: {},
  holdsNotices: false,
};

export type DepositNews = 'deposit' | 'final' | 'reversal';

export interface CashPayment {
  /** Yen; default: what is due. */
  amountYen?: number;
  store?: string | null;
  /** When it is paid; default: now by the town's clock. */
  at?: Date;
  kind?: DepositEntry['kind'];
  /** The till takes it although the slip is paid, cancelled or too old. */
  force?: boolean;
}

export type TillRefusal = 'unknown' | 'cancelled' | 'expired' | 'paid';

/** Slips and what was paid for them; each party tells the merchant of it in its own way. */
export class SlipBook {
  readonly #ledger: Ledger<CashBooks>;
  readonly #now: () => Date;
  readonly #tell: (news: DepositNews, deposit: DepositEntry) => void;
  readonly #tellExpired: (slip: SlipEntry) => void;

  constructor(
    ledger: Ledger<CashBooks>,
    now: () => Date,
    tell: (news: DepositNews, deposit: DepositEntry) => void,
    /** Not every party says that a slip was not paid in time. */
    tellExpired: (slip: SlipEntry) => void = () => {},
  ) {
    this.#ledger = ledger;
    this.#now = now;
    this.#tell = tell;
    this.#tellExpired = tellExpired;
  }

  slips(): SlipEntry[] {
    return Object.values(this.#ledger.value.slips);
  }

  find(key: string): SlipEntry | undefined {
    return this.#ledger.value.slips[key];
  }

  /** Keys that money came for, although no slip has them. */
  strayKeys(): string[] {
    const keys = Object.values(this.#ledger.value.deposits).map(({ key }) => key);
    return [...new Set(keys)].filter((key) => !this.find(key));
  }

  deposit(id: string): DepositEntry | undefined {
    return this.#ledger.value.deposits[id];
  }

  /** Oldest first. */
  depositsOf(key: string): DepositEntry[] {
    return Object.values(this.#ledger.value.deposits)
      .filter((deposit) => deposit.key === key)
      .sort((one, other) => one.paidAt.localeCompare(other.paidAt));
  }

  /** Yen that were paid for a slip and not taken back. */
  standingYen(key: string): number {
    return this.depositsOf(key)
      .filter(({ reversedAt }) => reversedAt === null)
      .reduce((sum, { amountYen }) => sum + amountYen, 0);
  }

  add(slip: Omit<SlipEntry, 'createdAt' | 'cancelledAt' | 'expiredAt'>): SlipEntry {
    const entry: SlipEntry = {
      ...slip,
      createdAt: this.#now().toISOString(),
      cancelledAt: null,
      expiredAt: null,
    };
    this.#ledger.change((books) => {
      books.slips[entry.key] = entry;
    });
    return entry;
  }

  /** The due instant belongs to the time after: half-open. */
  stateOf(slip: SlipEntry, at = this.#now()): 'open' | 'expired' | 'cancelled' {
    if (slip.cancelledAt !== null) return 'cancelled';
    return slip.expiredAt !== null || at.getTime() >= Date.parse(slip.dueAt) ? 'expired' : 'open';
  }

  cancel(slip: SlipEntry): void {
    this.#ledger.change(() => {
      slip.cancelledAt ??= this.#now().toISOString();
    });
  }

  expire(slip: SlipEntry): void {
    this.#ledger.change(() => {
      slip.expiredAt ??= this.#now().toISOString();
    });
    this.#tellExpired(slip);
  }

  /** Somebody pays at a store. */
  pay(key: string, payment: CashPayment): DepositEntry | TillRefusal {
    const slip = this.find(key);
    const at = payment.at ?? this.#now();
    if (!payment.force) {
      if (!slip) return 'unknown';
      const state = this.stateOf(slip, at);
      if (state !== 'open') return state;
      if (this.standingYen(key) >= slip.amountYen) return 'paid';
    }
    const left = slip ? Math.max(slip.amountYen - this.standingYen(key), 0) || slip.amountYen : 0;
    return this.#take({
      id: newDigits(16, (id) => this.deposit(id) !== undefined),
      key,
      amountYen: payment.amountYen ?? left,
      kind: payment.kind ?? 'provisional',
      store: payment.store ?? null,
      paidAt: at.toISOString(),
      reversedAt: null,
    });
  }

  #take(deposit: DepositEntry): DepositEntry {
    this.#ledger.change((books) => {
      books.deposits[deposit.id] = deposit;
    });
    this.#tell('deposit', deposit);
    return deposit;
  }

  /** 確報: it can no longer be taken back. */
  finalise(deposit: DepositEntry): void {
    if (deposit.reversedAt !== null) return;
    this.#ledger.change(() => {
      deposit.kind = 'final';
    });
    this.#tell('final', deposit);
  }

  /** The store took the payment back at its till. @returns whether it still could */
  reverse(deposit: DepositEntry): boolean {
    if (deposit.kind === 'final' || deposit.reversedAt !== null) return false;
    this.#ledger.change(() => {
      deposit.reversedAt = this.#now().toISOString();
    });
    this.#tell('reversal', deposit);
    return true;
  }
}

/** The books as tests and people see them, with totals in yen. */
export function describeCashBooks(books: CashBooks): object {
  const deposits = Object.values(books.deposits);
  const yen = (entries: DepositEntry[]) => entries.reduce((sum, one) => sum + one.amountYen, 0);
  const standing = deposits.filter(({ reversedAt }) => reversedAt === null);
  return {
    slips: Object.values(books.slips),
    deposits,
    notices: Object.values(books.notices),
    totals: {
      receivedYen: yen(deposits),
      reversedYen: yen(deposits) - yen(standing),
      standingYen: yen(standing),
    },
  };
}

/** Digits as a text, often with zeros in front, that are not `taken` yet. */
export function newDigits(length: number, taken: (digits: string) => boolean): string {
  for (;;) {
    const digits = Array.from({ length }, () => String(randomInt(10))).join('');
    if (!taken(digits)) return digits;
  }
}
