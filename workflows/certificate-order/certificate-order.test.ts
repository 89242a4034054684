import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { refusalOf, testDataConverter, withWorkers } from '../../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../../tests/support/temporal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { TASK_QUEUES } from '../task-queues.ts';
import {
  ALL_PRINTED,
  CANCEL_ORDER,
  CERTIFICATE_ORDER,
  ORDER_REFUSALS,
  orderWorkflowId,
  PAYMENT_NOTICE,
  RETRY_ISSUANCE,
} from './contract.ts';
import type {
  CertificateOrderActivities,
  CertificateOrderInput,
  CertificateOrderResult,
} from './contract.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let environment: TestWorkflowEnvironment;
let calls: string[];

beforeAll(async () => {
  environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
});
afterAll(() => environment.teardown());
beforeEach(() => {
  calls = [];
});

/** Activities of an order that nobody pays and nothing happens to; a test says what is different. */
function world(different: Partial<CertificateOrderActivities> = {}): CertificateOrderActivities {
  const usual: CertificateOrderActivities = {
    settlePayment: async () => ({ kind: 'unpaid' }),
    lapseOrder: async () => ({ kind: 'lapsed' }),
    cancelOrder: async () => ({ state: 'cancelled' }),
    issueDocuments: async () => ({ state: 'complete' }),
    recordPrinted: async () => {},
    closePrintWindow: async () => ({ outcome: 'print_expired' }),
    refundOrder: async () => ({ outcome: 'refunded' }),
    withdrawOrder: async () => {},
    reopenPrintWindow: async () => ({ paymentDeadline: '', printDeadline: '' }),
  };
  const chosen = { ...usual, ...different };
  const counted = Object.entries(chosen).map(([name, activity]) => [
    name,
    (input: never) => {
      calls.push(name);
      return (activity as (input: never) => unknown)(input);
    },
  ]);
  return Object.fromEntries(counted) as CertificateOrderActivities;
}

const paid = async () => ({ kind: 'paid', issuance: { state: 'complete' } }) as const;

type OrderHandle = WorkflowHandle<
  (input: CertificateOrderInput) => Promise<CertificateOrderResult>
>;

async function place(): Promise<{ handle: OrderHandle; now: number }> {
  const now = await environment.currentTimeMs();
  const orderId = randomUUID();
  const handle = await environment.client.workflow.start<
    (input: CertificateOrderInput) => Promise<CertificateOrderResult>
  >(CERTIFICATE_ORDER, {
    workflowId: orderWorkflowId(orderId),
    taskQueue: TASK_QUEUES.certificates,
    args: [
      {
        orderId,
        university: 'aomine',
        paymentDeadline: new Date(now + 180 * MINUTE).toISOString(),
        printDeadline: new Date(now + 8 * DAY).toISOString(),
      },
    ],
  });
  return { handle, now };
}

const notify = (handle: OrderHandle) => handle.signal(PAYMENT_NOTICE, { source: 'return' });

async function eventsOf(handle: OrderHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.length ?? 0;
}

/** What an operator who searches for it finds. */
async function needsAttention(handle: OrderHandle): Promise<boolean | undefined> {
  const { typedSearchAttributes } = await handle.describe();
  return typedSearchAttributes.get(SEARCH_ATTRIBUTES.needsAttention);
}

