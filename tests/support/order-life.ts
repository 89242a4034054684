// Lives of orders on the time-skipping server: one server and one set of workers a file, activities as each test says.
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type {
  CertificateOrderActivities,
  CertificateOrderInput,
  CertificateOrderResult,
} from '../../workflows/certificate-order/contract.ts';
import { CERTIFICATE_ORDER, orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { TASK_QUEUES } from '../../workflows/task-queues.ts';
import { startWorkers, testDataConverter } from './lifecycle.ts';
import { createTimeSkippingEnvironment } from './temporal.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type OrderHandle = WorkflowHandle<
  (input: CertificateOrderInput) => Promise<CertificateOrderResult>
>;

export interface PlacedLife {
  handle: OrderHandle;
  orderId: string;
  /** When it was placed; milliseconds since the epoch, as are the deadlines. */
  now: number;
  paymentDeadline: number;
  printDeadline: number;
  /** Names of the activities that it asked for, attempt by attempt. */
  calls: string[];
  /** Number of events in its history (P1). */
  events(): Promise<number>;
  /** What an operator who searches for it finds. */
  found(): Promise<{ state?: string; dueAt?: number; needsAttention?: boolean }>;
}

export interface OrderStage {
  environment: TestWorkflowEnvironment;
  /**
   * Starts the life of an order that nobody pays and nothing happens to; a test says what is different.
   * @param input `isFree` begins it as paid
   */
  place(
    different?: Partial<CertificateOrderActivities>,
    input?: Partial<CertificateOrderInput>,
  ): Promise<PlacedLife>;
  close(): Promise<void>;
}

const USUAL: CertificateOrderActivities = {
  settlePayment: async () => ({ kind: 'unpaid' }),
  lapseOrder: async () => ({ kind: 'lapsed' }),
  cancelOrder: async () => ({ state: 'cancelled' }),
  issueDocuments: async () => ({ state: 'complete' }),
  recordPrinted: async () => {},
  closePrintWindow: async () => ({ outcome: 'print_expired' }),
  refundOrder: async () => ({ outcome: 'refunded' }),
  withdrawOrder: async () => {},
  reopenPrintWindow: async () => {
    throw new Error('this test re-opens nothing');
  },
};

export async function createOrderStage(): Promise<OrderStage> {
  const environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
  const worlds = new Map<string, { activities: CertificateOrderActivities; calls: string[] }>();
  const dispatch = (name: keyof CertificateOrderActivities) => (input: { orderId: string }) => {
    const world = worlds.get(input.orderId);
    if (!world) throw new Error(`nobody placed ${input.orderId}`);
    world.calls.push(name);
    return (world.activities[name] as (given: typeof input) => unknown)(input);
  };
  const names = Object.keys(USUAL) as (keyof CertificateOrderActivities)[];
  const stopWorkers = await startWorkers(
    environment,
    Object.fromEntries(names.map((name) => [name, dispatch(name)])),
  );

  return {
    environment,
    async place(different = {}, input = {}) {
      const now = await environment.currentTimeMs();
      const [paymentDeadline, printDeadline] = [now + 180 * MINUTE, now + 8 * DAY];
      const orderId = randomUUID();
      const calls: string[] = [];
      worlds.set(orderId, { activities: { ...USUAL, ...different }, calls });
      const handle: OrderHandle = await environment.client.workflow.start(CERTIFICATE_ORDER, {
        workflowId: orderWorkflowId(orderId),
        taskQueue: TASK_QUEUES.certificates,
        args: [
          {
            orderId,
            university: 'aomine',
            paymentDeadline: new Date(paymentDeadline).toISOString(),
            printDeadline: new Date(printDeadline).toISOString(),
            ...input,
          } satisfies CertificateOrderInput,
        ],
      });
      return {
        handle,
        orderId,
        now,
        paymentDeadline,
        printDeadline,
        calls,
        async events() {
          const { events } = await handle.fetchHistory();
          return events?.length ?? 0;
        },
        async found() {
          const { typedSearchAttributes: found } = await handle.describe();
          return {
            state: found.get(SEARCH_ATTRIBUTES.state),
            dueAt: found.get(SEARCH_ATTRIBUTES.dueAt)?.getTime(),
            needsAttention: found.get(SEARCH_ATTRIBUTES.needsAttention),
          };
        },
      };
    },
    async close() {
      await stopWorkers();
      await environment.teardown();
    },
  };
}
