import type { SlipRequest } from '../cash/port.ts';
import { HASH_FIELD, PURCHASE_FIELDS } from './fields.ts';
import type { PurchaseField } from './fields.ts';
import { hashOf } from './hash.ts';
import { encodeShiftJis, inShiftJis } from './shift-jis.ts';
import { writeSbpsTime } from './times.ts';

/** What identifies us at SBPS; from its contract. */
export interface SbpsIdentity {
  merchantId: string;
  serviceId: string;
  hashKey: string;
}

/** Seconds for which SBPS takes the form after `request_date`; it is made anew with each page. */
const LIMIT_SECONDS = '600';
/** Most bytes of Shift_JIS of `item_name`. From memory. */
const ITEM_NAME_BYTES = 40;
/** SBPS refuses these anywhere in `free_csv`. */
const REFUSED = /[,'"%|&<>]/g;

/**
 * The form A01-1 of a one-off payment by Web コンビニ (`webcvs`) or ペイジー (`payeasy`). The browser posts it in
 * Shift_JIS, so no value holds a character that Shift_JIS lacks. Of the payer only the katakana are sent.
 */
export function purchaseForm(
  { slipKey, amountYen, providerMethod, payerKana, itemName, returnUrls }: SlipRequest,
  { merchantId, serviceId, hashKey }: SbpsIdentity,
  { now, noticeUrl }: { now: Date; noticeUrl: string },
): Record<string, string> {
  const given: Partial<Record<PurchaseField, string>> = {
    pay_method: providerMethod ?? '',
    merchant_id: merchantId,
    service_id: serviceId,
    // SBPS asks for a name of the customer: the payment's own tells it nothing about the person.
    cust_code: slipKey,
    order_id: slipKey,
    item_id: 'certificates',
    item_name: shorten(inShiftJis(itemName), ITEM_NAME_BYTES),
    amount: String(amountYen),
    pay_type: '0',
    service_type: '0',
    terminal_type: '0',
    success_url: returnUrls.success,
    cancel_url: returnUrls.cancel,
    error_url: returnUrls.error,
    pagecon_url: noticeUrl,
    free_csv: payerCsv(payerKana),
    request_date: writeSbpsTime(now),
    limit_second: LIMIT_SECONDS,
  };
  const fields = Object.fromEntries(PURCHASE_FIELDS.map((name) => [name, given[name] ?? '']));
  return { ...fields, [HASH_FIELD]: hashOf(Object.values(fields), hashKey, 'utf-8') };
}

function payerCsv(payerKana: string): string {
  const kana = inShiftJis(payerKana.normalize('NFKC')).replace(REFUSED, ' ').trim();
  const [last = '', ...rest] = kana.split(/\s+/);
  const first = rest.join(' ');
  const parts = {
    ...{ LAST_NAME: last, FIRST_NAME: first, LAST_NAME_KANA: last, FIRST_NAME_KANA: first },
    ...{ FIRST_ZIP: '', SECOND_ZIP: '', ADD1: '', ADD2: '', ADD3: '', TEL: '', MAIL: '' },
    ITEM_NAME: '',
  };
  const csv = Object.entries(parts).map(([name, value]) => `${name}=${value}`);
  return encodeShiftJis(csv.join(',')).toString('base64');
}

function shorten(text: string, bytes: number): string {
  let short = '';
  for (const character of text) {
    if (encodeShiftJis(short + character).length > bytes) break;
    short += character;
  }
  return short;
}
