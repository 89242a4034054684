// What changes an order under way: deadlines that move, giving it up after paying, re-opening, numbers that are lost.
import { ApplicationFailure } from '@temporalio/common';
import { refusalOf } from '../../tests/support/lifecycle.ts';
import { createOrderStage, DAY, HOUR, MINUTE } from '../../tests/support/order-life.ts';
import type { OrderHandle, OrderStage, PlacedLife } from '../../tests/support/order-life.ts';
import {
  ALL_PRINTED,
  CANCEL_ORDER,
  DEADLINES_MOVED,
  ISSUANCE_CHANGED,
  ORDER_REFUSALS,
  PAYMENT_NOTICE,
  PAYOUT_RECORDED,
  REOPEN_PRINT_WINDOW,
  RETRY_ISSUANCE,
} from './contract.ts';
import type {
  CancelRequest,
  CertificateOrderActivities,
  Deadlines,
  IssuanceChange,
  RefundReport,
} from './contract.ts';

type Different = Partial<CertificateOrderActivities>;

let stage: OrderStage;

beforeAll(async () => {
  stage = await createOrderStage();
});
afterAll(() => stage.close());

const byPerson: CancelRequest = { cause: 'cancelled_by_person', actor: 'account:one' };
const paid = async () => ({ kind: 'paid', issuance: { state: 'complete' } }) as const;
const sleep = (milliseconds: number) => stage.environment.sleep(milliseconds);
const currentTime = () => stage.environment.currentTimeMs();
const notify = (handle: OrderHandle) => handle.signal(PAYMENT_NOTICE, { source: 'return' });
const cancel = (handle: OrderHandle, request: CancelRequest | null = byPerson) =>
  handle.executeUpdate(CANCEL_ORDER, { args: [request] });
const reopen = (handle: OrderHandle) =>
  handle.executeUpdate(REOPEN_PRINT_WINDOW, { args: [{ actor: 'account:one' }] });
const move = ({ handle }: PlacedLife, deadlines: Deadlines) =>
  handle.signal(DEADLINES_MOVED, deadlines);

/** Deadlines so many milliseconds after those with which it was placed. */
const deadlinesOf = (life: PlacedLife, { payment = 0, print = 0 } = {}): Deadlines => ({
  paymentDeadline: new Date(life.paymentDeadline + payment).toISOString(),
  printDeadline: new Date(life.printDeadline + print).toISOString(),
});

async function placePaid(different: Different = {}): Promise<PlacedLife> {
  const life = await stage.place({ settlePayment: paid, ...different });
  await notify(life.handle);
  await sleep(MINUTE);
  return life;
}

describe('a deadline that moves', () => {
  it('of the payment, is waited for anew, as often as it moves, and found by operators (R-178, X-13)', async () => {
    const life = await stage.place();
    await sleep(HOUR);
    await move(life, deadlinesOf(life, { payment: DAY }));
    await sleep(HOUR);
    await move(life, deadlinesOf(life, { payment: 2 * DAY }));
    // One that was overtaken by a later one changes nothing.
    await move(life, deadlinesOf(life, { payment: DAY }));
    await shows(life, { dueAt: life.paymentDeadline + 2 * DAY });
    await sleep(life.paymentDeadline + 2 * DAY - 1_000 - (await currentTime()));
    expect(life.calls).toEqual([]);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'lapsed' });
    expect(await currentTime()).toBeGreaterThanOrEqual(life.paymentDeadline + 2 * DAY);
    expect(life.calls).toEqual(['lapseOrder']);
  });

  it('of the prints, moves the window, not one call to the networks before it (R-219, X-14)', async () => {
    const life = await placePaid();
    await sleep(7 * DAY);
    await move(life, deadlinesOf(life, { print: 3 * DAY }));
    await shows(life, { dueAt: life.printDeadline + 3 * DAY });
    await sleep(3 * DAY);
    expect(life.calls).toEqual(['settlePayment']);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'print_expired' });
    expect(await currentTime()).toBeGreaterThanOrEqual(life.printDeadline + 3 * DAY);
  });

  it('without the life’s hearing of it, is learned at the old one, for payment and prints (I9)', async () => {
    const asked: number[] = [];
    const life: PlacedLife = await stage.place({
      lapseOrder: async () => {
        asked.push(await currentTime());
        if (asked.length === 2) return paid();
        return { kind: 'not_yet', deadlines: deadlinesOf(life, { payment: DAY, print: DAY }) };
      },
      closePrintWindow: async () => {
        asked.push(await currentTime());
        if (asked.length === 4) return { outcome: 'print_expired' };
        return { outcome: 'not_yet', deadlines: deadlinesOf(life, { print: 2 * DAY }) };
      },
    });
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'print_expired' });
    const due = [
      life.paymentDeadline,
      life.paymentDeadline + DAY,
      life.printDeadline + DAY,
      life.printDeadline + 2 * DAY,
    ];
    expect(asked).toHaveLength(due.length);
    for (const [index, at] of due.entries()) {
      expect(asked[index]).toBeGreaterThanOrEqual(at);
      expect(asked[index]).toBeLessThan(at + MINUTE);
    }
  });

  it('is not asked about at once again when only the life’s clock has reached it', async () => {
    let asked = 0;
    const life: PlacedLife = await stage.place({
      lapseOrder: async () => {
        asked += 1;
        return asked < 4 ? { kind: 'not_yet', deadlines: deadlinesOf(life) } : { kind: 'lapsed' };
      },
    });
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'lapsed' });
    expect(await currentTime()).toBeGreaterThanOrEqual(life.paymentDeadline + 3 * MINUTE);
  });

  it('after the end, moves nothing', async () => {
    const life = await stage.place();
    await cancel(life.handle);
    await life.handle.result();
    await expect(move(life, deadlinesOf(life, { payment: DAY }))).rejects.toThrow();
  });
});

