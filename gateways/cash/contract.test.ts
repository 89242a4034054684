import { tokyoDate } from '../../domain/time/tokyo.ts';
import { slipRequest, startCashTown, startSbpsMerchant } from '../../tests/support/cash-town.ts';
import type { CashTown, SbpsMerchant } from '../../tests/support/cash-town.ts';
import { failureOf } from '../../tests/support/paypal-town.ts';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import type { TestDatabase } from '../../tests/support/postgres.ts';
import { CashProviderUnavailable, CashRefusal } from './port.ts';
import type { CashGateway, CashProviderId, SlipNumber, SlipRequest } from './port.ts';

const DAY = 86_400_000;

let database: TestDatabase;
let town: CashTown;
let merchant: SbpsMerchant;

beforeAll(async () => {
  database = await createTestDatabase();
  town = await startCashTown();
  merchant = await startSbpsMerchant(town.town.url, database.pool);
});
afterAll(async () => {
  await merchant.close();
  await town.close();
  await database.drop();
});
beforeEach(async () => {
  await town.reset();
  merchant.answer('OK,');
  await database.pool.query('truncate provider_event');
});

interface Issued {
  slipKey: string;
  numbers: SlipNumber[];
  /** The first instant at which the till refuses it. */
  dueAt: Date;
}

async function issueAtSmartPit(changes: Partial<SlipRequest> = {}): Promise<Issued> {
  const wanted = slipRequest(changes);
  const slip = await town.smartPit().issueSlip(wanted);
  if (slip.kind !== 'issued') throw new Error('no numbers');
  return { ...wanted, numbers: slip.numbers };
}

async function buyAtSbps(method: string, store?: string): Promise<Issued> {
  const wanted = slipRequest({ providerMethod: method });
  const bought = await merchant.buy(wanted, store);
  const { numbers } = await merchant.gateway().getSlip(wanted.slipKey);
  expect(numbers.map(({ value }) => value)).toEqual(bought.numbers.map(({ value }) => value));
  return { ...wanted, numbers, dueAt: new Date(bought.dueAt) };
}

const ways: {
  name: string;
  provider: CashProviderId;
  kinds: SlipNumber['kind'][];
  place: string;
  gateway(options?: { timeoutMs?: number }): CashGateway;
  issue(): Promise<Issued>;
}[] = [
  {
    name: 'Smart Pit (R-193, R-196)',
    provider: 'smart-pit',
    kinds: ['smart_pit'],
    place: 'lawson',
    gateway: (options) => town.smartPit(options),
    issue: issueAtSmartPit,
  },
  {
    name: 'SBPS, 7-Eleven (R-199, R-202)',
    provider: 'sbps',
    kinds: ['seven_eleven'],
    place: 'seven-eleven',
    gateway: (options) => merchant.gateway(options),
    issue: () => buyAtSbps('webcvs'),
  },
  {
    name: 'SBPS, FamilyMart (R-199, R-202)',
    provider: 'sbps',
    kinds: ['receipt', 'confirmation'],
    place: 'familymart',
    gateway: (options) => merchant.gateway(options),
    issue: () => buyAtSbps('webcvs', 'familymart'),
  },
  {
    name: 'SBPS, Pay-easy (R-199, R-202)',
    provider: 'sbps',
    kinds: ['collector', 'customer', 'confirmation'],
    place: 'pay-easy',
    gateway: (options) => merchant.gateway(options),
    issue: () => buyAtSbps('payeasy'),
  },
];

