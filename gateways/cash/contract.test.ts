import { startCashTown } from '../../tests/support/cash-town.ts';
import type { CashTown } from '../../tests/support/cash-town.ts';
import { CashProviderUnavailable, CashRefusal } from './port.ts';
import type { CashGateway, SlipRequest } from './port.ts';

let town: CashTown;
let gateway: CashGateway;

beforeAll(async () => {
  town = await startCashTown();
});
afterAll(() => town.close());
beforeEach(async () => {
  await town.reset();
  gateway = town.smartPit();
});

const DAY = 86_400_000;
let made = 0;

function request(changes: Partial<SlipRequest> = {}): SlipRequest {
  made += 1;
  return {
    slipKey: `6f1c2f44-0000-4000-8000-${String(made).padStart(12, '0')}`,
    amountYen: 700,
    dueAt: new Date(Date.now() + 7 * DAY),
    providerMethod: 'cash',
    payerKana: 'カナリア　ハナコ',
    itemName: '証明書 発行申請番号 12345',
    returnUrls: { success: 'https://service.example/s', cancel: '', error: '' },
    ...changes,
  };
}

async function issue(
  changes: Partial<SlipRequest> = {},
): Promise<SlipRequest & { number: string }> {
  const wanted = request(changes);
  const slip = await gateway.issueSlip(wanted);
  if (slip.kind !== 'issued') throw new Error('no numbers');
  return { ...wanted, number: slip.numbers[0]?.value ?? '' };
}

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

/** The day in Japan that an instant falls on. */
const dayOf = (instant: Date) =>
  new Date(instant.getTime() + DAY * (9 / 24)).toISOString().slice(0, 10);

