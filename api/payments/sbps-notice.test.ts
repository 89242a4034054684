import request from 'supertest';
import { PURCHASE_FIELDS } from '../../gateways/sbps/fields.ts';
import { hashOf } from '../../gateways/sbps/hash.ts';
import { encodeShiftJis } from '../../gateways/sbps/shift-jis.ts';
import { sbpsCredentials, slipRequest } from '../../tests/support/cash-town.ts';
import { startCashSite } from '../../tests/support/cash-site.ts';
import type { CashSite } from '../../tests/support/cash-site.ts';

let site: CashSite;

beforeAll(async () => {
  site = await startCashSite();
});
afterAll(() => site.close());
beforeEach(() => site.reset());

const statuses = (status: number, count: number) => Array.from({ length: count }, () => status);

const formOf = (key: string, method = 'webcvs') =>
  site.sbps.gateway().issueSlip(slipRequest({ slipKey: key, providerMethod: method }));
async function buy(key: string, changes: Record<string, string> = {}, store = 'lawson') {
  const slip = await formOf(key);
  if (slip.kind !== 'at_provider') throw new Error('no form');
  const fields = { ...slip.fields, ...changes };
  const values = PURCHASE_FIELDS.map((name) => fields[name] ?? '');
  fields.sps_hashcode = hashOf(values, sbpsCredentials.hashKey, 'utf-8');
  return site.town.control('sbps', 'purchase', { fields, store });
}

