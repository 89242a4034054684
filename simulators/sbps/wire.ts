import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';

/** Names of A01-1 in the order in which their values are hashed. */
export const purchaseNames = (
  'pay_method merchant_id service_id cust_code sps_cust_no sps_payment_no order_id item_id pay_item_id item_name tax ' +
  'amount pay_type auto_charge_type service_type div_settele last_charge_month camp_type tracking_id terminal_type ' +
  'success_url cancel_url error_url pagecon_url free1 free2 free3 free_csv request_date limit_second'
).split(' ');

const notSentBack = 'success_url cancel_url error_url pagecon_url free_csv limit_second'.split(' ');

/** Names of A02-1 and A03-1 in the order in which their values are hashed. */
export const noticeNames = [
  ...purchaseNames.filter((name) => !notSentBack.includes(name)),
  ...(
    'res_pay_method res_result res_tracking_id res_sps_cust_no res_sps_payment_no res_payinfo_key res_payment_date ' +
    'res_err_code res_date limit_second'
  ).split(' '),
];

export type Fields = Record<string, string>;

export const toShiftJis = (text: string): Buffer => iconv.encode(text, 'Shift_JIS');
export const fromShiftJis = (bytes: Buffer): string => iconv.decode(bytes, 'Shift_JIS');

/** SHA-1 in lower-case hex over the values of `names` and the key. */
export function hashOf(
  fields: Fields,
  names: readonly string[],
  key: string,
  encoding: 'utf8' | 'Shift_JIS',
): string {
  const text = names.map((name) => fields[name] ?? '').join('') + key;
  const bytes = encoding === 'utf8' ? Buffer.from(text, 'utf8') : toShiftJis(text);
  return createHash('sha1').update(bytes).digest('hex');
}

/** `application/x-www-form-urlencoded` whose bytes are Shift_JIS. */
export function writeForm(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    .join('&');
}

export function readForm(body: Buffer): Fields {
  const fields: Fields = {};
  for (const pair of body.toString('latin1').split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split('=', 2);
    fields[unescape(name)] = unescape(value);
  }
  return fields;
}

function escape(text: string): string {
  return Array.from(toShiftJis(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.*-]/.test(character)) return character;
    return byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function unescape(text: string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return fromShiftJis(Buffer.from(bytes, 'latin1'));
}

const japan = 9 * 3_600_000;

/** `YYYYMMDDhhmmss` in Japan. */
export const writeTime = (instant: Date): string =>
  new Date(instant.getTime() + japan).toISOString().replace(/\D/g, '').slice(0, 14);

/** Milliseconds since the epoch; NaN for anything but `YYYYMMDDhhmmss`. */
export function readTime(text: string): number {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6+09:00');
  return Date.parse(iso);
}

/** The end of the day `days` after the one of an instant, in Japan: the first instant that no longer belongs to it. */
export function endOfDay(instant: Date, days: number): Date {
  const local = new Date(instant.getTime() + japan);
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  return new Date(midnight + (days + 1) * 86_400_000 - japan);
}
