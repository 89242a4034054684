import { randomUUID } from 'node:crypto';
import type { DepositEntry, DepositNews, SlipBook, SlipEntry } from '../cash-register/slip-book.ts';
import type { NoticeAnswer, NoticeEntry } from '../notice-sender.ts';
import { hashOf, noticeNames, toShiftJis, writeForm, writeTime } from './wire.ts';
import type { Fields } from './wire.ts';

const answerTimeoutMs = 10_000;

/** How a notice can be false. */
export const sbpsForgeries = [
  'wrong-signature',
  'altered',
  'no-signature',
  /** Hashed over the bytes of Shift_JIS, as only what a browser brings is. */
  'as-return',
  /** Properly signed, but not what it should be. */
  'signed',
] as const;
export type SbpsForgery = (typeof sbpsForgeries)[number];

type News = Pick<NoticeEntry, 'id' | 'type' | 'content'>;

/** A notice about a slip, with what the purchase said repeated in it. */
export function noticeFields(
  slip: Pick<SlipEntry, 'extra' | 'method' | 'reference'>,
  result: Fields,
  now: Date,
): Fields {
  const all: Fields = {
    ...slip.extra,
    res_pay_method: slip.method,
    res_tracking_id: slip.reference,
    res_date: writeTime(now),
    ...result,
  };
  return Object.fromEntries(noticeNames.map((name) => [name, all[name] ?? '']));
}

export const newsOf = (content: Fields): News => ({
  id: randomUUID(),
  type: content.res_result ?? '',
  content,
});

/** `OK`: numbers were made; how they stand in `res_payinfo_key` is from memory. */
export function issuedNotice(slip: SlipEntry, now: Date): Fields {
  const [first = '', ...others] = slip.numbers.map(({ value }) => value);
  const billDate = writeTime(new Date(Date.parse(slip.dueAt) - 1)).slice(0, 8);
  const payinfo =
    slip.method === 'payeasy'
      ? [first, ...others, billDate]
      : [slip.extra.webcvstype ?? '', slip.reference, billDate, [first, ...others].join('-')];
  return noticeFields(slip, { res_result: 'OK', res_payinfo_key: payinfo.join(',') }, now);
}

/** `PY`: P 速報, D 確報, or C when the store took it back (that letter is from memory). */
export function paymentNotice(
  book: SlipBook,
  slip: SlipEntry,
  news: DepositNews,
  deposit: DepositEntry,
  now: Date,
): Fields {
  const standing = book.depositsOf(slip.key).filter(({ reversedAt }) => reversedAt === null);
  const until = news === 'reversal' ? standing : standing.slice(0, standing.indexOf(deposit) + 1);
  const cumulative = until.reduce((sum, { amountYen }) => sum + amountYen, 0);
  const kind = { deposit: deposit.kind === 'final' ? 'D' : 'P', final: 'D', reversal: 'C' }[news];
  const at = news === 'reversal' ? (deposit.reversedAt ?? '') : deposit.paidAt;
  return noticeFields(
    slip,
    {
      res_result: 'PY',
      res_payinfo_key: [kind, deposit.amountYen, cumulative, 'payer@mail.example'].join(','),
      res_payment_date: writeTime(new Date(at)),
    },
    now,
  );
}

/** Posts the form with its fields in any order, as SBPS does; taken when the answer begins with OK. */
export async function postNotice(
  {
    url,
    fields,
    hashKey,
    forgery,
  }: { url: string; fields: Fields; hashKey: string; forgery?: SbpsForgery },
  { garbage, signal }: { garbage: boolean; signal?: AbortSignal },
): Promise<NoticeAnswer & { text: string }> {
  const key = forgery === 'wrong-signature' ? 'a stranger’s key' : hashKey;
  const encoding = forgery === 'as-return' ? 'Shift_JIS' : 'utf8';
  const hash = hashOf(fields, noticeNames, key, encoding).toUpperCase();
  const sent: Fields = forgery === 'no-signature' ? fields : { ...fields, sps_hashcode: hash };
  if (forgery === 'altered') sent.order_id = randomUUID();
  const shuffled = Object.fromEntries(
    Object.entries(sent)
      .map((entry) => ({ entry, at: Math.random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ entry }) => entry),
  );
  try {
    const timeout = AbortSignal.timeout(answerTimeoutMs);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new Uint8Array(garbage ? toShiftJis('order_id=') : Buffer.from(writeForm(shuffled))),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = await response.text();
    return {
      status: response.status,
      isTaken: response.status === 200 && /^OK\b/.test(text),
      text,
    };
  } catch {
    return { status: null, isTaken: false, text: '' };
  }
}
