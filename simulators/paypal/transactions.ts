import type { CaptureEntry, Desk, RefundEntry } from './books.ts';

/** What of the list of transactions is asked for: instants in milliseconds, both inclusive; pages count from 1. */
export interface TransactionQuery {
  from: number;
  to: number;
  page: number;
  pageSize: number;
}

/** PayPal's list of transactions: payments with code T0006, refunds with T1107 and a negative amount. */
export function transactionsJson(
  desk: Desk,
  { from, to, page, pageSize }: TransactionQuery,
): object {
  const { captures, refunds } = desk.ledger.value;
  const all = [
    ...Object.values(captures)
      .filter(({ status }) => status !== 'DECLINED')
      .map(ofCapture),
    ...Object.values(refunds)
      .filter(({ status }) => status === 'COMPLETED')
      .map((refund) => ofRefund(refund, captures[refund.captureId])),
  ].filter(({ transaction_initiation_date: at }) => Date.parse(at) >= from && Date.parse(at) <= to);
  const start = (page - 1) * pageSize;
  return {
    transaction_details: all
      .slice(start, start + pageSize)
      .map((transaction_info) => ({ transaction_info })),
    total_items: all.length,
    total_pages: Math.max(1, Math.ceil(all.length / pageSize)),
    page,
  };
}

const ofCapture = (capture: CaptureEntry) => ({
  transaction_id: capture.id,
  transaction_event_code: 'T0006',
  transaction_initiation_date: capture.createdAt,
  transaction_amount: capture.amount,
  transaction_status: capture.status === 'PENDING' ? 'P' : 'S',
  ...(capture.customId !== null && { custom_field: capture.customId }),
});

const ofRefund = (refund: RefundEntry, capture: CaptureEntry | undefined) => ({
  transaction_id: refund.id,
  paypal_reference_id: refund.captureId,
  paypal_reference_id_type: 'TXN',
  transaction_event_code: 'T1107',
  transaction_initiation_date: refund.createdAt,
  transaction_amount: { ...refund.amount, value: `-${refund.amount.value}` },
  transaction_status: 'S',
  ...(capture?.customId && { custom_field: capture.customId }),
});
