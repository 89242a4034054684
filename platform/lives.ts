import {
  ApplicationFailure,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/common';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { TASK_QUEUES } from '../workflows/task-queues.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
import * as order from '../workflows/certificate-order/contract.ts';
import * as verification from '../workflows/email-verification/contract.ts';
import * as refund from '../workflows/refund/contract.ts';

/** Everything the web process and the activities say to the lives in Temporal. */
export interface Lives {
  /** Starting is idempotent by id, whether the life is open or has ended. */
  startVerification(input: verification.EmailVerificationInput): Promise<void>;
  /** @param proposalId a row of one_time_link_proposal: what is to be set if this attempt is the first */
  confirmMailbox(
    linkId: string,
    proof: string,
    proposalId?: string,
  ): Promise<verification.MailboxConfirmed>;
  resendMail(linkId: string): Promise<verification.MailResent>;
  supersedeRequest(linkId: string): Promise<void>;
  objectToRequest(linkId: string): Promise<void>;
  mailBounced(linkId: string): Promise<void>;
  startOrder(input: order.CertificateOrderInput): Promise<void>;
  noticePayment(orderId: string, source: order.PaymentNotice['source']): Promise<'told' | 'ended'>;
  /** @param request absent: by the person, before paying */
  cancelOrder(orderId: string, request?: order.CancelRequest): Promise<order.CancelResult>;
  /** The deadlines on the row have moved: the life learns of it at once. */
  moveDeadlines(orderId: string, deadlines: order.Deadlines): Promise<'told' | 'ended'>;
  /** @returns the new print deadline, ISO */
  reopenPrintWindow(
    orderId: string,
    request: order.ReopenRequest,
  ): Promise<{ printDeadline: string }>;
  /** What can be printed has changed, and its row says so: a number was lost or replaced, some copies came out. */
  issuanceChanged(orderId: string, change: order.IssuanceChange): Promise<'told' | 'ended'>;
  /** Staff have settled what held the order or its refund back. */
  retryIssuance(orderId: string): Promise<'told' | 'ended'>;
  /** Staff have paid out what an order (`orderId`) or a stray capture or deposit (`captureId`) owes. */
  recordPayout(of: { orderId: string } | { captureId: string }): Promise<'told' | 'ended'>;
  startRefund(input: refund.RefundInput): Promise<void>;
  allPrinted(orderId: string): Promise<'told' | 'ended'>;
  /** @throws LifeUnreachable when Temporal does not answer */
  check(): Promise<void>;
}

/** A life refused what was asked; `type` is one of the `*_REFUSALS` of its contract. */
export class LifeRefusal extends Error {
  override name = 'LifeRefusal';
  type: string;
  constructor(type: string) {
    super(`refused: ${type}`);
    this.type = type;
  }
}

/** No open life with that id: read the row and show how it ended. */
export class LifeEnded extends Error {
  override name = 'LifeEnded';
}

/** Temporal is away or did not answer in time: whether it was done is not known. */
export class LifeUnreachable extends Error {
  override name = 'LifeUnreachable';
}

interface LifeStart {
  workflowId: string;
  /** Ids and plain facts only: it is kept in Temporal. */
  input: object;
  /** What operators read in the list of the Temporal Web UI. */
  staticSummary: string;
  typedSearchAttributes: SearchAttributePair[];
}

/** How long a person waits for an answer before the page says "received, still processing". Milliseconds. */
const ANSWER_WITHIN = 5_000;

/** @param client its data converter encrypts; see platform/temporal/client.ts */
export function createLives(client: Client): Lives {
  const ask = async <T>(what: () => Promise<T>): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + ANSWER_WITHIN, what);
    } catch (error) {
      throw asLifeError(error);
    }
  };

  const start = async (type: string, { input, ...options }: LifeStart): Promise<void> => {
    try {
      await client.withDeadline(Date.now() + ANSWER_WITHIN, () =>
        client.workflow.start(type, {
          ...options,
          args: [input],
          taskQueue: TASK_QUEUES.certificates,
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        }),
      );
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      throw asLifeError(error);
    }
  };

  const tell = async (workflowId: string, signal: string, ...args: unknown[]) => {
    try {
      await ask(() => client.workflow.getHandle(workflowId).signal(signal, ...args));
      return 'told' as const;
    } catch (error) {
      if (error instanceof LifeEnded) return 'ended' as const;
      throw error;
    }
  };

  const update = <R>(workflowId: string, name: string, argument?: unknown): Promise<R> =>
    ask(() =>
      client.workflow
        .getHandle(workflowId)
        .executeUpdate<R, [unknown]>(name, { args: [argument ?? null] }),
    );

  return {
    startVerification: (input) =>
      start(verification.EMAIL_VERIFICATION, {
        workflowId: verification.emailVerificationWorkflowId(input.linkId),
        input,
        staticSummary: `メールアドレスの確認(${input.university})`,
        typedSearchAttributes: [
          { key: SEARCH_ATTRIBUTES.university, value: input.university },
          { key: SEARCH_ATTRIBUTES.state, value: 'sending' },
        ],
      }),
    confirmMailbox: (linkId, proof, proposalId) =>
      update(verification.emailVerificationWorkflowId(linkId), verification.CONFIRM_MAILBOX, {
        proof,
        ...(proposalId === undefined ? {} : { proposalId }),
      } satisfies verification.ConfirmMailbox),
    resendMail: (linkId) =>
      update(verification.emailVerificationWorkflowId(linkId), verification.RESEND_MAIL),
    async supersedeRequest(linkId) {
      await tell(verification.emailVerificationWorkflowId(linkId), verification.SUPERSEDE_REQUEST);
    },
    async objectToRequest(linkId) {
      await tell(verification.emailVerificationWorkflowId(linkId), verification.OBJECT_TO_REQUEST);
    },
    async mailBounced(linkId) {
      await tell(verification.emailVerificationWorkflowId(linkId), verification.MAIL_BOUNCED);
    },
    startOrder: (input) =>
      start(order.CERTIFICATE_ORDER, {
        workflowId: order.orderWorkflowId(input.orderId),
        input,
        staticSummary: `証明書の発行申請(${input.university})`,
        typedSearchAttributes: [
          { key: SEARCH_ATTRIBUTES.university, value: input.university },
          { key: SEARCH_ATTRIBUTES.state, value: input.isFree ? 'preparing' : 'awaiting_payment' },
          {
            key: SEARCH_ATTRIBUTES.dueAt,
            value: new Date(input.isFree ? input.printDeadline : input.paymentDeadline),
          },
          { key: SEARCH_ATTRIBUTES.needsAttention, value: false },
        ],
      }),
    noticePayment: (orderId, source) =>
      tell(order.orderWorkflowId(orderId), order.PAYMENT_NOTICE, {
        source,
      } satisfies order.PaymentNotice),
    cancelOrder: (orderId, request) =>
      update(order.orderWorkflowId(orderId), order.CANCEL_ORDER, request),
    moveDeadlines: (orderId, deadlines) =>
      tell(order.orderWorkflowId(orderId), order.DEADLINES_MOVED, deadlines),
    reopenPrintWindow: (orderId, request) =>
      update(order.orderWorkflowId(orderId), order.REOPEN_PRINT_WINDOW, request),
    issuanceChanged: (orderId, change) =>
      tell(order.orderWorkflowId(orderId), order.ISSUANCE_CHANGED, change),
    retryIssuance: (orderId) => tell(order.orderWorkflowId(orderId), order.RETRY_ISSUANCE),
    recordPayout: (of) =>
      'orderId' in of
        ? tell(order.orderWorkflowId(of.orderId), order.PAYOUT_RECORDED)
        : tell(refund.refundWorkflowId(of.captureId), refund.PAYOUT_RECORDED),
    startRefund: (input) =>
      start(refund.REFUND, {
        workflowId: refund.refundWorkflowId(input.captureId),
        input,
        staticSummary: `払い戻し(${input.university})`,
        typedSearchAttributes: [
          { key: SEARCH_ATTRIBUTES.university, value: input.university },
          { key: SEARCH_ATTRIBUTES.state, value: 'returning' },
          { key: SEARCH_ATTRIBUTES.needsAttention, value: false },
        ],
      }),
    allPrinted: (orderId) => tell(order.orderWorkflowId(orderId), order.ALL_PRINTED),
    check: () =>
      ask(async () => {
        await client.connection.workflowService.getSystemInfo({});
      }),
  };
}

/** What an error of the client means to a page. */
function asLifeError(error: unknown): Error {
  if (error instanceof WorkflowNotFoundError)
    return new LifeEnded('no open life', { cause: error });
  if (error instanceof WorkflowUpdateFailedError) {
    const cause = error.cause;
    if (cause instanceof ApplicationFailure && cause.type) {
      return cause.type === 'AcceptedUpdateCompletedWorkflow'
        ? new LifeEnded('the life ended before it answered', { cause: error })
        : new LifeRefusal(cause.type);
    }
  }
  return new LifeUnreachable('Temporal did not answer', { cause: error });
}