describe('an order given up after it was paid', () => {
  it('is withdrawn, then its money goes back (R-179, X-33)', async () => {
    const causes: unknown[] = [];
    const life = await placePaid({
      withdrawOrder: async (input) => {
        causes.push(input);
      },
      refundOrder: async ({ cause }) => {
        causes.push(cause);
        return { outcome: 'refunded' };
      },
    });
    await expect(cancel(life.handle)).resolves.toEqual({ state: 'refunding' });
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'refunded' });
    expect(causes).toEqual([{ orderId: life.orderId, ...byPerson }, 'cancelled_by_person']);
    expect(life.calls).toEqual(['settlePayment', 'withdrawOrder', 'refundOrder']);
  });

  it.each([
    [ORDER_REFUSALS.printed, ['issueDocuments']],
    [ORDER_REFUSALS.notRefundable, []],
  ])('is refused by what stands in the way: %s; the order goes on (X-33)', async (type, then) => {
    const life = await placePaid({
      withdrawOrder: async () => {
        throw ApplicationFailure.nonRetryable('no', type);
      },
    });
    expect(await refusalOf(cancel(life.handle))).toBe(type);
    await sleep(MINUTE);
    // What had been taken back before a print was found is offered again.
    expect(life.calls).toEqual(['settlePayment', 'withdrawOrder', ...then]);
    await life.handle.signal(ALL_PRINTED);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'printed' });
  });

  it('by a page of before the payment, is refused: what was paid is not given up by mistake', async () => {
    const life = await placePaid();
    expect(await refusalOf(cancel(life.handle, null))).toBe(ORDER_REFUSALS.alreadyPaid);
    expect(life.calls).not.toContain('withdrawOrder');
    await life.handle.signal(ALL_PRINTED);
    await life.handle.result();
  });

  it('at the print deadline is one or the other: the window waits for the answer (R-219)', async () => {
    let asked = 0;
    const life = await placePaid({
      withdrawOrder: async () => {
        asked += 1;
        if (asked > 1) return;
        throw ApplicationFailure.create({ type: 'RemovalNotConfirmed', nextRetryDelay: HOUR });
      },
    });
    await sleep(life.printDeadline - MINUTE - (await currentTime()));
    const cancelling = cancel(life.handle);
    await called(life, 'withdrawOrder');
    await sleep(2 * HOUR);
    await expect(cancelling).resolves.toEqual({ state: 'refunding' });
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'refunded' });
    expect(await currentTime()).toBeGreaterThan(life.printDeadline);
    expect(life.calls).not.toContain('closePrintWindow');
  });

  it('while its window closes, or a second time, is refused', async () => {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const life = await placePaid({
      closePrintWindow: async () => {
        await closed;
        return { outcome: 'print_expired' };
      },
    });
    await sleep(life.printDeadline - (await currentTime()));
    await called(life, 'closePrintWindow');
    expect(await refusalOf(cancel(life.handle))).toBe(ORDER_REFUSALS.ended);
    expect(await refusalOf(reopen(life.handle))).toBe(ORDER_REFUSALS.ended);
    close();
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'print_expired' });
  });

  it('twice at once, is given up once', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const life = await placePaid({ withdrawOrder: () => answered });
    const first = cancel(life.handle);
    await called(life, 'withdrawOrder');
    expect(await refusalOf(cancel(life.handle))).toBe(ORDER_REFUSALS.busy);
    expect(await refusalOf(reopen(life.handle))).toBe(ORDER_REFUSALS.busy);
    answer();
    await expect(first).resolves.toEqual({ state: 'refunding' });
    await life.handle.result();
    expect(life.calls.filter((name) => name === 'withdrawOrder')).toHaveLength(1);
  });

  it('with its last copy coming out, or partly printed, is refused as printed (X-33)', async () => {
    const life = await placePaid();
    await life.handle.signal(ISSUANCE_CHANGED, {
      state: 'partly_printed',
      issuance: { state: 'complete' },
      needsAttention: false,
    } satisfies IssuanceChange);
    await shows(life, { state: 'partly_printed', needsAttention: false });
    expect(await refusalOf(cancel(life.handle))).toBe(ORDER_REFUSALS.printed);
    await life.handle.signal(ALL_PRINTED);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'printed' });
  });
});

