import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { depositsFrom } from './deposits.ts';
import { NOTICE_FIELDS, PURCHASE_FIELDS } from './fields.ts';
import { hashOf } from './hash.ts';
import { orderIdOfReturn, readNotice } from './notices.ts';
import { purchaseForm } from './purchase-form.ts';
import type { KeptNotice } from './records.ts';
import { inShiftJis, readShiftJisForm } from './shift-jis.ts';
import { numbersInNotice, storeNumbers } from './slip-numbers.ts';
import { endOfSbpsDay, readSbpsTime, writeSbpsTime } from './times.ts';

const identity = { merchantId: '00000', serviceId: '001', hashKey: 'testhashkey' };

describe('the hash', () => {
  const values: Record<string, string> = {
    ...{ pay_method: 'credit', merchant_id: '00000', service_id: '001', cust_code: 'u1' },
    ...{ order_id: 'o1', item_id: 'charge', item_name: 'オンラインチャージ', amount: '3000' },
    ...{ pay_type: '0', service_type: '0', terminal_type: '0', request_date: '20261121120000' },
    ...{ success_url: 'https://a/s', cancel_url: 'https://a/c', error_url: 'https://a/e' },
    ...{ pagecon_url: 'https://a/p', limit_second: '600' },
  };
  const inOrder = PURCHASE_FIELDS.map((name) => values[name] ?? '');

  it('is SHA-1 over UTF-8, the fields in SBPS’s order, then the key', () => {
    expect(hashOf(inOrder, 'testhashkey', 'utf-8')).toBe(
      '214318839e852250abfdb2c4a5d03cdc523c3897',
    );
  });

  it('differs over the bytes of Shift_JIS', () => {
    const bytes = iconv.encode(`${inOrder.join('')}testhashkey`, 'Shift_JIS');
    const expected = createHash('sha1').update(bytes).digest('hex');
    expect(hashOf(inOrder, 'testhashkey', 'shift_jis')).toBe(expected);
    expect(expected).not.toBe(hashOf(inOrder, 'testhashkey', 'utf-8'));
  });
});

describe('the form of a purchase (A01-1)', () => {
  const form = (changes: { payerKana?: string; itemName?: string } = {}) =>
    purchaseForm(
      {
        slipKey: '6f1c2f44-0000-4000-8000-000000000001',
        amountYen: 700,
        dueAt: new Date(),
        providerMethod: 'webcvs',
        payerKana: 'カナリア　ハナコ',
        itemName: '証明書発行手数料 12345',
        returnUrls: { success: 'https://s/s', cancel: 'https://s/c', error: 'https://s/e' },
        ...changes,
      },
      identity,
      { now: new Date('2026-11-21T15:00:00Z'), noticeUrl: 'https://s/webhooks/sbps' },
    );
  const csvOf = (fields: Record<string, string>) =>
    iconv.decode(Buffer.from(fields.free_csv ?? '', 'base64'), 'Shift_JIS');

  it('has every field in order, also the empty ones, and then the hash', () => {
    const fields = form();
    expect(Object.keys(fields)).toEqual([...PURCHASE_FIELDS, 'sps_hashcode']);
    expect(fields).toMatchObject({
      pay_method: 'webcvs',
      order_id: '6f1c2f44-0000-4000-8000-000000000001',
      amount: '700',
      request_date: '20261122000000',
      limit_second: '600',
      pagecon_url: 'https://s/webhooks/sbps',
      tax: '',
    });
    const values = PURCHASE_FIELDS.map((name) => fields[name] ?? '');
    expect(fields.sps_hashcode).toBe(hashOf(values, 'testhashkey', 'utf-8'));
  });

  it('tells of the payer the katakana, and nothing else (I18)', () => {
    expect(csvOf(form())).toBe(
      'LAST_NAME=カナリア,FIRST_NAME=ハナコ,LAST_NAME_KANA=カナリア,FIRST_NAME_KANA=ハナコ,FIRST_ZIP=,SECOND_ZIP=,' +
        'ADD1=,ADD2=,ADD3=,TEL=,MAIL=,ITEM_NAME=',
    );
  });

  it.each([
    ['half-width kana', 'ｶﾅﾘｱ ﾊﾅｺ', 'LAST_NAME=カナリア,FIRST_NAME=ハナコ'],
    ['what SBPS refuses', `カ,ナ"リ'ア%|&<> ハナコ`, 'LAST_NAME=カ,FIRST_NAME=ナ リ ア ハナコ'],
    ['one name alone', 'カナリア', 'LAST_NAME=カナリア,FIRST_NAME='],
  ])('writes %s so that it is taken', (_, payerKana, expected) => {
    const csv = csvOf(form({ payerKana }));
    expect(csv.startsWith(`${expected},LAST_NAME_KANA=`)).toBe(true);
  });

  it('keeps the name of the item within 40 bytes, and cuts no character in two', () => {
    const { item_name: name = '' } = form({ itemName: '証'.repeat(30) });
    expect(name).toBe('証'.repeat(20));
    expect(form({ itemName: `a${'証'.repeat(30)}` }).item_name).toBe(`a${'証'.repeat(19)}`);
  });
});

