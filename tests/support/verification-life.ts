// Verification lives on the time-skipping server, with activities that answer as a test says.
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  CONFIRM_MAILBOX,
  EMAIL_VERIFICATION,
  emailVerificationWorkflowId,
  RESEND_MAIL,
} from '../../workflows/email-verification/contract.ts';
import type {
  ConfirmMailbox,
  EmailVerificationActivities,
  EmailVerificationInput,
  EmailVerificationResult,
  MailboxConfirmed,
  MailResent,
} from '../../workflows/email-verification/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { TASK_QUEUES } from '../../workflows/task-queues.ts';

const MINUTE = 60_000;

export type VerificationHandle = WorkflowHandle<
  (input: EmailVerificationInput) => Promise<EmailVerificationResult>
>;
type Handle = VerificationHandle;

/** Real time: what happens without the life's clock. The test's own timeout ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/**
 * What tests of the life have in common.
 * @param calls gets a word for every activity, in order
 */
export function verificationStage(environment: TestWorkflowEnvironment, calls: string[]) {
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

  function world(
    different: Partial<EmailVerificationActivities> = {},
  ): EmailVerificationActivities {
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

  const confirm = (handle: Handle, proof = 'token-1', proposalId?: string) =>
    handle.executeUpdate<MailboxConfirmed, [ConfirmMailbox]>(CONFIRM_MAILBOX, {
      args: [{ proof, ...(proposalId === undefined ? {} : { proposalId }) }],
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

  /** Lets the life's clock come to `instant`, within a millisecond. */
  async function sleepUntil(instant: number): Promise<void> {
    const left = instant - (await environment.currentTimeMs());
    if (left > 0) await environment.sleep(left);
  }

  return { accept, world, request, confirm, resend, awaitAccepted, sleepUntil };
}