describe.each(ways)('cash: $name', ({ provider, kinds, place, gateway, issue }) => {
  const pay = async (slipKey: string, payment: Parameters<CashTown['pay']>[2]) => {
    const deposit = await town.pay(provider, slipKey, payment);
    await town.told(provider);
    return deposit;
  };
  const depositsOf = async (slipKey: string) => (await gateway().getSlip(slipKey)).deposits;
  const turn = async (id: string, what: 'final' | 'reverse') => {
    await town.control(provider, `deposits/${id}/${what}`);
    await town.told(provider);
  };

  it('hands out numbers as texts whose leading zeros count (R-319)', async () => {
    const { slipKey, numbers } = await issue();
    expect(numbers.map(({ kind }) => kind)).toEqual(kinds);
    for (const { value } of numbers) expect(value).toMatch(/^\d{4,14}$/);
    expect(await gateway().getSlip(slipKey)).toEqual({ state: 'issued', numbers, deposits: [] });
  });

  it('is paid where its numbers are typed, and nowhere else (R-194, R-195)', async () => {
    const { slipKey, numbers } = await issue();
    const typed = numbers.map(({ value }) => value);
    expect(await town.payAtStore(place === 'lawson' ? 'seven-eleven' : 'lawson', typed)).toBe(
      'elsewhere',
    );
    expect(await town.payAtStore(place, ['0', ...typed])).toBe('unknown');
    expect(await town.payAtStore(place, typed)).toBe('paid');
    await town.told(provider);
    expect(await depositsOf(slipKey)).toEqual([
      {
        depositId: expect.any(String),
        slipKey,
        amountYen: 700,
        kind: 'provisional',
        store: provider === 'sbps' ? null : place,
        paidAt: expect.any(Date),
        reversedAt: null,
      },
    ]);
  });

  it('tells every payment with its own instant: too little, the rest, too much and late (R-208)', async () => {
    const { slipKey, dueAt } = await issue();
    const at = (shift: number) => new Date(dueAt.getTime() + shift).toISOString();
    await pay(slipKey, { amountYen: 300, at: at(-2000) });
    await pay(slipKey, { amountYen: 400, at: at(-1000) });
    await pay(slipKey, { amountYen: 900, at: at(0), force: true });
    const deposits = await depositsOf(slipKey);
    const told = deposits.map(({ amountYen, paidAt }) => [amountYen, +paidAt - +dueAt]);
    expect(told).toEqual([
      [300, -2000],
      [400, -1000],
      [900, 0],
    ]);
    expect(new Set(deposits.map(({ depositId }) => depositId)).size).toBe(3);
  });

  it('tells a second payment as a second one (I2)', async () => {
    const { slipKey } = await issue();
    await pay(slipKey, {});
    await pay(slipKey, { amountYen: 700, force: true });
    expect((await depositsOf(slipKey)).map(({ amountYen }) => amountYen)).toEqual([700, 700]);
  });

  it('takes nothing at the deadline, and nothing a second time', async () => {
    const { slipKey, dueAt } = await issue();
    await expect(pay(slipKey, { at: dueAt.toISOString() })).rejects.toThrow('expired');
    await pay(slipKey, { at: new Date(dueAt.getTime() - 1).toISOString() });
    await expect(pay(slipKey, {})).rejects.toThrow('paid');
  });

  it('tells provisional, then final, as one payment', async () => {
    const { slipKey } = await issue();
    const { id } = await pay(slipKey, {});
    const [provisional] = await depositsOf(slipKey);
    await turn(id, 'final');
    expect(await depositsOf(slipKey)).toEqual([{ ...provisional, kind: 'final' }]);
    await expect(turn(id, 'reverse')).rejects.toThrow('409');
  });

  it('tells a payment that the store took back, and the one after it', async () => {
    const { slipKey } = await issue();
    const { id } = await pay(slipKey, {});
    await turn(id, 'reverse');
    const [first] = await depositsOf(slipKey);
    expect(first).toMatchObject({ amountYen: 700, reversedAt: expect.any(Date) });
    await pay(slipKey, { at: new Date(Date.now() + 60_000).toISOString() });
    const after = await depositsOf(slipKey);
    expect(after[0]).toEqual(first);
    expect(after[1]).toMatchObject({ amountYen: 700, reversedAt: null });
    expect(after[1]?.depositId).not.toBe(first?.depositId);
  });

  it('can be cancelled, again and again, until money is there', async () => {
    const { slipKey } = await issue();
    expect(await gateway().cancelSlip(slipKey)).toBe('cancelled');
    expect(await gateway().cancelSlip(slipKey)).toBe('cancelled');
    const paid = await issue();
    await pay(paid.slipKey, { amountYen: 1 });
    expect(await gateway().cancelSlip(paid.slipKey)).toBe('paid');
    expect(await gateway().cancelSlip(slipRequest().slipKey)).toBe('cancelled');
  });

  it('knows nothing of a slip that it never issued', async () => {
    const unknown = { state: 'unknown', numbers: [], deposits: [] };
    expect(await gateway().getSlip(slipRequest().slipKey)).toEqual(unknown);
  });

  it('lists the deposits of a day in Japan, those of unknown slips too', async () => {
    const { slipKey } = await issue();
    const midnight = new Date('2026-12-01T15:00:00Z');
    const at = (shift: number) => new Date(midnight.getTime() + shift).toISOString();
    await pay(slipKey, { amountYen: 1, at: at(-1000), force: true });
    await pay(slipKey, { amountYen: 2, at: at(0), force: true });
    await town.control(provider, 'stray-payment', { key: 'nobody', amountYen: 3, at: at(0) });
    await town.told(provider);
    const told = async (day: string) =>
      (await gateway().depositsOf(day)).map((deposit) => [deposit.slipKey, deposit.amountYen]);
    expect(await told(tokyoDate(midnight.getTime() - 1))).toEqual([[slipKey, 1]]);
    expect((await told(tokyoDate(midnight))).sort()).toEqual([
      [slipKey, 2],
      ['nobody', 3],
    ]);
    expect(await told('2026-12-03')).toEqual([]);
  });
});