describe('Shift_JIS', () => {
  it.each([
    ['髙橋', '高橋'],
    ['山﨑', '山崎'],
    ['𠮷田', '吉田'],
    ['①㈱Ⅳ', '　　　'],
    ['한글', '　　'],
    ['か\u3099', 'が'],
    ['～－‖¥\\', '--　　　'],
    ['証明書 A-1', '証明書 A-1'],
  ])('%s becomes %s', (text, expected) => {
    const written = inShiftJis(text);
    expect(iconv.decode(iconv.encode(written, 'Shift_JIS'), 'Shift_JIS')).toBe(written);
    expect(written).toBe(expected);
  });

  it('reads a form whose bytes are Shift_JIS, also where a second byte looks like ASCII', () => {
    // ソ is 0x83 0x5C, 表 is 0x95 0x5C.
    const body = Buffer.from('item_name=%83%5C%95%5C&a=1+2&__proto__=x&b');
    const form = readShiftJisForm(body);
    expect({ ...form }).toEqual({ item_name: 'ソ表', a: '1 2', b: '', ['__proto__']: 'x' });
    expect(Object.getPrototypeOf(form)).toBeNull();
  });
});

describe('times', () => {
  it('are Japan’s, across midnight', () => {
    expect(writeSbpsTime(new Date('2026-12-31T15:00:00Z'))).toBe('20270101000000');
    expect(readSbpsTime('20270101000000')).toEqual(new Date('2026-12-31T15:00:00Z'));
    expect(readSbpsTime('20280229')).toEqual(new Date('2028-02-28T15:00:00Z'));
    expect(endOfSbpsDay('20280229')).toEqual(new Date('2028-02-29T14:59:59.999Z'));
    for (const text of ['', '2026', '20261332000000', 'x']) expect(readSbpsTime(text)).toBeNull();
  });
});

it.each([
  ['webcvs', '001,83897187434765,20261028,0012345678901', [['seven_eleven', '0012345678901']]],
  [
    'webcvs',
    '002,83897187434765,20261028,30654892-426543614',
    [
      ['receipt', '30654892'],
      ['confirmation', '426543614'],
    ],
  ],
  [
    'payeasy',
    '58021,01234567890,012345,20261028',
    [
      ['collector', '58021'],
      ['customer', '01234567890'],
      ['confirmation', '012345'],
    ],
  ],
  ['webcvs', '', []],
  ['payeasy', 'x,y,z', []],
])('numbers of %s in %s (R-319)', (method, payinfo, expected) => {
  const numbers = numbersInNotice(method, payinfo.split(','));
  expect(numbers.map(({ kind, value }) => [kind, value])).toEqual(expected);
});

it('takes nothing for a number that it does not know', () => {
  expect(storeNumbers({ webcvsType: '001', payData: '30654892-426543614' })).toEqual([]);
  expect(storeNumbers({ webcvsType: '016', payData: '0012345678901' })).toEqual([]);
});

