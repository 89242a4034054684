import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { refusalOf, testDataConverter, withWorkers } from '../../tests/support/lifecycle.ts';
import { createTimeSkippingEnvironment } from '../../tests/support/temporal.ts';
import { verificationStage } from '../../tests/support/verification-life.ts';
import type { VerificationHandle as Handle } from '../../tests/support/verification-life.ts';
import { MAIL_BOUNCED, OBJECT_TO_REQUEST, VERIFICATION_REFUSALS } from './contract.ts';

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

describe('an objection of the old address (X-30)', () => {
  const change = { purpose: 'change_address' } as const;

  it('ends the request; its link is refused from then on', async () => {
    let posted: string | null | undefined;
    const closing = stage.world({
      closeVerification: async () => {
        posted = await refusalOf(stage.confirm(handle));
      },
    });
    let handle: Handle;
    await withWorkers(environment, closing, async () => {
      handle = await stage.request(change);
      await stage.awaitAccepted(handle);
      await handle.signal(OBJECT_TO_REQUEST);
      await expect(handle.result()).resolves.toEqual({ outcome: 'objected' });
      expect(posted).toBe(VERIFICATION_REFUSALS.objected);
      expect(calls).toEqual(['send 1', 'close objected']);
    });
  });

  it('that the rows knew first refuses the confirmation, though the life had not heard of it', async () => {
    const objected = stage.world({ applyVerification: async () => 'objected' });
    await withWorkers(environment, objected, async () => {
      const handle = await stage.request(change);
      await stage.awaitAccepted(handle);
      expect(await refusalOf(stage.confirm(handle))).toBe(VERIFICATION_REFUSALS.objected);
      await expect(handle.result()).resolves.toEqual({ outcome: 'objected' });
      expect(calls).toEqual(['send 1', 'apply', 'close objected']);
    });
  });
});

describe('a registration after another one was confirmed (R-049)', () => {
  it('refuses the confirmation and ends as superseded', async () => {
    const late = stage.world({ applyVerification: async () => 'superseded' });
    await withWorkers(environment, late, async () => {
      const handle = await stage.request();
      await stage.awaitAccepted(handle);
      expect(await refusalOf(stage.confirm(handle))).toBe(VERIFICATION_REFUSALS.superseded);
      await expect(handle.result()).resolves.toEqual({ outcome: 'superseded' });
      expect(calls).toEqual(['send 1', 'apply', 'close superseded']);
    });
  });
});

describe('a mail that came back after it was accepted (R-281)', () => {
  it('ends the request as undeliverable', async () => {
    await withWorkers(environment, stage.world(), async () => {
      const handle = await stage.request();
      await stage.awaitAccepted(handle);
      await handle.signal(MAIL_BOUNCED);
      await expect(handle.result()).resolves.toEqual({ outcome: 'undeliverable' });
      expect(calls).toEqual(['send 1', 'close undeliverable']);
    });
  });
});

describe('a change that is confirmed (R-145, R-151)', () => {
  it('is answered before the mails that tell of it, which are tried until they are out', async () => {
    let attempts = 0;
    const slow = stage.world({
      sendConfirmationNotices: async () => {
        attempts += 1;
        if (attempts < 3) throw new Error('the database is away');
      },
    });
    await withWorkers(environment, slow, async () => {
      const handle = await stage.request({ purpose: 'change_address' });
      await stage.awaitAccepted(handle);
      await stage.confirm(handle);
      await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
      expect(calls).toEqual(['send 1', 'apply', 'notices', 'notices', 'notices']);
    });
  });

  it('carries the proposal of the attempt that won, and no other', async () => {
    const proposals: (string | undefined)[] = [];
    const recording = stage.world({
      async applyVerification({ proposalId }) {
        proposals.push(proposalId);
        return 'applied';
      },
    });
    await withWorkers(environment, recording, async () => {
      const handle = await stage.request({ purpose: 'reset_second_password' });
      await stage.awaitAccepted(handle);
      const ids = Array.from({ length: 10 }, () => randomUUID());
      const posts = await Promise.all(
        ids.map(async (proposalId) => ({
          proposalId,
          refusal: await refusalOf(stage.confirm(handle, 'token-1', proposalId)),
        })),
      );
      const won = posts.filter(({ refusal }) => refusal === undefined);
      expect(won).toHaveLength(1);
      expect(proposals).toEqual([won[0]?.proposalId]);
    });
  });
});

it('takes no digits where there are none', async () => {
  const withoutCode = stage.world({
    sendVerificationMail: async (input) => ({ ...(await stage.accept(input)), codeHash: null }),
  });
  await withWorkers(environment, withoutCode, async () => {
    const handle = await stage.request({ purpose: 'staff_invitation' });
    await stage.awaitAccepted(handle);
    expect(await refusalOf(stage.confirm(handle, 'code-1'))).toBe(VERIFICATION_REFUSALS.unknown);
    await stage.confirm(handle);
    await expect(handle.result()).resolves.toEqual({ outcome: 'confirmed' });
  });
});
