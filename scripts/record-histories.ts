// `node scripts/record-histories.ts`: lets every life run through each of its paths on the time-skipping server, with
// activities that only answer, and writes the histories that workflows/replay.replay.test.ts replays. Run it when a
// path is new; a history that is there already is kept, because it stands for lives that are open in production
// (`--again` writes all of them anew, which is right only before the first release of a workflow).
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../activities/index.ts';
import { testDataConverter, withWorkers } from '../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../tests/support/temporal.ts';
import * as order from '../workflows/certificate-order/contract.ts';
import * as verification from '../workflows/email-verification/contract.ts';
import { HOUSEKEEPING, PRINT_WATCH } from '../workflows/housekeeping/contract.ts';
import * as refund from '../workflows/refund/contract.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FOLDER = join(import.meta.dirname, '../workflows/histories');

interface Stage {
  environment: TestWorkflowEnvironment;
  handle: WorkflowHandle;
  now(): Promise<number>;
  sleep(milliseconds: number): Promise<void>;
  /** Waits, in real time, until the life is in this state (a search attribute). */
  inState(state: string): Promise<void>;
}

interface Scenario {
  /** `<life>/<path>`: the file's name. */
  name: string;
  workflow: string;
  input(now: number): object | null;
  activities(stage: () => Stage): Partial<Activities>;
  /** What happens to the life from outside; afterwards its end is awaited. */
  act?(stage: Stage): Promise<void>;
}

const orderId = randomUUID();
const complete = { kind: 'paid', issuance: { state: 'complete' } } as const;
const paidBut = (state: 'incomplete' | 'blocked') =>
  ({ kind: 'paid', issuance: { state } }) as const;

const orderActivities: Partial<Activities> = {
  settlePayment: async () => complete,
  lapseOrder: async () => ({ kind: 'lapsed' }),
  cancelOrder: async () => ({ state: 'cancelled' }),
  issueDocuments: async () => ({ state: 'complete' }),
  recordPrinted: async () => {},
  closePrintWindow: async () => ({ outcome: 'print_expired' }),
  refundOrder: async () => ({ outcome: 'refunded' }),
};

function orderPath(
  path: string,
  act?: Scenario['act'],
  different: (stage: () => Stage) => Partial<Activities> = () => ({}),
): Scenario {
  return {
    name: `certificate-order/${path}`,
    workflow: order.CERTIFICATE_ORDER,
    input: (now): order.CertificateOrderInput => ({
      orderId,
      university: 'aomine',
      paymentDeadline: new Date(now + 180 * MINUTE).toISOString(),
      printDeadline: new Date(now + 8 * DAY).toISOString(),
    }),
    activities: (stage) => ({ ...orderActivities, ...different(stage) }),
    act,
  };
}

const pay = ({ handle }: Stage) => handle.signal(order.PAYMENT_NOTICE, { source: 'return' });
const printed = ({ handle }: Stage) => handle.signal(order.ALL_PRINTED);

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

function refundPath(outcome: refund.RefundResult['outcome']): Scenario {
  return {
    name: `refund/${outcome}`,
    workflow: refund.REFUND,
    input: (): refund.RefundInput => ({
      orderId,
      paymentId: randomUUID(),
      captureId: randomUUID(),
      university: 'aomine',
      cause: 'late',
    }),
    activities: () => ({ returnCapture: async () => ({ outcome }) }),
  };
}

const SCENARIOS: Scenario[] = [
  orderPath('lapsed'),
  orderPath('paid-printed', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await stage.sleep(DAY);
    await printed(stage);
  }),
  orderPath('paid-expired', pay),
  orderPath('cancelled', async ({ handle }) => {
    await handle.executeUpdate(order.CANCEL_ORDER);
  }),
  orderPath(
    'pending-printed',
    async (stage) => {
      await pay(stage);
      await stage.sleep(30 * MINUTE);
      await stage.inState('printable');
      await printed(stage);
    },
    (stage) => ({
      settlePayment: async () => ({
        kind: 'pending',
        askAgainAt: new Date((await stage().now()) + 15 * MINUTE).toISOString(),
      }),
      lapseOrder: async () => complete,
    }),
  ),
  orderPath(
    'incomplete-printed',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await printed(stage);
    },
    () => ({ settlePayment: async () => paidBut('incomplete') }),
  ),
  orderPath('blocked-refunded', pay, () => ({
    settlePayment: async () => paidBut('blocked'),
    closePrintWindow: async () => ({ outcome: 'never_printable' }),
  })),
  orderPath(
    'blocked-retried-printed',
    async (stage) => {
      await pay(stage);
      await stage.inState('preparing');
      await stage.handle.signal(order.RETRY_ISSUANCE);
      await stage.inState('printable');
      await printed(stage);
    },
    () => ({ settlePayment: async () => paidBut('blocked') }),
  ),
  orderPath('paid-twice-printed', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await pay(stage);
    await stage.sleep(DAY);
    await printed(stage);
  }),

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
  verificationPath('undeliverable', undefined, { sendVerificationMail: async () => refuse() }),

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
  refundPath('refused'),

  {
    name: 'housekeeping/housekeeping',
    workflow: HOUSEKEEPING,
    input: () => null,
    activities: () => ({
      keepHouse: async () => ({
        startedOrders: 0,
        startedVerifications: 0,
        redispatchedEvents: 0,
        noticedPayments: 0,
        extendedForOutages: 0,
        sentMails: 0,
        forgotten: 0,
      }),
    }),
  },
  {
    name: 'housekeeping/print-watch',
    workflow: PRINT_WATCH,
    input: () => null,
    activities: () => ({ watchPrinting: async () => ({ asked: 0, changed: 0 }) }),
  },
];

function refuse(): never {
  const failure = ApplicationFailure.nonRetryable('refused', verification.MAIL_UNDELIVERABLE);
  failure.stack = ''; // paths of this machine are nobody's business
  throw failure;
}

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