describe('a notice (A02-1)', () => {
  const told: Record<string, string> = {
    ...{ pay_method: 'webcvs', merchant_id: '00000', service_id: '001', order_id: 'o1' },
    ...{ item_name: '証明書', amount: '700', res_pay_method: 'webcvs', res_result: 'PY' },
    ...{ res_tracking_id: '12345678901234', res_payinfo_key: 'P,700,700,a@mail.example' },
    ...{ res_payment_date: '20261122000000', res_date: '20261122000001' },
  };
  const bodyOf = (
    fields: Record<string, string>,
    {
      encoding = 'utf-8',
      key = 'testhashkey',
      upper = true,
    }: { encoding?: 'utf-8' | 'shift_jis'; key?: string; upper?: boolean } = {},
  ) => {
    const hash = hashOf(
      NOTICE_FIELDS.map((name) => fields[name] ?? ''),
      key,
      encoding,
    );
    const all = { ...fields, sps_hashcode: upper ? hash.toUpperCase() : hash };
    const encode = (text: string) =>
      Array.from(
        iconv.encode(text, 'Shift_JIS'),
        (byte) => `%${byte.toString(16).padStart(2, '0')}`,
      ).join('');
    const pairs = Object.entries(all).map(([name, value]) => `${name}=${encode(value)}`);
    return Buffer.from(pairs.reverse().join('&'));
  };

  it.each([true, false])('is read by name in any order, its hash in either case', (upper) => {
    const checked = readNotice(bodyOf(told, { upper }), identity);
    expect(checked).toMatchObject({
      ok: true,
      notice: {
        provider: 'sbps',
        type: 'deposit',
        slipKey: 'o1',
        amountYen: 700,
        occurredAt: new Date('2026-11-21T15:00:00Z'),
        payload: { paid: { kind: 'P', amountYen: 700, cumulativeYen: 700 } },
      },
    });
  });

  it('keeps no mail address of the payer (I18)', () => {
    expect(JSON.stringify(readNotice(bodyOf(told), identity))).not.toContain('mail.example');
  });

  it.each([
    ['hashed with another key', bodyOf(told, { key: 'x' }), 'signature'],
    ['hashed over the bytes of Shift_JIS', bodyOf(told, { encoding: 'shift_jis' }), 'signature'],
    ['without a hash', Buffer.from('order_id=o1&amount=700&res_result=PY'), 'signature'],
    ['empty', Buffer.alloc(0), 'signature'],
    ['of another merchant', bodyOf({ ...told, merchant_id: '99999' }), 'merchant'],
    ['with an amount that is none', bodyOf({ ...told, amount: '7e2' }), 'body'],
    ['of an unknown kind', bodyOf({ ...told, res_result: 'XX' }), 'body'],
    ['of a payment without sums', bodyOf({ ...told, res_payinfo_key: 'P' }), 'body'],
  ])('is refused %s', (_, body, reason) => {
    expect(readNotice(body, identity)).toEqual({ ok: false, reason });
  });

  it('says the same of itself however often it is sent, and other things of other payments', () => {
    const idOf = (changes: Record<string, string>) => {
      const checked = readNotice(bodyOf({ ...told, ...changes }), identity);
      return checked.ok ? checked.notice.eventId : '';
    };
    const ids = [
      idOf({}),
      idOf({ res_payinfo_key: 'D,700,700,' }),
      idOf({ res_payinfo_key: 'P,700,1400,' }),
      idOf({ res_payment_date: '20261122000500' }),
      idOf({ res_result: 'OK' }),
      idOf({ res_result: 'CN' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(idOf({ res_date: '20261122000959' })).toBe(ids[0]);
    expect(idOf({ res_result: 'OK', res_tracking_id: '99999999999999' })).toBe(ids[4]);
  });

  it('a browser’s return is signed over the bytes of Shift_JIS alone', () => {
    expect(orderIdOfReturn(bodyOf(told, { encoding: 'shift_jis' }), 'testhashkey')).toBe('o1');
    expect(orderIdOfReturn(bodyOf(told), 'testhashkey')).toBeNull();
    expect(orderIdOfReturn(Buffer.from('order_id=o1'), 'testhashkey')).toBeNull();
  });
});

describe('payments from notices', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 3, minute)).toISOString();
  const notice = (
    kind: string,
    [amountYen, cumulativeYen]: [number, number],
    minute: number,
    result: 'PY' | 'inquiry' = 'PY',
  ): KeptNotice => ({
    ...{ result, orderId: 'o1', trackingId: 'T', method: 'webcvs', amountYen: 700, numbers: [] },
    paid: { kind, amountYen, cumulativeYen, paidAt: at(minute) },
    at: at(minute),
  });
  const told = (...notices: KeptNotice[]) =>
    depositsFrom('o1', notices).map(({ depositId, amountYen, kind, reversedAt }) =>
      [depositId, amountYen, kind[0], reversedAt ? 'back' : ''].join(' ').trim(),
    );

  const two = [
    notice('P', [300, 300], 1),
    notice('P', [400, 700], 2),
    notice('D', [300, 300], 3),
    notice('D', [400, 700], 4),
  ] as const;

  it('come out the same in any order, and of repeats', () => {
    const expected = ['T:300 300 f', 'T:700 400 f'];
    const [a, b, c, d] = two;
    for (const order of [
      [a, b, c, d],
      [d, c, b, a],
      [b, d, a, c, b, a],
      [c, d],
    ]) {
      expect(told(...order)).toEqual(expected);
    }
  });

  it('of which the first notice was lost: the sum tells', () => {
    expect(told(two[1])).toEqual(['T:700 400 p']);
    expect(told(two[1], two[0])).toEqual(['T:300 300 p', 'T:700 400 p']);
  });

  it('taken back, and paid again: two payments', () => {
    const notices = [
      notice('P', [700, 700], 1),
      notice('C', [700, 0], 2),
      notice('P', [700, 700], 3),
    ] as const;
    const expected = ['T:700 700 p back', 'T:700:1 700 p'];
    expect(told(...notices)).toEqual(expected);
    expect(told(notices[2], notices[0], notices[1])).toEqual(expected);
    expect(told(notices[0], notices[1])).toEqual([expected[0]]);
  });

  it('inferred once: a notice that comes later adds nothing', () => {
    const inferred = notice('P', [700, 700], 9, 'inquiry');
    expect(told(inferred)).toEqual(['T:700 700 p']);
    expect(told(inferred, two[0], two[1], two[3])).toEqual(['T:700 700 f']);
  });
});
