// The worker is dead for days while deadlines pass: the time-skipping server, the real activities, a real database and
// the town. What happened meanwhile is judged by its own instant, not by when somebody noticed (I9).
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/index.ts';
import {
  CERTIFICATE_ORDER,
  orderWorkflowId,
  PAYMENT_NOTICE,
} from '../../workflows/certificate-order/contract.ts';
import type {
  CertificateOrderInput,
  CertificateOrderResult,
} from '../../workflows/certificate-order/contract.ts';
import { TASK_QUEUES } from '../../workflows/task-queues.ts';
import { createActivityWorld } from '../support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../support/activity-world.ts';
import { checkInvariants } from '../support/invariants.ts';
import { testDataConverter, withWorkers } from '../support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../support/temporal.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: ActivityWorld;
let environment: TestWorkflowEnvironment;

// A clock of its own for each test: time goes only forward.
beforeEach(async () => {
  [world, environment] = await Promise.all([
    createActivityWorld(),
    createTimeSkippingEnvironment({ dataConverter: testDataConverter }),
  ]);
  // One time for all: the engine's.
  await world.pass((await environment.currentTimeMs()) - world.now().getTime());
}, 30_000);
afterEach(async () => {
  await environment?.teardown();
  await world?.close();
});

type OrderHandle = WorkflowHandle<
  (input: CertificateOrderInput) => Promise<CertificateOrderResult>
>;

function begin({ orderId, paymentDeadline, printDeadline }: TestOrder): Promise<OrderHandle> {
  return environment.client.workflow.start<
    (input: CertificateOrderInput) => Promise<CertificateOrderResult>
  >(CERTIFICATE_ORDER, {
    workflowId: orderWorkflowId(orderId),
    taskQueue: TASK_QUEUES.certificates,
    args: [
      {
        orderId,
        university: 'aomine',
        paymentDeadline: paymentDeadline.toISOString(),
        printDeadline: printDeadline.toISOString(),
      },
    ],
  });
}

/** A worker lives for as long as `meanwhile` takes. */
function withWorker<T>(meanwhile: () => Promise<T>): Promise<T> {
  const activities = Object.assign({}, ...Object.values(createActivities(world.deps)));
  return withWorkers(environment, activities as Activities, meanwhile, { maxCachedWorkflows: 0 });
}

/** The life has set this many timers and has nothing to do but wait: only then can a worker go without being missed. */
function waits(handle: OrderHandle, timers: number): Promise<void> {
  return until(`the life waits (${timers})`, async () => {
    const { events } = await handle.fetchHistory();
    return events?.filter((event) => event.timerStartedEventAttributes).length === timers;
  });
}

/** A worker sees the life begin: it waits for its payment now. */
async function beginWaiting(order: TestOrder): Promise<OrderHandle> {
  const handle = await begin(order);
  await withWorker(() => waits(handle, 1));
  return handle;
}

/**
 * Nobody works, and the clocks of product, town and engine go on. The engine's stands still from the first deadline
 * that asks for a worker until there is one: `slept` resolves after that.
 */
async function passWithoutWorker(
  milliseconds: number,
  deadline: Date,
): Promise<{ slept: Promise<void> }> {
  await world.pass(milliseconds);
  const slept = environment.sleep(milliseconds);
  await until('the deadline has passed in the engine', async () => {
    return (await environment.currentTimeMs()) >= deadline.getTime();
  });
  return { slept };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const invariants = () =>
  checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url });

it('across the print deadline: the next worker closes the window, and the money is accounted for', async () => {
  const order = await world.placeOrder();
  await world.approve(order);
  const handle = await begin(order);
  await withWorker(async () => {
    await waits(handle, 1);
    await handle.signal(PAYMENT_NOTICE, { source: 'return' });
    await waits(handle, 2);
  });
  expect((await world.order(order.orderId)).state).toBe('printable');
  const { slept } = await passWithoutWorker(9 * DAY, order.printDeadline);
  expect((await world.order(order.orderId)).state).toBe('printable');
  await expect(withWorker(() => handle.result())).resolves.toEqual({ outcome: 'print_expired' });
  await slept;
  expect((await world.order(order.orderId)).state).toBe('print_expired');
  for (const network of ['netprint', 'network-print'] as const) {
    const documents = await world.documents(network, order.orderId);
    expect(documents.map(({ end }) => end === null)).toEqual([false]);
  }
  const mails = await world.mails(order.mailAddress);
  expect(mails).toHaveLength(2);
  const { rows } = await world.database.pool.query<{ event: string }>(
    'SELECT event FROM journal_entry WHERE order_id = $1 ORDER BY event',
    [order.orderId],
  );
  expect(rows.map(({ event }) => event)).toEqual(['captured', 'forfeited']);
  await invariants();
}, 60_000);

it('across the payment deadline: nobody paid, so it lapses; who had approved is not charged any more', async () => {
  const unpaid = await world.placeOrder();
  const approved = await world.placeOrder();
  const handles = [await beginWaiting(unpaid), await beginWaiting(approved)];
  await world.pass(2 * HOUR);
  await environment.sleep(2 * HOUR);
  await world.approve(approved); // PayPal keeps the approval for three hours
  const { slept } = await passWithoutWorker(2 * HOUR, approved.paymentDeadline);
  const outcomes = await withWorker(() => Promise.all(handles.map((handle) => handle.result())));
  expect(outcomes).toEqual([{ outcome: 'lapsed' }, { outcome: 'lapsed' }]);
  await slept;
  for (const order of [unpaid, approved]) {
    expect((await world.payment(order.paymentId)).captureId).toBeNull();
    expect(await world.mails(order.mailAddress)).toHaveLength(1);
  }
  await invariants();
}, 60_000);

it('across the payment deadline: PayPal took the money in time, so the order is issued', async () => {
  const order = await world.placeOrder();
  await world.approve(order);
  const handle = await beginWaiting(order);
  // The worker asked for the money and died before the answer.
  const { rows } = await world.database.pool.query<{ requestId: string }>(
    'SELECT capture_request_id AS "requestId" FROM payment WHERE id = $1',
    [order.paymentId],
  );
  const requestId = rows[0]?.requestId ?? '';
  await world.deps.paypal.capture({ requestId, providerOrderId: order.providerOrderId });
  const afternoon = await passWithoutWorker(4 * HOUR, order.paymentDeadline);
  await withWorker(() => waits(handle, 2));
  await afternoon.slept;
  expect((await world.order(order.orderId)).state).toBe('printable');
  expect(await world.printJobs(order.orderId)).toHaveLength(2);
  expect(await world.mails(order.mailAddress)).toHaveLength(1);
  await invariants();
  const week = await passWithoutWorker(8 * DAY, order.printDeadline);
  await expect(withWorker(() => handle.result())).resolves.toEqual({ outcome: 'print_expired' });
  await week.slept;
  await invariants();
}, 60_000);
