import { randomInt } from 'node:crypto';
import type { Ledger } from '../ledger.ts';

export interface Money {
  currency_code: string;
  value: string;
}

/** What happens when an approved order is captured; the payer chooses it on the approval page. */
export type CaptureScript = 'capture' | 'capture-declined' | 'capture-pending';

export interface OrderEntry {
  id: string;
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'EXPIRED';
  amount: Money;
  referenceId: string;
  customId: string | null;
  invoiceId: string | null;
  description: string | null;
  brandName: string | null;
  locale: string;
  returnUrl: string | null;
  cancelUrl: string | null;
  /** True when the merchant sent `payment_source`: the link is then `payer-action`. */
  hasPaymentSource: boolean;
  /** Instants as PayPal writes them: ISO UTC in whole seconds. */
  createdAt: string;
  updatedAt: string;
  /** Until when the payer may approve, then until when it may be captured. */
  expiresAt: string;
  payerId: string | null;
  script: CaptureScript | null;
  captureIds: string[];
}

export type CaptureStatus =
  'COMPLETED' | 'PENDING' | 'DECLINED' | 'REFUNDED' | 'PARTIALLY_REFUNDED';

export interface CaptureEntry {
  id: string;
  orderId: string;
  status: CaptureStatus;
  amount: Money;
  customId: string | null;
  invoiceId: string | null;
  createdAt: string;
  updatedAt: string;
  refundIds: string[];
}

export type RefundStatus = 'COMPLETED' | 'PENDING' | 'FAILED';

export interface RefundEntry {
  id: string;
  captureId: string;
  status: RefundStatus;
  amount: Money;
  note: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface EventEntry {
  id: string;
  type: string;
  resourceType: string;
  summary: string;
  resource: object;
  createdAt: string;
  /** `unsent`: there was no address to send it to. */
  state: 'held' | 'waiting' | 'delivered' | 'given-up' | 'unsent';
  /** Real instants of the attempts and what was answered (null = nothing). */
  attempts: { at: string; status: number | null }[];
}

/** How the next capture shall differ from what was ordered. */
export interface NextCapture {
  value?: string;
  currency?: string;
  status?: 'COMPLETED' | 'PENDING' | 'DECLINED';
}

/** What was answered to an idempotency key. */
export interface RequestEntry {
  resourceId: string;
  fingerprint: string;
  until: string;
}

export interface Books {
  orders: Record<string, OrderEntry>;
  captures: Record<string, CaptureEntry>;
  refunds: Record<string, RefundEntry>;
  events: Record<string, EventEntry>;
  requests: Record<string, RequestEntry>;
  /** Order of the capture that holds the money for an invoice id. */
  paidInvoices: Record<string, string>;
  nextCapture: NextCapture | null;
  nextRefundStatus: RefundStatus | null;
  holdsWebhooks: boolean;
}

export const emptyBooks: Books = {
  orders: {},
  captures: {},
  refunds: {},
  events: {},
  requests: {},
  paidInvoices: {},
  nextCapture: null,
  nextRefundStatus: null,
  holdsWebhooks: false,
};

/** What every act at PayPal needs at hand. */
export interface Desk {
  ledger: Ledger<Books>;
  /** Address of this party, e.g. `http://127.0.0.1:4000/paypal`. */
  url: string;
  now(): Date;
  /** Tells the merchant by webhook. */
  notify(event: { type: string; resourceType: string; summary: string; resource: object }): void;
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** An id in the looks of PayPal's. */
export function newId(length = 17): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** PayPal writes instants in whole seconds. */
export function toSeconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** The ledger as tests and people see it, with totals in yen. */
export function describeBooks(books: Books): object {
  return {
    orders: Object.values(books.orders),
    captures: Object.values(books.captures),
    refunds: Object.values(books.refunds),
    events: Object.values(books.events),
    totals: totalsOf(books),
  };
}

/** Yen captured for good, waiting to be settled, given back (or promised), and what is left. */
export function totalsOf(books: Books): {
  capturedYen: number;
  pendingYen: number;
  refundedYen: number;
  keptYen: number;
} {
  const captures = Object.values(books.captures);
  const capturedYen = yen(
    captures.filter(({ status }) => status !== 'PENDING' && status !== 'DECLINED'),
  );
  const refundedYen = yen(Object.values(books.refunds).filter(({ status }) => status !== 'FAILED'));
  return {
    capturedYen,
    pendingYen: yen(captures.filter(({ status }) => status === 'PENDING')),
    refundedYen,
    keptYen: capturedYen - refundedYen,
  };
}

function yen(entries: readonly { amount: Money }[]): number {
  return entries
    .filter(({ amount }) => amount.currency_code === 'JPY')
    .reduce((sum, { amount }) => sum + Number(amount.value), 0);
}
