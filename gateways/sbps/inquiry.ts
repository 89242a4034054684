import { DOMParser } from '@xmldom/xmldom';
import { CashProviderUnavailable } from '../cash/port.ts';
import type { SlipNumber } from '../cash/port.ts';
import { hashOf } from './hash.ts';
import type { SbpsIdentity } from './purchase-form.ts';
import { decodeShiftJis, encodeShiftJis } from './shift-jis.ts';
import { storeNumbers } from './slip-numbers.ts';
import { endOfSbpsDay, writeSbpsTime } from './times.ts';

/** 決済結果参照 of Web コンビニ. Confirmed by public clients, with a recorded answer. */
const REQUEST_ID = 'MG01-00101-701';
/** Three digits of the method, two of the kind of error (12: tracking id), three of the item. */
const UNKNOWN_TRACKING_ID = /^\d{3}12\d{3}$/;
const MOST_BYTES = 64 * 1024;

/** How a slip stands at SBPS. */
export interface InquiryAnswer {
  /** `payment_status`: 1 stands in a recorded answer for an unpaid slip; the others are from memory. */
  status: 'unpaid' | 'partial' | 'paid' | 'overpaid' | 'cancelled' | 'unknown';
  numbers: SlipNumber[];
  /** The last instant at which a store takes money for it (`bill_date`), as far as SBPS says one. */
  payableUntil: Date | null;
}

const STATES: Readonly<Record<string, InquiryAnswer['status']>> = {
  '1': 'unpaid',
  '2': 'partial',
  '3': 'paid',
  '4': 'overpaid',
  '5': 'cancelled',
};

export interface InquiryOptions extends SbpsIdentity {
  /** `/api/xmlapi.do` is added. */
  apiBaseUrl: string;
  apiPassword: string;
  timeoutMs: number;
}

/**
 * Asks how the slip with a tracking id stands. The answer tells no amounts and no instants of payment: those are only in
 * the notices.
 * @throws CashProviderUnavailable when SBPS does not answer, refuses, or talks nonsense
 */
export async function inquire(
  options: InquiryOptions,
  trackingId: string,
  now: Date,
): Promise<InquiryAnswer> {
  const answer = await post(options, requestXml(options, trackingId, now));
  const code = textIn(answer, 'res_err_code');
  if (textIn(answer, 'res_result') !== 'OK' && UNKNOWN_TRACKING_ID.test(code)) {
    return { status: 'unknown', numbers: [], payableUntil: null };
  }
  if (textIn(answer, 'res_result') !== 'OK') {
    throw unavailable(`the inquiry was answered ${/^\d{1,8}$/.test(code) ? code : 'not OK'}`);
  }
  return {
    status: STATES[textIn(answer, 'payment_status')] ?? 'unknown',
    numbers: storeNumbers({
      webcvsType: textIn(answer, 'webcvstype'),
      payData: textIn(answer, 'cvs_pay_data1'),
    }),
    payableUntil: endOfSbpsDay(textIn(answer, 'bill_date')),
  };
}

function requestXml(
  { merchantId, serviceId, hashKey }: SbpsIdentity,
  trackingId: string,
  now: Date,
): Buffer {
  const fields = {
    merchant_id: merchantId,
    service_id: serviceId,
    sps_transaction_id: '',
    tracking_id: trackingId,
    encrypted_flg: '0',
    request_date: writeSbpsTime(now),
    limit_second: '600',
  };
  const hash = hashOf(Object.values(fields), hashKey, 'shift_jis');
  const tags = Object.entries({ ...fields, sps_hashcode: hash }).map(
    ([name, value]) => `<${name}>${value}</${name}>`,
  );
  return encodeShiftJis(
    `<?xml version="1.0" encoding="Shift_JIS"?><sps-api-request id="${REQUEST_ID}">${tags.join('')}</sps-api-request>`,
  );
}

async function post(options: InquiryOptions, body: Buffer): Promise<XmlDocument> {
  const { apiBaseUrl, merchantId, serviceId, apiPassword, timeoutMs } = options;
  const credentials = Buffer.from(`${merchantId}${serviceId}:${apiPassword}`).toString('base64');
  let response: Response;
  let bytes: Buffer;
  try {
    response = await fetch(`${apiBaseUrl.replace(/\/+$/, '')}/api/xmlapi.do`, {
      method: 'POST',
      headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'application/xml' },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    throw new CashProviderUnavailable('sbps', 'no answer to the inquiry', { cause });
  }
  if (!response.ok) throw unavailable(`the inquiry answered ${response.status}`);
  return readXml(bytes);
}

type XmlDocument = ReturnType<DOMParser['parseFromString']>;

/** No document type, so no entities of its making; what the parser complains about is not read at all. */
function readXml(bytes: Buffer): XmlDocument {
  const text = decodeShiftJis(bytes);
  if (bytes.length > MOST_BYTES || /<!(DOCTYPE|ENTITY)/i.test(text)) {
    throw unavailable('the answer to the inquiry is not acceptable');
  }
  const problems: string[] = [];
  const note = (problem: string) => void problems.push(problem);
  const parser = new DOMParser({ errorHandler: { warning: note, error: note, fatalError: note } });
  let document: XmlDocument | undefined;
  try {
    document = parser.parseFromString(text, 'text/xml');
  } catch {
    // Told below, without a word of what came.
  }
  if (!document?.documentElement || problems.length > 0) {
    throw unavailable('the answer to the inquiry cannot be read');
  }
  if (document.documentElement.nodeName !== 'sps-api-response') {
    throw unavailable('the answer to the inquiry is not understood');
  }
  return document;
}

const textIn = (document: XmlDocument, name: string): string =>
  document.getElementsByTagName(name)[0]?.textContent?.trim() ?? '';

const unavailable = (message: string) => new CashProviderUnavailable('sbps', message);
