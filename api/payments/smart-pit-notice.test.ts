import request from 'supertest';
import { LifeUnreachable } from '../../platform/lives.ts';
import { slipRequest } from '../../tests/support/cash-town.ts';
import { startCashSite } from '../../tests/support/cash-site.ts';
import type { CashSite } from '../../tests/support/cash-site.ts';

let site: CashSite;

beforeAll(async () => {
  site = await startCashSite();
});
afterAll(() => site.close());
beforeEach(() => site.reset());

const statuses = (status: number, count: number) => Array.from({ length: count }, () => status);

async function fieldsOf(slipKey: string): Promise<Record<string, string>> {
  const slip = await site.sbps
    .gateway()
    .issueSlip(slipRequest({ slipKey, providerMethod: 'webcvs' }));
  return slip.kind === 'at_provider' ? slip.fields : {};
}

describe('a notice of Smart Pit', () => {
  it('is stored, and then tells the life of the order (R-206, I15)', async () => {
    const { orderId, key } = await site.order('smart-pit');
    const { id } = await site.town.pay('smart-pit', key, { store: 'lawson' });
    await site.town.told('smart-pit');
    const [event, ...others] = await site.eventsOf(key);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      provider: 'smart-pit',
      type: 'deposit',
      captureId: `smart-pit:${id}`,
      paymentId: key,
      amountYen: 700,
      currency: 'JPY',
    });
    expect(event?.handledAt).not.toBeNull();
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
  });

  it('is one, also when it comes twenty times at once (I2)', async () => {
    const { key } = await site.order('smart-pit');
    await site.town.pay('smart-pit', key, {});
    await site.town.told('smart-pit');
    const notice = await site.lastNotice('smart-pit');
    await site.test.database.pool.query('delete from provider_event where provider_order_id = $1', [
      key,
    ]);
    const again = { times: 20, atOnce: true };
    const { answered } = await site.town.control('smart-pit', `notices/${notice.id}/resend`, again);
    expect(answered).toEqual(statuses(200, 20));
    expect((await site.eventsOf(key)).length).toBe(1);
    site.test.lives.forget();
    await site.town.control('smart-pit', `notices/${notice.id}/resend`);
    expect(site.test.lives.calls).toEqual([]);
  });

  it('is taken out of order: each is stored with what it says', async () => {
    const { key } = await site.order('smart-pit');
    await site.town.control('smart-pit', 'notices/hold');
    const { id } = await site.town.pay('smart-pit', key, {});
    await site.town.control('smart-pit', `deposits/${id}/final`);
    await site.town.control('smart-pit', 'notices/release', { order: 'reversed' });
    expect((await site.eventsOf(key)).map(({ type }) => type)).toEqual(['final', 'deposit']);
    expect(site.test.lives.told('noticePayment').length).toBeGreaterThan(0);
  });

  it('of a payment that the store took back tells the life as well', async () => {
    const { orderId, key } = await site.order('smart-pit');
    const { id } = await site.town.pay('smart-pit', key, {});
    await site.town.told('smart-pit');
    site.test.lives.forget();
    await site.town.control('smart-pit', `deposits/${id}/reverse`);
    await site.town.told('smart-pit');
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
  });

  it.each(['wrong-signature', 'altered-body', 'no-signature', 'old', 'ahead'])(
    'is refused when it is forged: %s',
    async (forgery) => {
      const { key } = await site.order('smart-pit');
      const { answered } = await site.town.control('smart-pit', 'notices/forge', {
        forgery,
        changes: { key },
      });
      expect(answered).toBe(400);
      expect(await site.eventsOf(key)).toEqual([]);
      expect(site.test.lives.calls).toEqual([]);
    },
  );

  it('leaves a trace when it is refused, without a word of what it brought', async () => {
    const { key } = await site.order('smart-pit');
    await site.town.control('smart-pit', 'notices/forge', { forgery: 'old', changes: { key } });
    const trace = await site.test.database.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'webhook_refused' },
      orderBy: { id: 'desc' },
    });
    expect(trace.cause).toBe('time');
    expect(JSON.stringify({ ...trace, id: String(trace.id) })).not.toContain(key);
  });

  it.each([
    ['another amount', { amount: 1 }, { amountYen: 1, currency: 'JPY' }],
    ['another currency', { currency: 'USD' }, { amountYen: 500, currency: 'USD' }],
  ])('with %s is kept as it is: the life asks for the bill itself', async (_, changes, kept) => {
    const { orderId, key } = await site.order('smart-pit');
    const forged = { forgery: 'signed', changes: { key, ...changes } };
    expect(await site.town.control('smart-pit', 'notices/forge', forged)).toEqual({
      answered: 200,
    });
    expect(await site.eventsOf(key)).toMatchObject([kept]);
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
  });

  it('about a bill that nobody knows is kept, so that its money is found (R-208)', async () => {
    const stray = { key: 'not-one-of-ours', amountYen: 900 };
    await site.town.control('smart-pit', 'stray-payment', stray);
    await site.town.told('smart-pit');
    expect(await site.eventsOf('not-one-of-ours')).toMatchObject([
      { paymentId: null, amountYen: 900 },
    ]);
    expect(site.test.lives.calls).toEqual([]);
  });

  it('is handed on later when Temporal is away', async () => {
    const { orderId, key } = await site.order('smart-pit');
    site.test.lives.answer({
      noticePayment: async () => {
        throw new LifeUnreachable('away');
      },
    });
    await site.town.pay('smart-pit', key, {});
    await site.town.told('smart-pit');
    expect((await site.eventsOf(key))[0]?.handledAt).toBeNull();
    site.test.lives.forget();
    const notice = await site.lastNotice('smart-pit');
    await site.town.control('smart-pit', `notices/${notice.id}/resend`);
    expect(site.test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
  });
});

describe.each(['smart-pit', 'sbps'] as const)('the address for notices of %s', (provider) => {
  const post = (body: string) =>
    request(site.test.app).post(`/webhooks/${provider}`).type('form').send(body);

  it('answers nobody with 2xx whose notice could not be stored (I15)', async () => {
    const { key } = await site.order(provider);
    if (provider === 'sbps')
      await site.town.control('sbps', 'purchase', { fields: await fieldsOf(key) });
    const { pool } = site.test.database;
    await pool.query('alter table provider_event rename to provider_event_away');
    try {
      await site.town.control(provider, 'notices/hold');
      await site.town.pay(provider, key, {});
      await site.town.control(provider, 'notices/release');
      expect((await site.lastNotice(provider)).statuses[0]).toBeGreaterThanOrEqual(500);
    } finally {
      await pool.query('alter table provider_event_away rename to provider_event');
    }
    const again = await site.town.control(
      provider,
      `notices/${(await site.lastNotice(provider)).id}/resend`,
    );
    expect(again).toEqual({ answered: [200] });
  });

  it('reads no more than 64 KB', async () => {
    expect((await post(`a=${'x'.repeat(70_000)}`)).status).toBe(413);
    expect((await post(`a=${'x'.repeat(1_048_576)}`)).status).toBe(413);
  });
});
