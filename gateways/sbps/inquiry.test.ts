import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CashProviderUnavailable } from '../cash/port.ts';
import { hashOf } from './hash.ts';
import { inquire } from './inquiry.ts';
import { encodeShiftJis } from './shift-jis.ts';

let server: Server;
let asked: { request: IncomingMessage; body: string } | undefined;
let answer: { status?: number; body: Buffer };

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked = { request, body: Buffer.concat(parts).toString('latin1') };
      response.writeHead(answer.status ?? 200, { 'Content-Type': 'text/xml' }).end(answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const inquireNow = () =>
  inquire(
    {
      ...{ merchantId: '30132', serviceId: '002', hashKey: 'key', apiPassword: 'pass' },
      apiBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      timeoutMs: 2_000,
    },
    '83897187434765',
    new Date('2026-11-21T15:00:00Z'),
  );

/** As a recorded answer of SBPS is laid out. */
function answerWith(
  info: string,
  result = '<res_result>OK</res_result><res_status>0</res_status>',
) {
  answer = {
    body: encodeShiftJis(
      `<?xml version="1.0" encoding="Shift_JIS" ?>\n<sps-api-response id="MG01-00101-701">${result}` +
        `<res_pay_method_info>${info}</res_pay_method_info><res_date>20261122000001</res_date></sps-api-response>`,
    ),
  };
}

it('asks with every field in order, hashed over the bytes of Shift_JIS', async () => {
  answerWith('<payment_status>1</payment_status>');
  await inquireNow();
  const hash = hashOf(
    ['30132', '002', '', '83897187434765', '0', '20261122000000', '600'],
    'key',
    'shift_jis',
  );
  expect(asked?.request.url).toBe('/api/xmlapi.do');
  expect(asked?.request.headers.authorization).toBe(
    `Basic ${Buffer.from('30132002:pass').toString('base64')}`,
  );
  expect(asked?.body).toBe(
    '<?xml version="1.0" encoding="Shift_JIS"?><sps-api-request id="MG01-00101-701"><merchant_id>30132</merchant_id>' +
      '<service_id>002</service_id><sps_transaction_id></sps_transaction_id><tracking_id>83897187434765</tracking_id>' +
      `<encrypted_flg>0</encrypted_flg><request_date>20261122000000</request_date><limit_second>600</limit_second><sps_hashcode>${hash}</sps_hashcode></sps-api-request>`,
  );
});

it('reads how the slip stands, and its numbers', async () => {
  answerWith(
    '<webcvstype>002</webcvstype><invoice_no>83897187434765</invoice_no><bill_date>20261128</bill_date>' +
      '<cvs_pay_data1>30654892-426543614</cvs_pay_data1><cvs_pay_data2>https://cvs.example/?a=1&amp;b=2</cvs_pay_data2>' +
      '<payment_status>1</payment_status>',
  );
  expect(await inquireNow()).toEqual({
    status: 'unpaid',
    numbers: [
      { kind: 'receipt', value: '30654892' },
      { kind: 'confirmation', value: '426543614' },
    ],
    payableUntil: new Date('2026-11-28T14:59:59.999Z'),
  });
});

it('takes a tracking id that SBPS does not know for an answer, and no other refusal', async () => {
  answerWith('', '<res_result>NG</res_result><res_err_code>70112999</res_err_code>');
  expect((await inquireNow()).status).toBe('unknown');
  answerWith('', '<res_result>NG</res_result><res_err_code>70109999</res_err_code>');
  await expect(inquireNow()).rejects.toThrow(CashProviderUnavailable);
});

const OK = '<res_result>OK</res_result><payment_status>3</payment_status>';
const root = (inside: string) => `<sps-api-response>${inside}</sps-api-response>`;

it.each([
  ['has a document type', `<!DOCTYPE x [<!ENTITY e "3">]>${root(OK)}`],
  ['names a file of ours', `<!doctype x SYSTEM "file:///etc/passwd">${root(OK)}`],
  ['is no XML', '{"res_result": "OK"}'],
  ['breaks off', `<sps-api-response>${OK}`],
  ['is something else', `<html>${OK}</html>`],
  ['uses what it never declared', root(`${OK}<a>&unknown;</a>`)],
  ['is endless', root(OK + '<a>x</a>'.repeat(10_000))],
  ['is empty', ''],
])('does not believe an answer that %s', async (_, body) => {
  answer = { body: encodeShiftJis(body) };
  await expect(inquireNow()).rejects.toThrow(CashProviderUnavailable);
});

it('does not believe an error', async () => {
  answer = { status: 500, body: encodeShiftJis(root(OK)) };
  await expect(inquireNow()).rejects.toThrow('500');
});
