import { z } from 'zod';
import type { CashNotice } from '../cash/port.ts';
import { HASH_FIELD, NOTICE_FIELDS } from './fields.ts';
import { hashOf, isSameHash } from './hash.ts';
import type { SbpsIdentity } from './purchase-form.ts';
import type { KeptNotice } from './records.ts';
import { readShiftJisForm } from './shift-jis.ts';
import { numbersInNotice } from './slip-numbers.ts';
import { readSbpsTime } from './times.ts';

export type NoticeProblem =
  | 'signature'
  /** Signed, but of another merchant or service. */
  | 'merchant'
  /** Signed, but not a notice as we know them. */
  | 'body';

export interface SbpsNotice extends CashNotice {
  /** The payment it tells of, by the name it has in `depositsFrom` unless one was taken back before. */
  depositId?: string;
  kept: KeptNotice;
}

const yen = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

const fieldsSchema = z.object({
  merchant_id: z.string(),
  service_id: z.string(),
  order_id: z.string().min(1).max(38),
  amount: yen.pipe(z.int().positive()),
  res_pay_method: z.string().max(20),
  res_result: z.enum(['OK', 'PY', 'CN', 'NG']),
  res_tracking_id: z.string().max(20),
  res_payinfo_key: z.string().max(500).default(''),
  res_payment_date: z.string().default(''),
  res_date: z.string().default(''),
});

const TYPES = { OK: 'numbers_issued', CN: 'expired', NG: 'refused' } as const;

/**
 * Reads a 結果CGI (A02-1): a form in Shift_JIS whose fields come in any order, signed over the values as text in UTF-8.
 * There is no timestamp in the signature that could limit replays: the event id, made of what the notice says, does.
 * `PY` tells in `res_payinfo_key`, with commas between: P 速報 or D 確報, yen of this payment, yen in all, and the payer's
 * mail address, which is not kept. It does not throw.
 */
export function readNotice(
  rawBody: Buffer,
  identity: SbpsIdentity,
): { ok: true; notice: SbpsNotice } | { ok: false; reason: NoticeProblem } {
  const fields = readShiftJisForm(rawBody);
  if (!isSigned(fields, identity.hashKey, 'utf-8')) return { ok: false, reason: 'signature' };
  const parsed = fieldsSchema.safeParse(fields);
  if (!parsed.success) return { ok: false, reason: 'body' };
  const told = parsed.data;
  if (told.merchant_id !== identity.merchantId || told.service_id !== identity.serviceId) {
    return { ok: false, reason: 'merchant' };
  }
  const payinfo = told.res_payinfo_key.split(',').map((part) => part.trim());
  const paid = told.res_result === 'PY' ? readPaid(payinfo, told.res_payment_date) : null;
  if (told.res_result === 'PY' && !paid) return { ok: false, reason: 'body' };
  const at = readSbpsTime(told.res_date) ?? readSbpsTime(told.res_payment_date) ?? new Date(0);
  return {
    ok: true,
    notice: noticeOf({
      result: told.res_result,
      orderId: told.order_id,
      trackingId: told.res_tracking_id,
      method: told.res_pay_method,
      amountYen: told.amount,
      numbers: told.res_result === 'OK' ? keptNumbers(told.res_pay_method, payinfo) : [],
      paid,
      at: at.toISOString(),
    }),
  };
}

/** What is stored of something that SBPS told, by itself or when it was asked. */
export function noticeOf(kept: KeptNotice): SbpsNotice {
  const { result, orderId, trackingId, paid, amountYen, at } = kept;
  return {
    provider: 'sbps',
    eventId: eventIdOf(kept),
    type: result === 'PY' || result === 'inquiry' ? paidType(paid?.kind) : TYPES[result],
    slipKey: orderId,
    ...(paid && isPaid(paid.kind) && { depositId: `${trackingId}:${paid.cumulativeYen}` }),
    amountYen: paid?.amountYen ?? amountYen,
    occurredAt: new Date(paid?.paidAt ?? at),
    payload: { ...kept },
    kept,
  };
}

/** The browser came back with A03-1, which is signed over the bytes of Shift_JIS. It leads to a page and no further. */
export function orderIdOfReturn(rawBody: Buffer, hashKey: string): string | null {
  const fields = readShiftJisForm(rawBody);
  return isSigned(fields, hashKey, 'shift_jis') ? (fields.order_id ?? null) : null;
}

function isSigned(
  fields: Record<string, string>,
  hashKey: string,
  encoding: 'utf-8' | 'shift_jis',
): boolean {
  const values = NOTICE_FIELDS.map((name) => fields[name] ?? '');
  return isSameHash(fields[HASH_FIELD] ?? '', hashOf(values, hashKey, encoding));
}

function readPaid(payinfo: readonly string[], paymentDate: string): KeptNotice['paid'] {
  const [kind = '', amount = '', cumulative = ''] = payinfo;
  const paidAt = readSbpsTime(paymentDate);
  if (!/^[A-Z]$/.test(kind) || !/^\d{1,9}$/.test(amount) || !/^\d{1,9}$/.test(cumulative)) {
    return null;
  }
  if (!paidAt) return null;
  return {
    kind,
    amountYen: Number(amount),
    cumulativeYen: Number(cumulative),
    paidAt: paidAt.toISOString(),
  };
}

const keptNumbers = (method: string, payinfo: readonly string[]): KeptNotice['numbers'] =>
  numbersInNotice(method, payinfo).flatMap(({ kind, value }) =>
    kind === 'smart_pit' ? [] : [{ kind, value }],
  );

const isPaid = (kind: string) => kind === 'P' || kind === 'D';

function paidType(kind: string | undefined): CashNotice['type'] {
  if (kind === 'P') return 'deposit';
  return kind === 'D' ? 'final' : 'reversal';
}

/**
 * SBPS gives notices no id. One order has one slip, so that is one event, whatever tracking id it comes with; a payment
 * is told apart by its kind, its sums and its instant.
 */
function eventIdOf({ result, orderId, trackingId, paid, at }: KeptNotice): string {
  if (result === 'OK') return `${orderId}:OK`;
  if (result === 'CN') return `${trackingId}:CN`;
  if (!paid) return `${orderId}:NG:${at}`;
  const { kind, amountYen, cumulativeYen, paidAt } = paid;
  if (result === 'inquiry') return `${trackingId}:inquiry:${cumulativeYen}`;
  return [trackingId, 'PY', kind, amountYen, cumulativeYen, paidAt].join(':');
}