describe('Smart Pit', () => {
  it('issues one bill for one key, one after the other and at once', async () => {
    const wanted = slipRequest();
    const gateway = town.smartPit();
    const slips = await Promise.all(Array.from({ length: 5 }, () => gateway.issueSlip(wanted)));
    expect(slips).toEqual(Array.from({ length: 5 }, () => slips[0]));
    expect((await town.books('smart-pit')).slips.length).toBe(1);
    const other = gateway.issueSlip({ ...wanted, amountYen: 701 });
    expect(await failureOf(other)).toBeInstanceOf(CashRefusal);
  });

  it.each(['drop-after', 'fail-after', 'garbage'])(
    'finds the bill of an answer that was lost: %s',
    async (mode) => {
      const wanted = slipRequest();
      await town.fault('smart-pit', 'issue', mode);
      const lost = failureOf(town.smartPit().issueSlip(wanted));
      expect(await lost).toBeInstanceOf(CashProviderUnavailable);
      expect((await town.smartPit().issueSlip(wanted)).kind).toBe('issued');
      expect((await town.books('smart-pit')).slips.length).toBe(1);
    },
  );

  it.each([
    ['more than 300,000 yen', { amountYen: 300_001 }, 'amount_over_limit'],
    ['a deadline that has passed', { dueAt: new Date(0) }, 'due_passed'],
    ['more than 60 days', { dueAt: new Date(Date.now() + 61 * DAY) }, 'due_too_far'],
  ])('refuses %s', async (_, changes, reason) => {
    expect(await failureOf(town.smartPit().issueSlip(slipRequest(changes)))).toMatchObject({
      name: 'CashRefusal',
      reason,
    });
  });

  it('takes 300,000 yen, and transport IC cards by the same number (R-197, X-11)', async () => {
    await issueAtSmartPit({ amountYen: 300_000 });
    const { numbers } = await issueAtSmartPit({ providerMethod: 'transport_ic' });
    const number = numbers[0]?.value ?? '';
    expect(number).toMatch(/^\d{13}$/);
    expect(await town.payAtStore('lawson', [number])).toBe('elsewhere');
    expect(await town.payAtStore('ic-terminal', [number])).toBe('paid');
  });

  it('takes no money for a cancelled bill, and does not issue its key again', async () => {
    const { slipKey } = await issueAtSmartPit();
    const gateway = town.smartPit();
    await gateway.cancelSlip(slipKey);
    expect((await gateway.getSlip(slipKey)).state).toBe('cancelled');
    await expect(town.pay('smart-pit', slipKey, {})).rejects.toThrow('cancelled');
    expect(await failureOf(gateway.issueSlip(slipRequest({ slipKey })))).toMatchObject({
      reason: 'cancelled',
    });
    const { slipKey: other } = await issueAtSmartPit();
    await town.setClock(8 * DAY);
    expect((await gateway.getSlip(other)).state).toBe('expired');
    expect(await gateway.cancelSlip(other)).toBe('cancelled');
  });

  it.each([
    ['is down', () => town.fault('smart-pit', '*', 'down')],
    ['fails', () => town.fault('smart-pit', '*', 'fail-before')],
    ['talks nonsense', () => town.fault('smart-pit', '*', 'garbage')],
    ['is too slow', () => town.fault('smart-pit', '*', 'slow', { delayMs: 400 })],
  ])('is not available when it %s, whatever is asked', async (_, trouble) => {
    const { slipKey } = await issueAtSmartPit();
    const gateway = town.smartPit({ timeoutMs: 150 });
    const calls = [
      () => gateway.issueSlip(slipRequest()),
      () => gateway.getSlip(slipKey),
      () => gateway.cancelSlip(slipKey),
      () => gateway.depositsOf('2026-12-01'),
    ];
    for (const call of calls) {
      await trouble();
      const error = await failureOf(call());
      expect(error).toBeInstanceOf(CashProviderUnavailable);
      expect(String(error)).not.toContain(slipKey);
      await town.noFaults();
    }
  });

  it('does not answer whoever signs with another secret', async () => {
    const { slipKey } = await issueAtSmartPit();
    const stranger = town.smartPit({ secret: 'another' });
    expect(await failureOf(stranger.getSlip(slipKey))).toBeInstanceOf(CashProviderUnavailable);
  });
});