describe('an order that is not paid', () => {
  it('lapses at its payment deadline, after the provider was asked once more (R-178, I9)', async () => {
    await withWorkers(environment, world(), async () => {
      const { handle, now } = await place();
      await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
      expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(now + 180 * MINUTE);
      expect(calls).toEqual(['lapseOrder']);
      // P1: 16 events are the least that can do it; the state that operators search by costs one more.
      expect(await eventsOf(handle)).toBe(17);
    });
  });

  it('is paid when the last question finds money that came in time', async () => {
    const found = world({ lapseOrder: paid });
    await withWorkers(environment, found, async () => {
      const { handle } = await place();
      await environment.sleep(181 * MINUTE);
      await handle.signal(ALL_PRINTED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
    });
  });

  it('waits beyond its deadline while money is on its way, and asks again when it was told to', async () => {
    let asked = 0;
    const slow = world({
      lapseOrder: async () => {
        asked += 1;
        if (asked === 3) return { kind: 'lapsed' };
        const now = await environment.currentTimeMs();
        return { kind: 'pending', askAgainAt: new Date(now + 15 * MINUTE).toISOString() };
      },
    });
    await withWorkers(environment, slow, async () => {
      const { handle, now } = await place();
      await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
      expect(asked).toBe(3);
      expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(now + 210 * MINUTE);
    });
  });

  it('stays open when a notice turns out to mean nothing (R-207)', async () => {
    await withWorkers(environment, world(), async () => {
      const { handle } = await place();
      await notify(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
      expect(calls).toEqual(['settlePayment', 'lapseOrder']);
    });
  });

  it('looks into money announced while it lapses before it ends', async () => {
    let placed: OrderHandle | undefined;
    const late = world({
      lapseOrder: async () => {
        if (placed) await notify(placed);
        return { kind: 'lapsed' };
      },
    });
    await withWorkers(environment, late, async () => {
      const { handle } = await place();
      placed = handle;
      await expect(handle.result()).resolves.toEqual({ outcome: 'lapsed' });
      expect(calls).toEqual(['lapseOrder', 'settlePayment']);
    });
  });
});

describe('an order that the person cancels', () => {
  it('is cancelled before payment, once', async () => {
    await withWorkers(environment, world(), async () => {
      const { handle } = await place();
      await expect(handle.executeUpdate(CANCEL_ORDER)).resolves.toEqual({ state: 'cancelled' });
      await expect(handle.result()).resolves.toEqual({ outcome: 'cancelled' });
      expect(calls).toEqual(['cancelOrder']);
    });
  });

  it('is not cancelled when money is found, and goes on as paid', async () => {
    const refused = world({
      settlePayment: paid,
      cancelOrder: async () => {
        throw ApplicationFailure.nonRetryable('money is there', ORDER_REFUSALS.alreadyPaid);
      },
    });
    await withWorkers(environment, refused, async () => {
      const { handle } = await place();
      expect(await refusalOf(handle.executeUpdate(CANCEL_ORDER))).toBe(ORDER_REFUSALS.alreadyPaid);
      await handle.signal(ALL_PRINTED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
    });
  });

  it('refuses while a payment is looked into, and after it was paid', async () => {
    const { promise: settling, resolve: settle } = Promise.withResolvers<void>();
    const slow = world({
      settlePayment: async () => {
        await settling;
        return paid();
      },
    });
    await withWorkers(environment, slow, async () => {
      const { handle } = await place();
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
});

describe('an order that is paid', () => {
  it('is printed; five events more than the least possible (P1)', async () => {
    await withWorkers(environment, world({ settlePayment: paid }), async () => {
      const { handle } = await place();
      await environment.sleep(MINUTE);
      await notify(handle);
      await environment.sleep(MINUTE);
      await handle.signal(ALL_PRINTED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
      expect(calls).toEqual(['settlePayment', 'recordPrinted']);
      expect(await eventsOf(handle)).toBeLessThanOrEqual(28);
    });
  });

  it('expires at its print deadline and not before, with everything removed (R-218, R-219)', async () => {
    let closedAt = 0;
    const unprinted = world({
      settlePayment: paid,
      closePrintWindow: async () => {
        closedAt = await environment.currentTimeMs();
        return { outcome: 'print_expired' };
      },
    });
    await withWorkers(environment, unprinted, async () => {
      const { handle, now } = await place();
      await environment.sleep(MINUTE);
      await notify(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'print_expired' });
      expect(closedAt).toBeGreaterThanOrEqual(now + 8 * DAY);
      expect(await eventsOf(handle)).toBeLessThanOrEqual(35);
    });
  });

  it('looks into a second payment and still waits for the prints', async () => {
    await withWorkers(environment, world({ settlePayment: paid }), async () => {
      const { handle } = await place();
      await notify(handle);
      await environment.sleep(MINUTE);
      await notify(handle);
      await environment.sleep(MINUTE);
      await handle.signal(ALL_PRINTED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
      expect(calls).toEqual(['settlePayment', 'settlePayment', 'recordPrinted']);
    });
  });

  it('goes on registering while a network is down, and can be printed meanwhile', async () => {
    const incomplete = async () => ({ kind: 'paid', issuance: { state: 'incomplete' } }) as const;
    const down = world({
      settlePayment: incomplete,
      issueDocuments: async () => {
        throw ApplicationFailure.create({
          type: 'NumbersNotReadyYet',
          nextRetryDelay: '5 minutes',
        });
      },
    });
    await withWorkers(environment, down, async () => {
      const { handle } = await place();
      await notify(handle);
      await environment.sleep('16 hours');
      await handle.signal(ALL_PRINTED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
      expect(calls.filter((name) => name === 'issueDocuments').length).toBeGreaterThan(10);
    });
  });

  it('waits for staff when it cannot be issued, and goes on when they say so', async () => {
    let attempts = 0;
    const blocked = world({
      settlePayment: async () => ({ kind: 'paid', issuance: { state: 'blocked' } }),
      issueDocuments: async () => {
        attempts += 1;
        return { state: attempts === 1 ? 'blocked' : 'complete' };
      },
    });
    await withWorkers(environment, blocked, async () => {
      const { handle } = await place();
      await notify(handle);
      await environment.sleep('2 days');
      expect(attempts).toBe(0);
      expect(await needsAttention(handle)).toBe(true);
      await handle.signal(RETRY_ISSUANCE);
      await environment.sleep(MINUTE);
      await handle.signal(RETRY_ISSUANCE);
      await environment.sleep(MINUTE);
      expect(await needsAttention(handle)).toBe(false);
      await handle.signal(ALL_PRINTED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'printed' });
      expect(attempts).toBe(2);
    });
  });

  it('is refunded in full when it never became printable (X-33)', async () => {
    const never = world({
      settlePayment: async () => ({ kind: 'paid', issuance: { state: 'blocked' } }),
      closePrintWindow: async () => ({ outcome: 'never_printable' }),
    });
    await withWorkers(environment, never, async () => {
      const { handle } = await place();
      await notify(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'refunded' });
      expect(calls).toEqual(['settlePayment', 'closePrintWindow', 'refundOrder']);
      expect(await needsAttention(handle)).toBe(false);
    });
  });
});
