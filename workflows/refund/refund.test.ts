import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { testDataConverter, withWorkers } from '../../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../../tests/support/temporal.ts';
import { TASK_QUEUES } from '../task-queues.ts';
import { PAYOUT_RECORDED, REFUND, refundWorkflowId } from './contract.ts';
import type { RefundInput, RefundResult } from './contract.ts';

let environment: TestWorkflowEnvironment;

beforeAll(async () => {
  environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
});
afterAll(() => environment.teardown());

async function begin() {
  const captureId = randomUUID();
  const input: RefundInput = {
    orderId: randomUUID(),
    paymentId: randomUUID(),
    captureId,
    university: 'aomine',
    cause: 'late',
  };
  const handle = await environment.client.workflow.start<
    (given: RefundInput) => Promise<RefundResult>
  >(REFUND, {
    workflowId: refundWorkflowId(captureId),
    taskQueue: TASK_QUEUES.certificates,
    args: [input],
  });
  return { handle, input };
}

async function attributesOf(handle: WorkflowHandle) {
  const { typedSearchAttributes } = await handle.describe();
  return Object.fromEntries(
    typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
  );
}

it.each(['refunded', 'counted', 'nothing_captured'] as const)(
  'ends as what became of the money: %s',
  async (outcome) => {
    const asked: RefundInput[] = [];
    const returnCapture = async (given: RefundInput) => {
      asked.push(given);
      return { outcome };
    };
    await withWorkers(environment, { returnCapture }, async () => {
      const { handle, input } = await begin();
      await expect(handle.result()).resolves.toEqual({ outcome });
      expect(asked).toEqual([input]);
      expect(await attributesOf(handle)).toMatchObject({
        CertState: outcome,
        CertNeedsAttention: false,
      });
    });
  },
);

it.each(['owed', 'refused'] as const)(
  'waits for staff for a year where money is %s, and ends when they have settled it (R-190, I2)',
  async (outcome) => {
    let isSettled = false;
    let asked = 0;
    const returnCapture = async (): Promise<RefundResult> => {
      asked += 1;
      return { outcome: isSettled ? 'refunded' : outcome };
    };
    await withWorkers(environment, { returnCapture }, async () => {
      const { handle } = await begin();
      await environment.sleep('365 days');
      expect(await attributesOf(handle)).toMatchObject({
        CertState: outcome,
        CertNeedsAttention: true,
      });
      // A signal too early changes nothing: the money is still owed.
      await handle.signal(PAYOUT_RECORDED);
      await environment.sleep('1 day');
      isSettled = true;
      await handle.signal(PAYOUT_RECORDED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'refunded' });
      expect(asked).toBe(3);
      expect(await attributesOf(handle)).toMatchObject({
        CertState: 'refunded',
        CertNeedsAttention: false,
      });
    });
  },
);

it('is repeated for days while the provider does not answer', async () => {
  let attempts = 0;
  const returnCapture = async (): Promise<RefundResult> => {
    attempts += 1;
    if (attempts <= 400) throw ApplicationFailure.retryable('away', 'PaymentProviderUnavailable');
    return { outcome: 'refunded' };
  };
  await withWorkers(environment, { returnCapture }, async () => {
    const { handle } = await begin();
    const began = await environment.currentTimeMs();
    await expect(handle.result()).resolves.toEqual({ outcome: 'refunded' });
    expect((await environment.currentTimeMs()) - began).toBeGreaterThan(24 * 3_600_000);
    const { events } = await handle.fetchHistory();
    expect(events?.length).toBeLessThan(15);
  });
});
