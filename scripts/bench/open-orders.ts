import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import { UNIVERSITY } from './people.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;
/** How many starts are under way at once. */
const PARALLEL = 20;
/** How long a life may take to its first wait, milliseconds. */
const PATIENCE = 60_000;

/** Opens that many lives, and waits until each has done its first task and waits for its payment. */
export async function openOrders({ client, lives }: Stage, count: number): Promise<void> {
  const deadline = (days: number) => new Date(Date.now() + days * DAY).toISOString();
  const ids = Array.from({ length: count }, () => randomUUID());
  const left = ids.values();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const orderId of left) {
        await lives.startOrder({
          orderId,
          university: UNIVERSITY,
          paymentDeadline: deadline(30),
          printDeadline: deadline(60),
        });
      }
    }),
  );
  for (const orderId of ids) {
    const handle = client.workflow.getHandle(orderWorkflowId(orderId));
    const until = performance.now() + PATIENCE;
    // Started, task scheduled, begun, completed, timer started.
    while ((await handle.describe()).historyLength < 5) {
      if (performance.now() > until) throw new Error('a life did not do its first task');
      await sleep(20);
    }
  }
}
