import { ApplicationFailure } from '@temporalio/common';
import { refusalOf } from '../../tests/support/lifecycle.ts';
import { createOrderStage, DAY, MINUTE } from '../../tests/support/order-life.ts';
import type { OrderHandle, OrderStage } from '../../tests/support/order-life.ts';
import {
  ALL_PRINTED,
  CANCEL_ORDER,
  ORDER_REFUSALS,
  orderWorkflowId,
  PAYMENT_NOTICE,
  RETRY_ISSUANCE,
} from './contract.ts';
import type { CertificateOrderActivities } from './contract.ts';

let stage: OrderStage;

beforeAll(async () => {
  stage = await createOrderStage();
});
afterAll(() => stage.close());

type Different = Partial<CertificateOrderActivities>;
const paid = async () => ({ kind: 'paid', issuance: { state: 'complete' } }) as const;
const notify = (handle: OrderHandle) => handle.signal(PAYMENT_NOTICE, { source: 'return' });

describe('an order that is not paid', () => {
  it('lapses at its payment deadline, after the provider was asked once more (R-178, I9)', async () => {
    const { handle, now, calls, events } = await stage.place();
    await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
    expect(await stage.environment.currentTimeMs()).toBeGreaterThanOrEqual(now + 180 * MINUTE);
    expect(calls).toEqual(['lapseOrder']);
    // P1: 16 events are the least that can do it; the state that operators search by costs one more.
    expect(await events()).toBe(17);
  });

  it('is paid when the last question finds money that came in time', async () => {
    const lapse: Different = { lapseOrder: paid };
    const { handle } = await stage.place(lapse);
    await stage.environment.sleep(181 * MINUTE);
    await handle.signal(ALL_PRINTED);
    await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
  });

  it('waits beyond its deadline while money is on its way, and asks again when it was told to', async () => {
    let asked = 0;
    const slow: Different = {
      lapseOrder: async () => {
        asked += 1;
        if (asked === 3) return { kind: 'lapsed' };
        const now = await stage.environment.currentTimeMs();
        return { kind: 'pending', askAgainAt: new Date(now + 15 * MINUTE).toISOString() };
      },
    };
    const { handle, now } = await stage.place(slow);
    await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
    expect(asked).toBe(3);
    expect(await stage.environment.currentTimeMs()).toBeGreaterThanOrEqual(now + 210 * MINUTE);
  });

  it('stays open when a notice turns out to mean nothing (R-207)', async () => {
    const { handle, calls } = await stage.place();
    await notify(handle);
    await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
    expect(calls).toEqual(['settlePayment', 'lapseOrder']);
  });

  it('looks into money announced while it lapses before it ends', async () => {
    const late: Different = {
      lapseOrder: async ({ orderId }) => {
        await notify(stage.environment.client.workflow.getHandle(orderWorkflowId(orderId)));
        return { kind: 'lapsed' };
      },
    };
    const { handle, calls } = await stage.place(late);
    await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
    expect(calls).toEqual(['lapseOrder', 'settlePayment']);
  });
});

describe('an order that the person cancels', () => {
  it('is cancelled before payment, once', async () => {
    const { handle, calls } = await stage.place();
    await expect(handle.executeUpdate(CANCEL_ORDER)).resolves.toEqual({ state: 'cancelled' });
    await expect(handle.result()).resolves.toEqual({ outcome: 'cancelled' });
    expect(calls).toEqual(['cancelOrder']);
  });

  it('is not cancelled when money is found, and goes on as paid', async () => {
    const refused: Different = {
      settlePayment: paid,
      cancelOrder: async () => {
        throw ApplicationFailure.nonRetryable('money is there', ORDER_REFUSALS.alreadyPaid);
      },
    };
    const { handle } = await stage.place(refused);
    expect(await refusalOf(handle.executeUpdate(CANCEL_ORDER))).toBe(ORDER_REFUSALS.alreadyPaid);
    await handle.signal(ALL_PRINTED);
    await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
  });

  it('refuses while a payment is looked into, and after it was paid', async () => {
    const { promise: settling, resolve: settle } = Promise.withResolvers<void>();
    const slow: Different = {
      settlePayment: async () => {
        await settling;
        return paid();
      },
    };
    const { handle, calls } = await stage.place(slow);
    await notify(handle);
    expect(await refusalOf(handle.executeUpdate(CANCEL_ORDER))).toBe(
      ORDER_REFUSALS.paymentInProgress,
    );
    settle();
    await handle.signal(ALL_PRINTED);
    await handle.result();
    expect(calls).not.toContain('cancelOrder');
  });
});