describe('Smart Pit (R-193, R-195, R-197)', () => {
  it('hands out 13 digits, as a text whose leading zeros count (R-196, R-319)', async () => {
    const slips = await Promise.all(Array.from({ length: 20 }, () => issue()));
    for (const { number } of slips) expect(number).toMatch(/^\d{13}$/);
    const { slipKey, number, dueAt } = slips[0]!;
    expect(await gateway.getSlip(slipKey)).toEqual({
      state: 'issued',
      numbers: [{ kind: 'smart_pit', value: number }],
      deposits: [],
    });
    expect((await town.books('smart-pit')).slips[0]).toMatchObject({
      method: 'cash',
      dueAt: dueAt.toISOString(),
    });
  });

  it('issues one bill for one key, one after the other and at once', async () => {
    const wanted = request();
    const slips = await Promise.all(Array.from({ length: 5 }, () => gateway.issueSlip(wanted)));
    expect(slips).toEqual(Array.from({ length: 5 }, () => slips[0]));
    expect((await town.books('smart-pit')).slips.length).toBe(1);
    expect(await failure(gateway.issueSlip({ ...wanted, amountYen: 701 }))).toBeInstanceOf(
      CashRefusal,
    );
  });

  it.each(['drop-after', 'fail-after', 'garbage'])(
    'finds the bill of an answer that was lost: %s',
    async (mode) => {
      const wanted = request();
      await town.fault('smart-pit', 'issue', mode);
      expect(await failure(gateway.issueSlip(wanted))).toBeInstanceOf(CashProviderUnavailable);
      const slip = await gateway.issueSlip(wanted);
      expect(slip.kind).toBe('issued');
      expect((await town.books('smart-pit')).slips.length).toBe(1);
    },
  );

  it.each([
    ['more than 300,000 yen', { amountYen: 300_001 }, 'amount_over_limit'],
    ['a deadline that has passed', { dueAt: new Date(0) }, 'due_passed'],
    ['more than 60 days', { dueAt: new Date(Date.now() + 61 * DAY) }, 'due_too_far'],
  ])('refuses %s', async (_, changes, reason) => {
    expect(await failure(gateway.issueSlip(request(changes)))).toMatchObject({
      name: 'CashRefusal',
      reason,
    });
  });

  it('takes 300,000 yen, and transport IC cards by the same number (R-197, X-11)', async () => {
    await issue({ amountYen: 300_000 });
    const { number } = await issue({ providerMethod: 'transport_ic' });
    expect(number).toMatch(/^\d{13}$/);
    expect(await town.payAtStore('ic-terminal', [number])).toBe('paid');
    const other = await issue({ providerMethod: 'transport_ic' });
    expect(await town.payAtStore('lawson', [other.number])).toBe('elsewhere');
  });

  it('is paid at FamilyMart and Lawson, not at 7-Eleven (R-194)', async () => {
    const { slipKey, number } = await issue();
    expect(await town.payAtStore('seven-eleven', [number])).toBe('elsewhere');
    expect(await town.payAtStore('familymart', [number])).toBe('paid');
    const { deposits } = await gateway.getSlip(slipKey);
    expect(deposits).toEqual([
      {
        depositId: expect.any(String),
        slipKey,
        amountYen: 700,
        kind: 'provisional',
        store: 'familymart',
        paidAt: expect.any(Date),
        reversedAt: null,
      },
    ]);
  });

  it('tells every payment with its own instant: too little, too much, twice, late (R-208)', async () => {
    const { slipKey, dueAt } = await issue();
    const at = (shift: number) => new Date(dueAt.getTime() + shift).toISOString();
    await town.pay('smart-pit', slipKey, { amountYen: 300, at: at(-1000) });
    await town.pay('smart-pit', slipKey, { amountYen: 400, at: at(-1) });
    await town.pay('smart-pit', slipKey, { amountYen: 900, at: at(0), force: true });
    const { deposits } = await gateway.getSlip(slipKey);
    expect(
      deposits.map(({ amountYen, paidAt }) => [amountYen, paidAt.getTime() - dueAt.getTime()]),
    ).toEqual([
      [300, -1000],
      [400, -1],
      [900, 0],
    ]);
  });

  it('is not taken at the till at the deadline, after it, or a second time', async () => {
    const { slipKey, dueAt } = await issue();
    const late = town.pay('smart-pit', slipKey, { at: dueAt.toISOString() });
    await expect(late).rejects.toThrow('expired');
    await town.pay('smart-pit', slipKey, {});
    await expect(town.pay('smart-pit', slipKey, {})).rejects.toThrow('paid');
    await town.setClock(8 * DAY);
    expect((await gateway.getSlip(slipKey)).state).toBe('expired');
  });

  it('can be taken back by the store while it is provisional', async () => {
    const { slipKey } = await issue();
    const { id } = await town.pay('smart-pit', slipKey, {});
    await town.control('smart-pit', `deposits/${id}/reverse`);
    expect((await gateway.getSlip(slipKey)).deposits[0]?.reversedAt).toBeInstanceOf(Date);
    const again = await town.pay('smart-pit', slipKey, {});
    await town.control('smart-pit', `deposits/${again.id}/final`);
    await expect(town.control('smart-pit', `deposits/${again.id}/reverse`)).rejects.toThrow('409');
    expect((await gateway.getSlip(slipKey)).deposits[1]).toMatchObject({ kind: 'final' });
  });

  it('takes no money for a cancelled bill, and says so when money was there first', async () => {
    const { slipKey } = await issue();
    expect(await gateway.cancelSlip(slipKey)).toBe('cancelled');
    expect(await gateway.cancelSlip(slipKey)).toBe('cancelled');
    expect((await gateway.getSlip(slipKey)).state).toBe('cancelled');
    await expect(town.pay('smart-pit', slipKey, {})).rejects.toThrow('cancelled');
    const paid = await issue();
    await town.pay('smart-pit', paid.slipKey, { amountYen: 1 });
    expect(await gateway.cancelSlip(paid.slipKey)).toBe('paid');
    expect(await gateway.cancelSlip(request().slipKey)).toBe('cancelled');
    const expired = await issue();
    await town.setClock(8 * DAY);
    expect(await gateway.cancelSlip(expired.slipKey)).toBe('cancelled');
  });

  it('cannot issue a cancelled bill again: that key is over', async () => {
    const wanted = await issue();
    await gateway.cancelSlip(wanted.slipKey);
    expect(await failure(gateway.issueSlip(wanted))).toMatchObject({ reason: 'cancelled' });
  });

  it('knows nothing of a bill that it never issued', async () => {
    const unknown = { state: 'unknown', numbers: [], deposits: [] };
    expect(await gateway.getSlip(request().slipKey)).toEqual(unknown);
  });

  it('lists the deposits of a day in Japan, those of unknown bills too', async () => {
    const { slipKey } = await issue();
    const midnight = new Date('2026-12-01T15:00:00Z');
    const at = (shift: number) => new Date(midnight.getTime() + shift).toISOString();
    await town.pay('smart-pit', slipKey, { amountYen: 1, at: at(-1), force: true });
    await town.pay('smart-pit', slipKey, { amountYen: 2, at: at(0), force: true });
    await town.control('smart-pit', 'stray-payment', { key: 'nobody', amountYen: 3, at: at(0) });
    const told = async (day: string) =>
      (await gateway.depositsOf(day)).map((deposit) => [deposit.slipKey, deposit.amountYen]);
    expect(await told(dayOf(new Date(midnight.getTime() - 1)))).toEqual([[slipKey, 1]]);
    expect(await told(dayOf(midnight))).toEqual([
      [slipKey, 2],
      ['nobody', 3],
    ]);
    expect(await told('2026-12-03')).toEqual([]);
  });

  it.each([
    ['is down', () => town.fault('smart-pit', '*', 'down')],
    ['fails', () => town.fault('smart-pit', '*', 'fail-before')],
    ['talks nonsense', () => town.fault('smart-pit', '*', 'garbage')],
    ['is too slow', () => town.fault('smart-pit', '*', 'slow', { delayMs: 400 })],
  ])('is not available when it %s, whatever is asked', async (_, trouble) => {
    const { slipKey } = await issue();
    gateway = town.smartPit({ timeoutMs: 150 });
    const calls = [
      () => gateway.issueSlip(request()),
      () => gateway.getSlip(slipKey),
      () => gateway.cancelSlip(slipKey),
      () => gateway.depositsOf('2026-12-01'),
    ];
    for (const call of calls) {
      await trouble();
      const error = await failure(call());
      expect(error).toBeInstanceOf(CashProviderUnavailable);
      expect(String(error)).not.toContain(slipKey);
      await town.noFaults();
    }
  });

  it('does not answer whoever signs with another secret', async () => {
    const { slipKey } = await issue();
    gateway = town.smartPit({ secret: 'another' });
    expect(await failure(gateway.getSlip(slipKey))).toBeInstanceOf(CashProviderUnavailable);
  });
});