describe('money that cannot go back by itself', () => {
  const answers = (...outcomes: RefundReport['outcome'][]): Different => ({
    refundOrder: async () => ({ outcome: outcomes.shift() ?? 'refunded' }),
  });

  it('is owed until staff have paid it out, for weeks; money that comes meanwhile is looked into (R-190, I2)', async () => {
    const life = await placePaid(answers('owed'));
    await cancel(life.handle);
    await sleep(MINUTE);
    await shows(life, { state: 'refunding', needsAttention: true });
    await sleep(30 * DAY);
    await notify(life.handle);
    await sleep(30 * DAY);
    expect(life.calls.slice(2)).toEqual(['refundOrder', 'settlePayment']);
    await life.handle.signal(PAYOUT_RECORDED);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'refunded' });
    expect(await life.found()).toMatchObject({ state: 'refunded', needsAttention: false });
    expect(await life.events()).toBeLessThanOrEqual(60);
  });

  it.each([
    ['staff say so', (life: PlacedLife) => life.handle.signal(RETRY_ISSUANCE), 0],
    ['staff have paid it out', (life: PlacedLife) => life.handle.signal(PAYOUT_RECORDED), 0],
    ['a day later', async () => {}, DAY],
  ])('and was refused by the provider, is tried again when %s (I2)', async (_when, then, after) => {
    const life = await placePaid(answers('refused'));
    await cancel(life.handle);
    await sleep(MINUTE);
    await shows(life, { state: 'refunding', needsAttention: true });
    const refusedAt = await currentTime();
    await then(life);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'refunded' });
    expect((await currentTime()) - refusedAt).toBeGreaterThanOrEqual(after - 2 * MINUTE);
  });

  it('and was taken back by the store before anything was printed, ends the order (R-208)', async () => {
    let settled = 0;
    const life = await placePaid({
      settlePayment: async () => {
        settled += 1;
        return settled === 1 ? paid() : { kind: 'reversed' };
      },
    });
    await notify(life.handle);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'cancelled' });
    expect(life.calls).toEqual(['settlePayment', 'settlePayment']);
  });
});

