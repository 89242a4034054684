// `node scripts/record-histories.ts`: lets every life run through each of its paths on the time-skipping server, with
// activities that only answer, and writes the histories that workflows/replay.replay.test.ts replays. Run it when a
// path is new; a history that is there already is kept, because it stands for lives that are open in production
// (`--again` writes all of them anew, which is right only before the first release of a workflow).
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../activities/index.ts';
import { testDataConverter, withWorkers } from '../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../tests/support/temporal.ts';
import { ORDER_PATHS } from './histories/order-paths.ts';
import { MINUTE, refuse } from './histories/scenario.ts';
import type { Scenario, Stage } from './histories/scenario.ts';
import * as verification from '../workflows/email-verification/contract.ts';
import { HOUSEKEEPING, PRINT_WATCH } from '../workflows/housekeeping/contract.ts';
import type { HousekeepingReport } from '../workflows/housekeeping/contract.ts';
import * as refund from '../workflows/refund/contract.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

const FOLDER = join(import.meta.dirname, '../workflows/histories');

function verificationPath(
  path: string,
  act?: Scenario['act'],
  different: Partial<Activities> = {},
  purpose: verification.VerificationPurpose = 'register_address',
): Scenario {
  return {
    name: `email-verification/${path}`,
    workflow: verification.EMAIL_VERIFICATION,
    input: (): verification.EmailVerificationInput => ({
      linkId: randomUUID(),
      university: 'aomine',
      purpose,
      ttlMinutes: 30,
      resendCoolDownSeconds: 60,
      maxResends: 5,
    }),
    activities: (stage) => ({
      sendVerificationMail: async ({ attempt }) => {
        const now = await stage().now();
        return {
          tokenHash: `token-${attempt}`,
          codeHash: `code-${attempt}`,
          sentAt: new Date(now).toISOString(),
          expiresAt: new Date(now + 30 * MINUTE).toISOString(),
        };
      },
      applyVerification: async () => 'applied',
      closeVerification: async () => {},
      sendConfirmationNotices: async () => {},
      ...different,
    }),
    act,
  };
}

const confirm = ({ handle }: Stage, proof: string) =>
  handle.executeUpdate(verification.CONFIRM_MAILBOX, { args: [{ proof }] });

/** @param waits what it waits for staff with, before it ends as refunded */
function refundPath(path: string, waits?: 'owed' | 'refused'): Scenario {
  let isSettled = waits === undefined;
  return {
    name: `refund/${path}`,
    workflow: refund.REFUND,
    input: (): refund.RefundInput => ({
      orderId: randomUUID(),
      paymentId: randomUUID(),
      captureId: randomUUID(),
      university: 'aomine',
      cause: 'late',
    }),
    activities: () => ({
      returnCapture: async () => ({ outcome: isSettled || !waits ? 'refunded' : waits }),
    }),
    ...(waits && {
      act: async (stage) => {
        await stage.inState(waits);
        isSettled = true;
        await stage.handle.signal(refund.PAYOUT_RECORDED);
      },
    }),
  };
}

const SCENARIOS: Scenario[] = [
  ...ORDER_PATHS,

  verificationPath('confirmed', async (stage) => {
    await stage.inState('awaiting_confirmation');
    await confirm(stage, 'token-1');
  }),
  verificationPath('expired'),
  verificationPath('superseded', async (stage) => {
    await stage.inState('awaiting_confirmation');
    await stage.handle.signal(verification.SUPERSEDE_REQUEST);
  }),
  verificationPath('resent-confirmed', async (stage) => {
    await stage.inState('awaiting_confirmation');
    await stage.sleep(2 * MINUTE);
    await stage.handle.executeUpdate(verification.RESEND_MAIL);
    await confirm(stage, 'code-2');
  }),
  verificationPath('undeliverable', undefined, {
    sendVerificationMail: async () => refuse(verification.MAIL_UNDELIVERABLE),
  }),

  verificationPath('bounced', async (stage) => {
    await stage.inState('awaiting_confirmation');
    await stage.handle.signal(verification.MAIL_BOUNCED);
  }),
  verificationPath(
    'change-confirmed',
    async (stage) => {
      await stage.inState('awaiting_confirmation');
      await confirm(stage, 'token-1');
    },
    {},
    'change_address',
  ),
  verificationPath(
    'change-objected',
    async (stage) => {
      await stage.inState('awaiting_confirmation');
      await stage.handle.signal(verification.OBJECT_TO_REQUEST);
    },
    {},
    'change_address',
  ),

  refundPath('refunded'),
  refundPath('owed-paid-out', 'owed'),
  refundPath('refused-paid-out', 'refused'),

  {
    name: 'housekeeping/housekeeping',
    workflow: HOUSEKEEPING,
    input: () => null,
    activities: () => ({
      // What a run counts is no part of its way.
      keepHouse: async () => ({ sentMails: 0 }) as HousekeepingReport,
    }),
  },
  {
    name: 'housekeeping/print-watch',
    workflow: PRINT_WATCH,
    input: () => null,
    activities: () => ({ watchPrinting: async () => ({ asked: 0, changed: 0 }) }),
  },
];

async function record(environment: TestWorkflowEnvironment, scenario: Scenario): Promise<string> {
  let stage: Stage | undefined;
  const current = () => {
    if (!stage) throw new Error('the life has not begun');
    return stage;
  };
  const now = () => environment.currentTimeMs();
  return withWorkers(environment, scenario.activities(current), async () => {
    const input = scenario.input(await now());
    const workflowId = `${scenario.name}:${randomUUID()}`;
    // Activities may ask for the time before `start` has returned.
    const handle = environment.client.workflow.getHandle(workflowId);
    stage = {
      environment,
      handle,
      now,
      sleep: (milliseconds) => environment.sleep(milliseconds),
      async inState(state) {
        const isThere = async () =>
          (await handle.describe()).typedSearchAttributes
            .getAll()
            .some(({ key, value }) => key.name === 'CertState' && value === state);
        while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
      },
    };
    await environment.client.workflow.start(scenario.workflow, {
      workflowId,
      taskQueue: TASK_QUEUES.certificates,
      args: input === null ? [] : [input],
    });
    await scenario.act?.(stage);
    await handle.result();
    return historyToJSON(await handle.fetchHistory());
  });
}

/** Who ran it, and on which machine, is no part of a history. */
function anonymous(json: string): string {
  const history: unknown = JSON.parse(json, (name, value: unknown) =>
    name === 'identity' ? 'worker' : value,
  );
  return `${JSON.stringify(history, null, 2)}\n`;
}

async function main(): Promise<void> {
  const isAgain = process.argv.includes('--again');
  const environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
  try {
    for (const scenario of SCENARIOS) {
      const file = join(FOLDER, `${scenario.name}.json`);
      if (!isAgain && existsSync(file)) continue;
      const json = anonymous(await record(environment, scenario));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, json);
      console.log(`recorded ${scenario.name}`);
    }
  } finally {
    await environment.teardown();
  }
}

await main();
