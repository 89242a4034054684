// The real lives of orders on the time-skipping server, with the real activities, PostgreSQL and the town's parties, all
// by one clock: the test server's. Before each activity and after each jump the product's clock and the town's follow it.
import { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/index.ts';
import { createLives } from '../../platform/lives.ts';
import type { Lives } from '../../platform/lives.ts';
import { orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import type { CertificateOrderResult } from '../../workflows/certificate-order/contract.ts';
import { createActivityWorld } from '../support/activity-world.ts';
import type { ActivityWorld } from '../support/activity-world.ts';
import { startWorkers, testDataConverter } from '../support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../support/temporal.ts';

/** A worker that is killed: before its activity did anything, or when everything was done and nobody told. */
export type Killing = 'before' | 'after';

export interface ModelWorld {
  environment: TestWorkflowEnvironment;
  world: ActivityWorld;
  lives: Lives;
  /** What befalls the next activities, in order. */
  killings: Killing[];
  /** Lets time pass for everybody, as far as nothing is at work. */
  sleep(milliseconds: number): Promise<void>;
  now(): Date;
  /** How the life of an order ended; `RUNNING`, `FAILED` and the like when it did not. */
  outcomeOf(orderId: string): Promise<string>;
  /** Forgets every order, and what the town knows of it. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The town's clock is set only for jumps: both tick by themselves. Milliseconds. */
const JUMP = 20;

export async function createModelWorld(): Promise<ModelWorld> {
  const environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
  const world = await createActivityWorld();
  const lives = createLives(environment.client);
  const killings: Killing[] = [];
  /** What the town's clock was set to; null: what it was after a reset. */
  let townOffset: number | null = null;

  const follow = async () => {
    const offset = (await environment.currentTimeMs()) - Date.now();
    world.setOwnOffset(offset);
    if (townOffset !== null && Math.abs(offset - townOffset) < JUMP) return;
    townOffset = offset;
    await world.payPal.setClock(offset);
  };
  const stopWorkers = await startWorkers(
    environment,
    killable(asTemporalRuns(world), { killings, follow }),
  );
  const begin = async () => {
    Object.assign(world.deps, { lives, readyPatience: 0 });
    townOffset = null;
    await follow();
  };
  await begin();

  return {
    environment,
    world,
    lives,
    killings,
    now: world.now,
    async sleep(milliseconds) {
      await environment.sleep(milliseconds);
      await follow();
    },
    async outcomeOf(orderId) {
      const { client } = environment;
      const workflowId = orderWorkflowId(orderId);
      const { status } = await client.workflow.getHandle(workflowId).describe();
      if (status.name !== 'COMPLETED') return status.name;
      // Asked with this client, the test server's clock stands: with its own it jumps to what ended lives had left.
      const asked = new Client({
        connection: environment.connection,
        dataConverter: testDataConverter,
      });
      const result = await asked.workflow.getHandle(workflowId).result();
      return (result as CertificateOrderResult).outcome;
    },
    async reset() {
      killings.length = 0;
      await world.reset();
      await begin();
    },
    async close() {
      await stopWorkers();
      await world.close();
      await environment.teardown();
    },
  };
}

function asTemporalRuns({ deps }: ActivityWorld): Activities {
  return Object.assign({}, ...Object.values(createActivities(deps))) as Activities;
}

/** The same activities, by the test server's clock, and with a worker that may be killed. */
function killable(
  activities: Activities,
  { killings, follow }: { killings: Killing[]; follow(): Promise<void> },
): Partial<Activities> {
  const guarded = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never) => {
      await follow();
      const killing = killings.shift();
      if (killing === 'before') throw killed();
      const result = await (activity as (given: never) => Promise<unknown>)(input);
      if (killing === 'after') throw killed();
      return result;
    },
  ]);
  return Object.fromEntries(guarded) as Partial<Activities>;
}

function killed(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'WorkerKilled', nextRetryDelay: 1_000 });
}
