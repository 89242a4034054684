import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { refusalOf, testDataConverter, withWorkers } from '../../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../../tests/support/temporal.ts';
import { until, verificationStage } from '../../tests/support/verification-life.ts';
import type { VerificationHandle as Handle } from '../../tests/support/verification-life.ts';
import { MAIL_UNDELIVERABLE, SUPERSEDE_REQUEST, VERIFICATION_REFUSALS } from './contract.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let environment: TestWorkflowEnvironment;
let stage: ReturnType<typeof verificationStage>;
const calls: string[] = [];

beforeAll(async () => {
  environment = await createTimeSkippingEnvironment({ dataConverter: testDataConverter });
  stage = verificationStage(environment, calls);
});
afterAll(() => environment.teardown());
beforeEach(() => {
  calls.length = 0;
});

const undeliverable = async (): Promise<never> => {
  throw ApplicationFailure.nonRetryable('refused', MAIL_UNDELIVERABLE);
};

describe('a request that is confirmed', () => {
  it.each(['token-1', 'code-1'])(
    'succeeds once by %s, whoever else tries at once (I10)',
    async (proof) => {
      await withWorkers(environment, stage.world(), async () => {
        const handle = await stage.request();
        await stage.awaitAccepted(handle);
        const posts = await Promise.all(
          Array.from({ length: 20 }, () => refusalOf(stage.confirm(handle, proof))),
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
    const slow = stage.world({
      applyVerification: async () => {
        attempts += 1;
        if (attempts < 4) throw new Error('the database is away');
        return 'applied';
      },
    });
    await withWorkers(environment, slow, async () => {
      const handle = await stage.request();
      await stage.awaitAccepted(handle);
      const confirmed = stage.confirm(handle);
      // `result()` lets the clock jump: not before the update has arrived.
      await until(() => attempts > 0);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
      await expect(confirmed).resolves.toEqual({ confirmedAt: expect.any(String) });
      expect(attempts).toBe(4);
    });
  });

  it('refuses a proof that is not its own, and goes on', async () => {
    await withWorkers(environment, stage.world(), async () => {
      const handle = await stage.request();
      await stage.awaitAccepted(handle);
      for (const proof of ['', 'token-2', 'code-2', 'TOKEN-1']) {
        expect(await refusalOf(stage.confirm(handle, proof))).toBe(VERIFICATION_REFUSALS.unknown);
      }
      expect(await refusalOf(stage.confirm(handle))).toBeUndefined();
      await handle.result();
    });
  });
});

describe('the thirty minutes', () => {
  it('let a proof in at their last moment', async () => {
    await withWorkers(environment, stage.world(), async () => {
      const handle = await stage.request();
      const expiresAt = await stage.awaitAccepted(handle);
      await stage.sleepUntil(expiresAt - 1_500);
      const { confirmedAt } = await stage.confirm(handle);
      expect(Date.parse(confirmedAt)).toBeLessThan(expiresAt);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
    });
  });

  // To the millisecond: `isInTime`, in domain/orders/deadline.unit.test.ts. No server's clock can be stopped at one.
  it('let none in afterwards, also while the row is only being closed', async () => {
    let posted: string | null | undefined;
    const closing = stage.world({
      closeVerification: async () => {
        posted = await refusalOf(stage.confirm(handle));
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await stage.request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(posted).toBe(VERIFICATION_REFUSALS.expired);
      expect(calls).not.toContain('apply');
    });
  });

  it('end by themselves, close the row, and leave nothing to confirm', async () => {
    await withWorkers(environment, stage.world(), async () => {
      const handle = await stage.request();
      const expiresAt = await stage.awaitAccepted(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(expiresAt);
      expect(calls).toEqual(['send 1', 'close expired']);
      await expect(stage.confirm(handle)).rejects.toThrow();
    });
  });

  it('begin when the mail server accepts the mail, ten minutes after it was asked to', async () => {
    let refused = 0;
    let acceptedAt = 0;
    let beganAt = 0;
    const busy = stage.world({
      sendVerificationMail: async (input) => {
        const now = await environment.currentTimeMs();
        beganAt ||= now;
        if (now - beganAt < 10 * MINUTE) {
          refused += 1;
          throw new Error('the mail server is away');
        }
        acceptedAt = now;
        return stage.accept(input);
      },
    });
    await withWorkers(environment, busy, async () => {
      const handle = await stage.request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(refused).toBeGreaterThan(5);
      expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(acceptedAt + 30 * MINUTE);
    });
  });

  it('never begin for a mail that nobody takes within 25 minutes', async () => {
    const down = stage.world({
      sendVerificationMail: async () => {
        throw new Error('the mail server is away');
      },
    });
    await withWorkers(environment, down, async () => {
      const handle = await stage.request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'undeliverable' });
      expect(calls.at(-1)).toBe('close undeliverable');
    });
  });

  it('never begin for an address that is refused for good', async () => {
    await withWorkers(
      environment,
      stage.world({ sendVerificationMail: undeliverable }),
      async () => {
        const handle = await stage.request();
        await expect(handle.result()).resolves.toEqual({ outcome: 'undeliverable' });
        expect(calls).toEqual(['send 1', 'close undeliverable']);
      },
    );
  });
});

describe('a new mail', () => {
  it('comes after the cool-down; its link works, the old one is dead, and its clock counts', async () => {
    await withWorkers(environment, stage.world(), async () => {
      const handle = await stage.request();
      const firstExpiry = await stage.awaitAccepted(handle);
      expect(await refusalOf(stage.resend(handle))).toBe(VERIFICATION_REFUSALS.coolingDown);
      await environment.sleep(20 * MINUTE);
      const { expiresAt, resendAllowedAt } = await stage.resend(handle);
      expect(Date.parse(expiresAt) - firstExpiry).toBeGreaterThanOrEqual(20 * MINUTE - SECOND);
      expect(Date.parse(expiresAt) - Date.parse(resendAllowedAt)).toBe(29 * MINUTE);
      await stage.sleepUntil(firstExpiry + MINUTE);
      expect(await refusalOf(stage.confirm(handle, 'token-1'))).toBe(VERIFICATION_REFUSALS.unknown);
      expect(await refusalOf(stage.confirm(handle, 'code-1'))).toBe(VERIFICATION_REFUSALS.unknown);
      expect(await refusalOf(stage.confirm(handle, 'token-2'))).toBeUndefined();
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
    });
  });

  it('is sent so often and not more', async () => {
    await withWorkers(environment, stage.world(), async () => {
      const handle = await stage.request({ maxResends: 2 });
      await stage.awaitAccepted(handle);
      for (let count = 0; count < 2; count += 1) {
        await environment.sleep(2 * MINUTE);
        expect(await refusalOf(stage.resend(handle))).toBeUndefined();
      }
      await environment.sleep(2 * MINUTE);
      expect(await refusalOf(stage.resend(handle))).toBe(VERIFICATION_REFUSALS.tooManyResends);
      await handle.result();
      expect(calls).toEqual(['send 1', 'send 2', 'send 3', 'close expired']);
    });
  });

  it('that is on its way when the old one expires lets the request live on', async () => {
    let acceptedAt = 0;
    const busy = stage.world({
      sendVerificationMail: async (input) => {
        const now = await environment.currentTimeMs();
        if (input.attempt === 1) return stage.accept(input);
        acceptedAt ||= now + 5 * MINUTE;
        if (now < acceptedAt) throw new Error('the mail server is away');
        return stage.accept(input);
      },
    });
    await withWorkers(environment, busy, async () => {
      const handle = await stage.request();
      const expiresAt = await stage.awaitAccepted(handle);
      await stage.sleepUntil(expiresAt - MINUTE);
      const resent = stage.resend(handle);
      await until(() => calls.includes('send 2'));
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      await expect(resent).resolves.toMatchObject({ expiresAt: expect.any(String) });
      expect(await environment.currentTimeMs()).toBeGreaterThan(expiresAt + 30 * MINUTE);
    });
  });

  it('that nobody takes is said to the person; the request ends at its own time', async () => {
    const broken = stage.world({
      sendVerificationMail: (input) =>
        input.attempt === 1 ? stage.accept(input) : undeliverable(),
    });
    await withWorkers(environment, broken, async () => {
      const handle = await stage.request();
      await stage.awaitAccepted(handle);
      await environment.sleep(2 * MINUTE);
      expect(await refusalOf(stage.resend(handle))).toBe(MAIL_UNDELIVERABLE);
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
    });
  });

  it('is not sent for a request that has expired and is only being closed', async () => {
    let asked: Promise<string | null | undefined> = Promise.resolve(undefined);
    const closing = stage.world({
      closeVerification: async () => {
        asked = refusalOf(stage.resend(handle));
        await asked;
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await stage.request();
      await expect(handle.result()).resolves.toEqual({ outcome: 'expired' });
      expect(await asked).toBe(VERIFICATION_REFUSALS.expired);
      expect(calls).toEqual(['send 1', 'close expired']);
    });
  });
});

describe('a newer request', () => {
  it('takes the place of this one: its link is refused from then on', async () => {
    let posted: string | null | undefined;
    const closing = stage.world({
      closeVerification: async () => {
        posted = await refusalOf(stage.confirm(handle));
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await stage.request();
      await stage.awaitAccepted(handle);
      await handle.signal(SUPERSEDE_REQUEST);
      await expect(handle.result()).resolves.toEqual({ outcome: 'superseded' });
      expect(posted).toBe(VERIFICATION_REFUSALS.superseded);
      expect(calls).toEqual(['send 1', 'close superseded']);
    });
  });

  it('changes nothing once this one is confirmed, though not yet written down', async () => {
    const confirmed = stage.world({
      async applyVerification() {
        await handle.signal(SUPERSEDE_REQUEST);
        return 'applied';
      },
    });
    let handle: Handle;
    await withWorkers(environment, confirmed, async () => {
      handle = await stage.request();
      await stage.awaitAccepted(handle);
      await stage.confirm(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
      expect(calls).toEqual(['send 1', 'apply']);
    });
  });

  it('ends this one also while its mail is still waiting for the mail server', async () => {
    const down = stage.world({
      sendVerificationMail: async () => {
        throw new Error('the mail server is away');
      },
    });
    await withWorkers(environment, down, async () => {
      const handle = await stage.request();
      await environment.sleep(2 * MINUTE);
      await handle.signal(SUPERSEDE_REQUEST);
      // The clock stands still: nothing is waited for, neither the mail server nor a deadline.
      await until(async () => (await handle.describe()).status.name === 'COMPLETED');
      await expect(handle.result()).resolves.toEqual({ outcome: 'superseded' });
    });
  });
});
