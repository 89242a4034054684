import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { refusalOf, testDataConverter, withWorkers } from '../../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../../tests/support/temporal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { TASK_QUEUES } from '../task-queues.ts';
import {
  CONFIRM_MAILBOX,
  EMAIL_VERIFICATION,
  emailVerificationWorkflowId,
  MAIL_BOUNCED,
  MAIL_UNDELIVERABLE,
  OBJECT_TO_REQUEST,
  RESEND_MAIL,
  SUPERSEDE_REQUEST,
  VERIFICATION_REFUSALS,
} from './contract.ts';
import type {
  ConfirmMailbox,
  EmailVerificationActivities,
  EmailVerificationInput,
  EmailVerificationResult,
  MailResent,
} from './contract.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

type Handle = WorkflowHandle<(input: EmailVerificationInput) => Promise<EmailVerificationResult>>;

let environment: TestWorkflowEnvironment;
let calls: string[];

beforeAll(async () => {
  environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
});
afterAll(() => environment.teardown());
beforeEach(() => {
  calls = [];
});

/** Accepted now, by the life's own clock; each mail has proofs of its own. */
async function accept({ attempt, ttlMinutes }: { attempt: number; ttlMinutes: number }) {
  const now = await environment.currentTimeMs();
  return {
    tokenHash: `token-${attempt}`,
    codeHash: `code-${attempt}`,
    sentAt: new Date(now).toISOString(),
    expiresAt: new Date(now + ttlMinutes * MINUTE).toISOString(),
  };
}

function world(different: Partial<EmailVerificationActivities> = {}): EmailVerificationActivities {
  const usual: EmailVerificationActivities = {
    sendVerificationMail: accept,
    applyVerification: async () => 'applied',
    closeVerification: async () => {},
    sendConfirmationNotices: async () => {},
    ...different,
  };
  return {
    sendVerificationMail(input) {
      calls.push(`send ${input.attempt}`);
      return usual.sendVerificationMail(input);
    },
    applyVerification(input) {
      calls.push('apply');
      return usual.applyVerification(input);
    },
    sendConfirmationNotices(input) {
      calls.push('notices');
      return usual.sendConfirmationNotices(input);
    },
    closeVerification(input) {
      calls.push(`close ${input.outcome}`);
      return usual.closeVerification(input);
    },
  };
}

const undeliverable = async (): Promise<never> => {
  throw ApplicationFailure.nonRetryable('refused', MAIL_UNDELIVERABLE);
};

async function request(changes: Partial<EmailVerificationInput> = {}): Promise<Handle> {
  const linkId = randomUUID();
  return environment.client.workflow.start<
    (input: EmailVerificationInput) => Promise<EmailVerificationResult>
  >(EMAIL_VERIFICATION, {
    workflowId: emailVerificationWorkflowId(linkId),
    taskQueue: TASK_QUEUES.certificates,
    args: [
      {
        linkId,
        university: 'aomine',
        purpose: 'register_address',
        ttlMinutes: 30,
        resendCoolDownSeconds: 60,
        maxResends: 2,
        ...changes,
      },
    ],
  });
}

const confirm = (handle: Handle, proof = 'token-1') =>
  handle.executeUpdate<{ confirmedAt: string }, [{ proof: string }]>(CONFIRM_MAILBOX, {
    args: [{ proof }],
  });
const resend = (handle: Handle) => handle.executeUpdate<MailResent, []>(RESEND_MAIL);

/** Until the mail server has accepted a mail: the life says so in its search attributes. */
async function awaitAccepted(handle: Handle): Promise<number> {
  let dueAt: number | undefined;
  await until(async () => {
    const { typedSearchAttributes } = await handle.describe();
    dueAt = typedSearchAttributes.get(SEARCH_ATTRIBUTES.dueAt)?.getTime();
    return dueAt !== undefined;
  });
  return dueAt ?? 0;
}

/** Real time: what happens without the life's clock. The test's own timeout ends it. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Lets the life's clock come to `instant`, within a millisecond. */
async function sleepUntil(instant: number): Promise<void> {
  const left = instant - (await environment.currentTimeMs());
  if (left > 0) await environment.sleep(left);
}