describe('SBPS', () => {
  const lose = async (act: () => Promise<unknown>) => {
    await town.control('sbps', 'notices/hold');
    await act();
    await town.control('sbps', 'notices/lose');
  };

  it('hands out no numbers that we refuse (R-207)', async () => {
    merchant.answer('NG,closed');
    const wanted = slipRequest({ providerMethod: 'webcvs' });
    await expect(merchant.buy(wanted)).rejects.toThrow('409');
    expect((await merchant.gateway().getSlip(wanted.slipKey)).state).toBe('unknown');
  });

  it('is asked when a notice was lost: once the whole amount is there, it counts (R-206)', async () => {
    const { slipKey } = await buyAtSbps('webcvs');
    await lose(() => town.pay('sbps', slipKey, { amountYen: 300 }));
    expect((await merchant.gateway().getSlip(slipKey)).deposits).toEqual([]);
    await lose(() => town.pay('sbps', slipKey, { amountYen: 400 }));
    const { deposits } = await merchant.gateway().getSlip(slipKey);
    expect(deposits).toMatchObject([{ amountYen: 700, kind: 'provisional' }]);
    expect((await merchant.gateway().getSlip(slipKey)).deposits).toEqual(deposits);
  });

  it('counts only what is missing, and no notice that comes afterwards twice', async () => {
    const { slipKey } = await buyAtSbps('webcvs');
    await town.pay('sbps', slipKey, { amountYen: 300 });
    await town.told('sbps');
    const later = await town.pay('sbps', slipKey, { amountYen: 400 });
    await town.told('sbps');
    const { rows } = await database.pool.query<{ id: string }>(
      `delete from provider_event where payload->'paid'->>'cumulativeYen' = '700' returning id`,
    );
    expect(rows.length).toBe(1);
    const found = (await merchant.gateway().getSlip(slipKey)).deposits;
    expect(found.map(({ amountYen }) => amountYen)).toEqual([300, 400]);
    const { notices } = await town.books('sbps');
    const missed = notices.find(({ attempts, type }) => type === 'PY' && attempts.length > 0);
    await town.control('sbps', `notices/${missed?.id}/resend`, { times: 2 });
    await town.control('sbps', `deposits/${later.id}/final`);
    await town.told('sbps');
    const { deposits } = await merchant.gateway().getSlip(slipKey);
    expect(deposits.map(({ amountYen, kind }) => [amountYen, kind])).toEqual([
      [300, 'provisional'],
      [400, 'final'],
    ]);
  });

  it('says when a number was not paid in time', async () => {
    const { slipKey } = await buyAtSbps('payeasy');
    await town.control('sbps', `slips/${slipKey}/expire`);
    await town.told('sbps');
    expect((await merchant.gateway().getSlip(slipKey)).state).toBe('expired');
  });

  it('knows that SBPS has no such number when it says so', async () => {
    const { slipKey } = await buyAtSbps('webcvs');
    await town.control('sbps', 'notices/hold');
    await fetch(`${town.town.url}/control/reset`, { method: 'POST' });
    expect((await merchant.gateway().getSlip(slipKey)).state).toBe('unknown');
  });

  it.each([
    ['is down', () => town.fault('sbps', 'inquiry', 'drop-before')],
    ['fails', () => town.fault('sbps', 'inquiry', 'fail-before')],
    ['refuses', () => town.fault('sbps', 'inquiry', 'refuse')],
    ['talks nonsense', () => town.fault('sbps', 'inquiry', 'garbage')],
    ['is too slow', () => town.fault('sbps', 'inquiry', 'slow', { delayMs: 400 })],
  ])('is not available when it %s', async (_, trouble) => {
    const { slipKey } = await buyAtSbps('webcvs');
    await trouble();
    const error = await failureOf(merchant.gateway({ timeoutMs: 150 }).getSlip(slipKey));
    expect(error).toBeInstanceOf(CashProviderUnavailable);
    expect(String(error)).not.toContain(slipKey);
  });

  it('does not answer whoever has another password', async () => {
    const { slipKey } = await buyAtSbps('webcvs');
    const stranger = merchant.gateway({ apiPassword: 'another' });
    expect(await failureOf(stranger.getSlip(slipKey))).toBeInstanceOf(CashProviderUnavailable);
  });
});