describe('the print window', () => {
  it('is re-opened once more by its activity’s answer, and closes at the new deadline (R-220)', async () => {
    const life: PlacedLife = await placePaid({
      reopenPrintWindow: async () => deadlinesOf(life, { print: 7 * DAY }),
    });
    const printDeadline = new Date(life.printDeadline + 7 * DAY).toISOString();
    await expect(reopen(life.handle)).resolves.toEqual({ printDeadline });
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'print_expired' });
    expect(await currentTime()).toBeGreaterThanOrEqual(Date.parse(printDeadline));
    // What a network would have forgotten by then is registered anew.
    expect(life.calls.slice(1)).toEqual([
      'reopenPrintWindow',
      'issueDocuments',
      'closePrintWindow',
    ]);
  });

  it('is not re-opened where the activity refuses, before it opens, or unpaid (R-220)', async () => {
    const refusing: Different = {
      reopenPrintWindow: async () => {
        throw ApplicationFailure.nonRetryable('used already', ORDER_REFUSALS.notReopenable);
      },
    };
    const unpaid = await stage.place(refusing);
    expect(await refusalOf(reopen(unpaid.handle))).toBe(ORDER_REFUSALS.notReopenable);
    const life = await placePaid(refusing);
    expect(await refusalOf(reopen(life.handle))).toBe(ORDER_REFUSALS.notReopenable);
    await shows(life, { state: 'printable', dueAt: life.printDeadline });
    await life.handle.signal(ALL_PRINTED);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'printed' });
    await expect(unpaid.handle.result()).resolves.toEqual({ outcome: 'lapsed' });
  });

  it('says when a number was lost, and goes on registering until there is one again (R-326)', async () => {
    const reports: CertificateOrderActivities['issueDocuments'][] = [
      async () => ({ state: 'blocked' }),
      async () => ({ state: 'complete' }),
    ];
    const life = await placePaid({
      issueDocuments: async (input) =>
        (await reports.shift()?.(input)) ?? { state: 'complete' as const },
    });
    const lost: IssuanceChange = {
      state: 'preparing',
      issuance: { state: 'incomplete' },
      needsAttention: true,
    };
    await life.handle.signal(ISSUANCE_CHANGED, lost);
    await sleep(MINUTE);
    await shows(life, { state: 'preparing', needsAttention: true });
    await life.handle.signal(RETRY_ISSUANCE);
    await sleep(MINUTE);
    await shows(life, { state: 'printable', needsAttention: false });
    expect(life.calls).toEqual(['settlePayment', 'issueDocuments', 'issueDocuments']);
    await life.handle.signal(ALL_PRINTED);
    await life.handle.result();
  });
});

describe('a free order', () => {
  const free = (different: Different = {}) => stage.place(different, { isFree: true });

  it('begins as paid: it is issued at once, and asks no provider (R-188)', async () => {
    const life = await free();
    await sleep(MINUTE);
    await shows(life, { state: 'printable', dueAt: life.printDeadline });
    await life.handle.signal(ALL_PRINTED);
    await expect(life.handle.result()).resolves.toEqual({ outcome: 'printed' });
    expect(life.calls).toEqual(['issueDocuments', 'recordPrinted']);
    expect(await life.events()).toBeLessThanOrEqual(28);
  });

  it('is given up without a refund, by the person or because it could not be issued (X-33)', async () => {
    const givenUp = await free();
    await sleep(MINUTE);
    await expect(cancel(givenUp.handle)).resolves.toEqual({ state: 'cancelled' });
    await expect(givenUp.handle.result()).resolves.toEqual({ outcome: 'cancelled' });
    expect(givenUp.calls).toEqual(['issueDocuments', 'withdrawOrder']);

    const never = await free({
      issueDocuments: async () => ({ state: 'blocked' }),
      closePrintWindow: async () => ({ outcome: 'never_printable' }),
    });
    await expect(never.handle.result()).resolves.toEqual({ outcome: 'cancelled' });
    expect(never.calls).toEqual(['issueDocuments', 'closePrintWindow', 'refundOrder']);
  });
});

/** Waits, in real time, until operators find the life so. */
async function shows(life: PlacedLife, expected: Awaited<ReturnType<PlacedLife['found']>>) {
  const isSo = async () => {
    const found = await life.found();
    return Object.entries(expected).every(
      ([key, value]) => found[key as keyof typeof found] === value,
    );
  };
  const giveUpAt = performance.now() + 5_000;
  while (!(await isSo()) && performance.now() < giveUpAt) await tick();
  expect(await life.found()).toMatchObject(expected);
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Waits, in real time, until the life has asked for an activity. */
async function called({ calls }: PlacedLife, name: string): Promise<void> {
  while (!calls.includes(name)) await tick();
}