describe('a request that is confirmed', () => {
  it.each(['token-1', 'code-1'])(
    'succeeds once by %s, whoever else tries at once (I10)',
    async (proof) => {
      await withWorkers(environment, world(), async () => {
        const handle = await request();
        await awaitAccepted(handle);
        const posts = await Promise.all(
          Array.from({ length: 20 }, () => refusalOf(confirm(handle, proof))),
        );
        expect(posts.filter((refusal) => refusal === undefined)).toHaveLength(1);
        expect(posts.filter((refusal) => refusal === VERIFICATION_REFUSALS.used)).toHaveLength(19);
        await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
        expect(calls).toEqual(['send 1', 'apply']);
      });
    },
  );

  it('is not over before it is written down, and the database may be away for a while', async () => {
    let attempts = 0;
    const slow = world({
      applyVerification: async () => {
        attempts += 1;
        if (attempts < 4) throw new Error('the database is away');
        return 'applied';
      },
    });
    await withWorkers(environment, slow, async () => {
      const handle = await request();
      await awaitAccepted(handle);
      const confirmed = confirm(handle);
      // `result()` lets the clock jump: not before the update has arrived.
      await until(() => attempts > 0);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
      await expect(confirmed).resolves.toEqual({ confirmedAt: expect.any(String) });
      expect(attempts).toBe(4);
    });
  });

  it('refuses a proof that is not its own, and goes on', async () => {
    await withWorkers(environment, world(), async () => {
      const handle = await request();
      await awaitAccepted(handle);
      for (const proof of ['', 'token-2', 'code-2', 'TOKEN-1']) {
        expect(await refusalOf(confirm(handle, proof))).toBe(VERIFICATION_REFUSALS.unknown);
      }
      expect(await refusalOf(confirm(handle))).toBeUndefined();
      await handle.result();
    });
  });
});

describe('the thirty minutes', () => {
  it('let a proof in at their last moment', async () => {
    await withWorkers(environment, world(), async () => {
      const handle = await request();
      const expiresAt = await awaitAccepted(handle);
      await sleepUntil(expiresAt - 1_500);
      const { confirmedAt } = await confirm(handle);
      expect(Date.parse(confirmedAt)).toBeLessThan(expiresAt);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
    });
  });

  // To the millisecond: `isInTime`, in domain/orders/deadline.unit.test.ts. No server's clock can be stopped at one.
  it('let none in afterwards, also while the row is only being closed', async () => {
    let posted: string | null | undefined;
    const closing = world({
      closeVerification: async () => {
        posted = await refusalOf(confirm(handle));
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(posted).toBe(VERIFICATION_REFUSALS.expired);
      expect(calls).not.toContain('apply');
    });
  });

  it('end by themselves, close the row, and leave nothing to confirm', async () => {
    await withWorkers(environment, world(), async () => {
      const handle = await request();
      const expiresAt = await awaitAccepted(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(expiresAt);
      expect(calls).toEqual(['send 1', 'close expired']);
      await expect(confirm(handle)).rejects.toThrow();
    });
  });

  it('begin when the mail server accepts the mail, ten minutes after it was asked to', async () => {
    let refused = 0;
    let acceptedAt = 0;
    let beganAt = 0;
    const busy = world({
      sendVerificationMail: async (input) => {
        const now = await environment.currentTimeMs();
        beganAt ||= now;
        if (now - beganAt < 10 * MINUTE) {
          refused += 1;
          throw new Error('the mail server is away');
        }
        acceptedAt = now;
        return accept(input);
      },
    });
    await withWorkers(environment, busy, async () => {
      const handle = await request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(refused).toBeGreaterThan(5);
      expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(acceptedAt + 30 * MINUTE);
    });
  });

  it('never begin for a mail that nobody takes within 25 minutes', async () => {
    const down = world({
      sendVerificationMail: async () => {
        throw new Error('the mail server is away');
      },
    });
    await withWorkers(environment, down, async () => {
      const handle = await request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'undeliverable' });
      expect(calls.at(-1)).toBe('close undeliverable');
    });
  });

  it('never begin for an address that is refused for good', async () => {
    await withWorkers(environment, world({ sendVerificationMail: undeliverable }), async () => {
      const handle = await request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'undeliverable' });
      expect(calls).toEqual(['send 1', 'close undeliverable']);
    });
  });
});

