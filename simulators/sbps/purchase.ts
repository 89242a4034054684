import { randomUUID } from 'node:crypto';
import { newDigits } from '../cash-register/slip-book.ts';
import type { NumberEntry, SlipBook, SlipEntry } from '../cash-register/slip-book.ts';
import { endOfDay, hashOf, noticeNames, purchaseNames, readTime } from './wire.ts';
import type { Fields } from './wire.ts';

/** Where a slip of Web コンビニ can be paid, by SBPS's codes (from memory). */
export const stores = { 'seven-eleven': '001', lawson: '002', familymart: '016' } as const;
export type Store = keyof typeof stores;

export interface PurchaseCheck {
  merchantId: string;
  serviceId: string;
  hashKey: string;
  now: Date;
}

/** @returns what is wrong with a purchase that a browser brought; null when nothing is */
export function problemOf(
  fields: Fields,
  { merchantId, serviceId, hashKey, now }: PurchaseCheck,
): string | null {
  const missing = purchaseNames.find((name) => fields[name] === undefined);
  if (missing !== undefined) return `${missing} がありません`;
  const expected = hashOf(fields, purchaseNames, hashKey, 'utf8');
  if ((fields.sps_hashcode ?? '').toLowerCase() !== expected) return 'ハッシュ値が違います';
  if (fields.merchant_id !== merchantId || fields.service_id !== serviceId) {
    return '加盟店が違います';
  }
  if (!/^[1-9]\d{0,6}$/.test(fields.amount ?? '')) return '金額が違います';
  if (!['webcvs', 'payeasy'].includes(fields.pay_method ?? '')) return '決済方法が違います';
  if ((fields.order_id ?? '').length > 38 || (fields.cust_code ?? '').length > 64) {
    return '長さが違います';
  }
  const allowed = Number(fields.limit_second) * 1000;
  const asked = readTime(fields.request_date ?? '');
  // The service keeps its own clock; the town's may be elsewhere.
  const age = Math.min(Math.abs(Date.now() - asked), Math.abs(now.getTime() - asked));
  return age <= allowed ? null : '有効時間を過ぎました';
}

/** The slip that a purchase becomes, with numbers as the chosen store wants them. */
export function slipOf(
  book: SlipBook,
  fields: Fields,
  store: Store,
  { now, dueDays }: { now: Date; dueDays: number },
): SlipEntry {
  const method = fields.pay_method ?? '';
  const csv = Buffer.from(fields.free_csv ?? '', 'base64');
  const kept = Object.entries(fields).filter(([name]) => noticeNames.includes(name));
  return {
    key: fields.order_id ?? randomUUID(),
    reference: newDigits(14, (digits) => book.slips().some((slip) => slip.reference === digits)),
    method,
    amountYen: Number(fields.amount),
    dueAt: endOfDay(now, dueDays).toISOString(),
    numbers: numbersFor(method, store),
    payer: kanaIn(csv),
    item: fields.item_name ?? '',
    createdAt: now.toISOString(),
    cancelledAt: null,
    expiredAt: null,
    extra: { ...Object.fromEntries(kept), webcvstype: method === 'payeasy' ? '' : stores[store] },
  };
}

function numbersFor(method: string, store: Store): NumberEntry[] {
  const number = (label: string, length: number): NumberEntry => ({
    label,
    value: newDigits(length, () => false),
  });
  if (method === 'payeasy') {
    return [
      { label: '収納機関番号', value: '58021' },
      number('お客様番号', 11),
      number('確認番号', 6),
    ];
  }
  return store === 'seven-eleven'
    ? [number('払込票番号', 13)]
    : [number('お客様番号', 11), number('確認番号', 6)];
}

function kanaIn(csv: Buffer): string {
  const text = new TextDecoder('shift_jis').decode(csv);
  const part = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(text)?.[1] ?? '';
  return `${part('LAST_NAME_KANA')} ${part('FIRST_NAME_KANA')}`.trim();
}