describe('an order that is paid', () => {
  it('is printed; five events more than the least possible (P1)', async () => {
    const { handle, calls, events } = await stage.place({ settlePayment: paid });
    await stage.environment.sleep(MINUTE);
    await notify(handle);
    await stage.environment.sleep(MINUTE);
    await handle.signal(ALL_PRINTED);
    await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
    expect(calls).toEqual(['settlePayment', 'recordPrinted']);
    expect(await events()).toBeLessThanOrEqual(28);
  });

  it('expires at its print deadline and not before, with everything removed (R-218, R-219)', async () => {
    let closedAt = 0;
    const unprinted: Different = {
      settlePayment: paid,
      closePrintWindow: async () => {
        closedAt = await stage.environment.currentTimeMs();
        return { outcome: 'print_expired' };
      },
    };
    const { handle, now, events } = await stage.place(unprinted);
    await stage.environment.sleep(MINUTE);
    await notify(handle);
    await expect(handle.result()).resolves.toEqual({ outcome: 'print_expired' });
    expect(closedAt).toBeGreaterThanOrEqual(now + 8 * DAY);
    expect(await events()).toBeLessThanOrEqual(35);
  });

  it('looks into a second payment and still waits for the prints', async () => {
    const { handle, calls } = await stage.place({ settlePayment: paid });
    await notify(handle);
    await stage.environment.sleep(MINUTE);
    await notify(handle);
    await stage.environment.sleep(MINUTE);
    await handle.signal(ALL_PRINTED);
    await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
    expect(calls).toEqual(['settlePayment', 'settlePayment', 'recordPrinted']);
  });

  it('goes on registering while a network is down, and can be printed meanwhile', async () => {
    const incomplete = async () => ({ kind: 'paid', issuance: { state: 'incomplete' } }) as const;
    const down: Different = {
      settlePayment: incomplete,
      issueDocuments: async () => {
        throw ApplicationFailure.create({
          type: 'NumbersNotReadyYet',
          nextRetryDelay: '5 minutes',
        });
      },
    };
    const { handle, calls } = await stage.place(down);
    await notify(handle);
    await stage.environment.sleep('16 hours');
    await handle.signal(ALL_PRINTED);
    await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
    expect(calls.filter((name) => name === 'issueDocuments').length).toBeGreaterThan(10);
  });

  it('waits for staff when it cannot be issued, and goes on when they say so', async () => {
    let attempts = 0;
    const blocked: Different = {
      settlePayment: async () => ({ kind: 'paid', issuance: { state: 'blocked' } }),
      issueDocuments: async () => {
        attempts += 1;
        return { state: attempts === 1 ? 'blocked' : 'complete' };
      },
    };
    const { handle, found } = await stage.place(blocked);
    await notify(handle);
    await stage.environment.sleep('2 days');
    expect(attempts).toBe(0);
    expect((await found()).needsAttention).toBe(true);
    await handle.signal(RETRY_ISSUANCE);
    await stage.environment.sleep(MINUTE);
    await handle.signal(RETRY_ISSUANCE);
    await stage.environment.sleep(MINUTE);
    expect((await found()).needsAttention).toBe(false);
    await handle.signal(ALL_PRINTED);
    await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
    expect(attempts).toBe(2);
  });

  it('is refunded in full when it never became printable (X-33)', async () => {
    const never: Different = {
      settlePayment: async () => ({ kind: 'paid', issuance: { state: 'blocked' } }),
      closePrintWindow: async () => ({ outcome: 'never_printable' }),
    };
    const { handle, calls, found } = await stage.place(never);
    await notify(handle);
    await expect(handle.result()).resolves.toEqual({ outcome: 'refunded' });
    expect(calls).toEqual(['settlePayment', 'closePrintWindow', 'refundOrder']);
    expect((await found()).needsAttention).toBe(false);
  });
});