describe('a new mail', () => {
  it('comes after the cool-down; its link works, the old one is dead, and its clock counts', async () => {
    await withWorkers(environment, world(), async () => {
      const handle = await request();
      const firstExpiry = await awaitAccepted(handle);
      expect(await refusalOf(resend(handle))).toBe(VERIFICATION_REFUSALS.coolingDown);
      await environment.sleep(20 * MINUTE);
      const { expiresAt, resendAllowedAt } = await resend(handle);
      expect(Date.parse(expiresAt) - firstExpiry).toBeGreaterThanOrEqual(20 * MINUTE - SECOND);
      expect(Date.parse(expiresAt) - Date.parse(resendAllowedAt)).toBe(29 * MINUTE);
      await sleepUntil(firstExpiry + MINUTE);
      expect(await refusalOf(confirm(handle, 'token-1'))).toBe(VERIFICATION_REFUSALS.unknown);
      expect(await refusalOf(confirm(handle, 'code-1'))).toBe(VERIFICATION_REFUSALS.unknown);
      expect(await refusalOf(confirm(handle, 'token-2'))).toBeUndefined();
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
    });
  });

  it('is sent so often and not more', async () => {
    await withWorkers(environment, world(), async () => {
      const handle = await request({ maxResends: 2 });
      await awaitAccepted(handle);
      for (let count = 0; count < 2; count += 1) {
        await environment.sleep(2 * MINUTE);
        expect(await refusalOf(resend(handle))).toBeUndefined();
      }
      await environment.sleep(2 * MINUTE);
      expect(await refusalOf(resend(handle))).toBe(VERIFICATION_REFUSALS.tooManyResends);
      await handle.result();
      expect(calls).toEqual(['send 1', 'send 2', 'send 3', 'close expired']);
    });
  });

  it('that is on its way when the old one expires lets the request live on', async () => {
    let acceptedAt = 0;
    const busy = world({
      sendVerificationMail: async (input) => {
        const now = await environment.currentTimeMs();
        if (input.attempt === 1) return accept(input);
        acceptedAt ||= now + 5 * MINUTE;
        if (now < acceptedAt) throw new Error('the mail server is away');
        return accept(input);
      },
    });
    await withWorkers(environment, busy, async () => {
      const handle = await request();
      const expiresAt = await awaitAccepted(handle);
      await sleepUntil(expiresAt - MINUTE);
      const resent = resend(handle);
      await until(() => calls.includes('send 2'));
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      await expect(resent).resolves.toMatchObject({ expiresAt: expect.any(String) });
      expect(await environment.currentTimeMs()).toBeGreaterThan(expiresAt + 30 * MINUTE);
    });
  });

  it('that nobody takes is said to the person; the request ends at its own time', async () => {
    const broken = world({
      sendVerificationMail: (input) => (input.attempt === 1 ? accept(input) : undeliverable()),
    });
    await withWorkers(environment, broken, async () => {
      const handle = await request();
      await awaitAccepted(handle);
      await environment.sleep(2 * MINUTE);
      expect(await refusalOf(resend(handle))).toBe(MAIL_UNDELIVERABLE);
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
    });
  });

  it('is not sent for a request that has expired and is only being closed', async () => {
    let asked: Promise<string | null | undefined> = Promise.resolve(undefined);
    const closing = world({
      closeVerification: async () => {
        asked = refusalOf(resend(handle));
        await asked;
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(await asked).toBe(VERIFICATION_REFUSALS.expired);
      expect(calls).toEqual(['send 1', 'close expired']);
    });
  });
});

describe('a newer request', () => {
  it('takes the place of this one: its link is refused from then on', async () => {
    let posted: string | null | undefined;
    const closing = world({
      closeVerification: async () => {
        posted = await refusalOf(confirm(handle));
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await request();
      await awaitAccepted(handle);
      await handle.signal(SUPERSEDE_REQUEST);
      await expect(handle.result()).resolves.toEqual({ outcome: 'superseded' });
      expect(posted).toBe(VERIFICATION_REFUSALS.superseded);
      expect(calls).toEqual(['send 1', 'close superseded']);
    });
  });

  it('changes nothing once this one is confirmed, though not yet written down', async () => {
    const confirmed = world({
      async applyVerification() {
        await handle.signal(SUPERSEDE_REQUEST);
        return 'applied';
      },
    });
    let handle: Handle;
    await withWorkers(environment, confirmed, async () => {
      handle = await request();
      await awaitAccepted(handle);
      await confirm(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
      expect(calls).toEqual(['send 1', 'apply']);
    });
  });

  it('ends this one also while its mail is still waiting for the mail server', async () => {
    const down = world({
      sendVerificationMail: async () => {
        throw new Error('the mail server is away');
      },
    });
    await withWorkers(environment, down, async () => {
      const handle = await request();
      await environment.sleep(2 * MINUTE);
      await handle.signal(SUPERSEDE_REQUEST);
      // The clock stands still: nothing is waited for, neither the mail server nor a deadline.
      await until(async () => (await handle.describe()).status.name === 'COMPLETED');
      await expect(handle.result()).resolves.toEqual({ outcome: 'superseded' });
    });
  });
});

describe('an objection of the old address (X-30)', () => {
  const change = { purpose: 'change_address' } as const;

  it('ends the request; its link is refused from then on', async () => {
    let posted: string | null | undefined;
    const closing = world({
      closeVerification: async () => {
        posted = await refusalOf(confirm(handle));
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await request(change);
      await awaitAccepted(handle);
      await handle.signal(OBJECT_TO_REQUEST);
      await expect(handle.result()).resolves.toEqual({ outcome: 'objected' });
      expect(posted).toBe(VERIFICATION_REFUSALS.objected);
      expect(calls).toEqual(['send 1', 'close objected']);
    });
  });

  it('that the rows knew first refuses the confirmation, though the life had not heard of it', async () => {
    const objected = world({ applyVerification: async () => 'objected' });
    await withWorkers(environment, objected, async () => {
      const handle = await request(change);
      await awaitAccepted(handle);
      expect(await refusalOf(confirm(handle))).toBe(VERIFICATION_REFUSALS.objected);
      await expect(handle.result()).resolves.toEqual({ outcome: 'objected' });
      expect(calls).toEqual(['send 1', 'apply', 'close objected']);
    });
  });
});

describe('a mail that came back after it was accepted (R-281)', () => {
  it('ends the request as undeliverable', async () => {
    await withWorkers(environment, world(), async () => {
      const handle = await request();
      await awaitAccepted(handle);
      await handle.signal(MAIL_BOUNCED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'undeliverable' });
      expect(calls).toEqual(['send 1', 'close undeliverable']);
    });
  });
});

describe('a change that is confirmed (R-145, R-151)', () => {
  it('is answered before the mails that tell of it, which are tried until they are out', async () => {
    let attempts = 0;
    const slow = world({
      sendConfirmationNotices: async () => {
        attempts += 1;
        if (attempts < 3) throw new Error('the database is away');
      },
    });
    await withWorkers(environment, slow, async () => {
      const handle = await request({ purpose: 'change_address' });
      await awaitAccepted(handle);
      await confirm(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
      expect(calls).toEqual(['send 1', 'apply', 'notices', 'notices', 'notices']);
    });
  });

  it('carries the proposal of the attempt that won, and no other', async () => {
    const proposals: (string | undefined)[] = [];
    const recording = world({
      async applyVerification({ proposalId }) {
        proposals.push(proposalId);
        return 'applied';
      },
    });
    await withWorkers(environment, recording, async () => {
      const handle = await request({ purpose: 'reset_second_password' });
      await awaitAccepted(handle);
      const ids = Array.from({ length: 10 }, () => randomUUID());
      const posts = await Promise.all(
        ids.map(async (proposalId) => ({
          proposalId,
          refusal: await refusalOf(
            handle.executeUpdate<{ confirmedAt: string }, [ConfirmMailbox]>(CONFIRM_MAILBOX, {
              args: [{ proof: 'token-1', proposalId }],
            }),
          ),
        })),
      );
      const won = posts.filter(({ refusal }) => refusal === undefined);
      expect(won).toHaveLength(1);
      expect(proposals).toEqual([won[0]?.proposalId]);
    });
  });
});

it('takes no digits where there are none', async () => {
  const withoutCode = world({
    sendVerificationMail: async (input) => ({ ...(await accept(input)), codeHash: null }),
  });
  await withWorkers(environment, withoutCode, async () => {
    const handle = await request({ purpose: 'staff_invitation' });
    await awaitAccepted(handle);
    expect(await refusalOf(confirm(handle, 'code-1'))).toBe(VERIFICATION_REFUSALS.unknown);
    await confirm(handle);
    await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
  });
});