describe('numbers of SBPS', () => {
  const payment = (key: string) =>
    site.test.database.prisma.payment.findUniqueOrThrow({ where: { id: key } });

  it('are kept on the payment before they are handed out (R-196, I15)', async () => {
    const { key } = await site.order('sbps');
    const bought = (await buy(key)) as { numbers: { value: string }[] };
    const [receipt, confirmation] = bought.numbers.map(({ value }) => value);
    expect((await payment(key)).slip).toEqual([
      { kind: 'receipt', value: receipt },
      { kind: 'confirmation', value: confirmation },
    ]);
    const issued = { entityId: key, action: 'slip_issued' };
    expect(await site.test.database.prisma.auditEntry.count({ where: issued })).toBe(1);
    expect(site.test.lives.calls).toEqual([]);
  });

  it('are the same, also when their notice comes twenty times at once', async () => {
    const { key } = await site.order('sbps');
    await buy(key);
    const notice = await site.lastNotice('sbps');
    await site.test.database.pool.query('delete from provider_event where provider_order_id = $1', [
      key,
    ]);
    const again = { times: 20, atOnce: true };
    await site.town.control('sbps', `notices/${notice.id}/resend`, again);
    const { notices } = await site.town.books('sbps');
    expect(notices[0]?.attempts.map(({ status }) => status)).toEqual(statuses(200, 21));
    expect(notices[0]?.state).toBe('delivered');
    expect((await site.eventsOf(key)).length).toBe(1);
  });

  it.each([
    ['an order that nobody knows', 'unknown', async () => '6f1c2f44-0000-4000-8000-00000000ffff'],
    ['what is no order of ours', 'unknown', async () => 'o1'],
    [
      'an order that was given up',
      'closed',
      async () => {
        const { key, orderId } = await site.order('sbps');
        await site.test.database.prisma.order.update({
          where: { id: orderId },
          data: { state: 'cancelled' },
        });
        return key;
      },
    ],
    [
      'an order whose deadline has passed',
      'closed',
      async () => {
        const { key, orderId } = await site.order('sbps');
        await site.test.database.prisma.order.update({
          where: { id: orderId },
          data: { paymentDeadline: new Date() },
        });
        return key;
      },
    ],
    [
      'a payment that another way to pay has replaced',
      'closed',
      async () => {
        const { key } = await site.order('sbps');
        await site.test.database.prisma.payment.update({
          where: { id: key },
          data: { state: 'abandoned' },
        });
        return key;
      },
    ],
    ['a payment of another provider', 'unknown', async () => (await site.order('smart-pit')).key],
  ])('are not handed out for %s', async (_, __, keyOf) => {
    const key = await keyOf();
    await expect(buy(key)).rejects.toThrow('409');
    expect(await site.eventsOf(key)).toEqual([]);
    expect((await site.town.books('sbps')).slips).toEqual([]);
  });

  it('are not handed out for another amount than the order’s', async () => {
    const { key } = await site.order('sbps');
    await expect(buy(key, { amount: '1' })).rejects.toThrow('409');
    expect((await payment(key)).slip).toBeNull();
  });

  it('are made once: of two purchases at once one is refused, or both could be paid (I2)', async () => {
    const { key } = await site.order('sbps');
    const both = await Promise.allSettled([buy(key), buy(key, {}, 'familymart')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { slips } = await site.town.books('sbps');
    expect(slips.length).toBe(1);
    expect((await payment(key)).slip).toEqual([
      { kind: 'receipt', value: slips[0]?.numbers[0]?.value },
      { kind: 'confirmation', value: slips[0]?.numbers[1]?.value },
    ]);
  });
});

describe('a notice of SBPS', () => {
  it('tells the life of a payment; what it says of the payer is not kept (R-206, I18)', async () => {
    const { orderId, key } = await site.order('sbps');
    await buy(key);
    await site.town.pay('sbps', key, {});
    await site.town.told('sbps');
    const events = await site.eventsOf(key);
    expect(events.map(({ type }) => type)).toEqual(['numbers_issued', 'deposit']);
    expect(events[1]?.captureId).toMatch(/^sbps:\d{14}:700$/);
    expect(JSON.stringify(events.map(({ payload }) => payload))).not.toContain('mail.example');
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
    expect((await site.sbps.gateway().getSlip(key)).deposits).toMatchObject([{ amountYen: 700 }]);
  });

  it('of a second payment tells the life again, although the first one counts (I2)', async () => {
    const { orderId, key } = await site.order('sbps');
    await buy(key);
    await site.town.pay('sbps', key, {});
    await site.town.told('sbps');
    const [, first] = await site.eventsOf(key);
    await site.test.database.prisma.payment.update({
      where: { id: key },
      data: { state: 'captured', captureId: first?.captureId ?? '', paidAt: new Date() },
    });
    site.test.lives.forget();
    await site.town.pay('sbps', key, { force: true, amountYen: 700 });
    await site.town.told('sbps');
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
  });

  it('that a payment is final tells the life when the provisional one was lost', async () => {
    const { orderId, key } = await site.order('sbps');
    await buy(key);
    await site.town.control('sbps', 'notices/hold');
    const { id } = await site.town.pay('sbps', key, {});
    await site.town.control('sbps', 'notices/lose');
    await site.town.control('sbps', `deposits/${id}/final`);
    await site.town.told('sbps');
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
  });

  it.each(['wrong-signature', 'altered', 'no-signature', 'as-return'])(
    'is answered NG when it is forged: %s',
    async (forgery) => {
      const { key } = await site.order('sbps');
      const forged = { forgery, changes: { order_id: key, item_name: '証明書' } };
      expect(await site.town.control('sbps', 'notices/forge', forged)).toEqual({
        answered: 'NG,signature',
      });
      expect(await site.eventsOf(key)).toEqual([]);
      expect(site.test.lives.calls).toEqual([]);
    },
  );

  it('about money for an order that nobody knows is kept, and answered OK (R-208)', async () => {
    await site.town.control('sbps', 'stray-payment', { key: 'stray', amountYen: 900 });
    await site.town.told('sbps');
    expect(await site.eventsOf('stray')).toMatchObject([{ type: 'deposit', amountYen: 900 }]);
    expect((await site.lastNotice('sbps')).state).toBe('delivered');
  });
});

describe('a browser that SBPS sends back', () => {
  /** Goes through SBPS's page with the form, as a browser would, and takes what its button would post here. */
  async function comeBack(key: string, act: string): Promise<request.Response> {
    const slip = await formOf(key);
    if (slip.kind !== 'at_provider') throw new Error('no form');
    const escape = (text: string) =>
      Array.from(encodeShiftJis(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const body = Object.entries(slip.fields).map(([name, value]) => `${name}=${escape(value)}`);
    const choice = await fetch(slip.action, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: body.join('&'),
    });
    expect(choice.status).toBe(200);
    const chosen = await fetch(new URL('choose', slip.action), {
      method: 'POST',
      body: new URLSearchParams({ ...slip.fields, act }),
    });
    const fields = [
      ...(await chosen.text()).matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g),
    ].map(([, name = '', value = '']) => `${name}=${escape(value)}`);
    const address = { lawson: 'return', cancel: 'cancelled' }[act] ?? 'error';
    return request(site.test.app)
      .post(`/payments/sbps/${address}`)
      .set('Sec-Fetch-Site', 'cross-site')
      .type('form')
      .send(fields.join('&'));
  }

  it('with numbers is led to them; nothing that it brings counts as paid (R-205)', async () => {
    const { orderId, key } = await site.order('sbps');
    const answer = await comeBack(key, 'lawson');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe(`/aomine/orders/${orderId}/payment-slip`);
    expect(site.test.lives.calls).toEqual([]);
  });

  it('having turned back is led to the order, which stays payable (R-207)', async () => {
    const { orderId, key } = await site.order('sbps');
    const answer = await comeBack(key, 'cancel');
    expect(answer.headers.location).toBe(`/aomine/orders/${orderId}?note=payment-cancelled`);
  });

  it('with a forged or foreign return is led home, and learns nothing', async () => {
    const { key } = await site.order('sbps');
    for (const body of ['', `order_id=${key}&sps_hashcode=00`, 'order_id=o1']) {
      const answer = await request(site.test.app)
        .post('/payments/sbps/return')
        .type('form')
        .send(body);
      expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    }
  });
});
