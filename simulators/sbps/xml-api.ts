import { timingSafeEqual } from 'node:crypto';
import { Router, raw } from 'express';
import type { Request } from 'express';
import type { SlipBook, SlipEntry } from '../cash-register/slip-book.ts';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Answer } from '../faulty-answer.ts';
import type { PartyContext } from '../party.ts';
import { fromShiftJis, hashOf, toShiftJis, writeTime } from './wire.ts';
import type { Fields } from './wire.ts';

const asked =
  'merchant_id service_id sps_transaction_id tracking_id encrypted_flg request_date limit_second'.split(
    ' ',
  );

export interface XmlApiOptions {
  merchantId: string;
  serviceId: string;
  hashKey: string;
  apiPassword: string;
}

/** The XML interface, as far as a merchant of the link type asks it: how a slip of Web コンビニ stands. */
export function createXmlApi(
  context: PartyContext,
  book: SlipBook,
  { merchantId, serviceId, hashKey, apiPassword }: XmlApiOptions,
): Router {
  const router = Router();
  const credentials = Buffer.from(`${merchantId}${serviceId}:${apiPassword}`).toString('base64');

  const inquiry = (request: Request): Answer => {
    if (!isSame(request.get('authorization') ?? '', `Basic ${credentials}`)) {
      return { status: 401, body: '' };
    }
    const text = fromShiftJis(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    const fields: Fields = Object.fromEntries(
      asked.map((name) => [name, new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '']),
    );
    const hash = /<sps_hashcode>([^<]*)<\/sps_hashcode>/.exec(text)?.[1] ?? '';
    if (!isSame(hash.toLowerCase(), hashOf(fields, asked, hashKey, 'Shift_JIS'))) {
      return answer(context, { res_result: 'NG', res_err_code: '70109999' });
    }
    if (!/<sps-api-request id="MG01-00101-701">/.test(text)) {
      return answer(context, { res_result: 'NG', res_err_code: '99906999' });
    }
    const slip = book
      .slips()
      .find(({ reference, method }) => reference === fields.tracking_id && method === 'webcvs');
    if (!slip) return answer(context, { res_result: 'NG', res_err_code: '70112999' });
    return answer(context, { res_result: 'OK', res_status: '0' }, stateOf(book, slip));
  };

  router.post(
    '/api/xmlapi.do',
    raw({ type: () => true, limit: '64kb' }),
    faultyAnswer(context, {
      party: 'sbps',
      operation: 'inquiry',
      act: (request, fault) =>
        fault?.mode === 'refuse'
          ? answer(context, { res_result: 'NG', res_err_code: '70199999' })
          : inquiry(request),
    }),
  );
  return router;
}

function stateOf(book: SlipBook, slip: SlipEntry): Fields {
  const paid = book.standingYen(slip.key);
  const status =
    slip.cancelledAt !== null
      ? 5
      : paid === 0
        ? 1
        : paid < slip.amountYen
          ? 2
          : paid === slip.amountYen
            ? 3
            : 4;
  return {
    webcvstype: slip.extra.webcvstype ?? '',
    invoice_no: slip.reference,
    bill_date: writeTime(new Date(Date.parse(slip.dueAt) - 1)).slice(0, 8),
    cvs_pay_data1: slip.numbers.map(({ value }) => value).join('-'),
    cvs_pay_data2: '',
    payment_status: String(status),
  };
}

function answer(context: PartyContext, head: Fields, info?: Fields): Answer {
  const tags = (fields: Fields) =>
    Object.entries(fields)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('');
  const middle = info ? `<res_pay_method_info>${tags(info)}</res_pay_method_info>` : '';
  const now = writeTime(context.now());
  const tail = tags({ res_process_date: now, res_date: now });
  const xml = `<?xml version="1.0" encoding="Shift_JIS"?><sps-api-response id="MG01-00101-701">${tags(head)}${middle}${tail}</sps-api-response>`;
  return { status: 200, body: toShiftJis(xml), headers: { 'Content-Type': 'text/xml' } };
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
