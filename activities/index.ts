import type { CertificateOrderActivities } from '../workflows/certificate-order/contract.ts';
import type { EmailVerificationActivities } from '../workflows/email-verification/contract.ts';
import type {
  HousekeepingActivities,
  PrintWatchActivities,
} from '../workflows/housekeeping/contract.ts';
import type { RefundActivities } from '../workflows/refund/contract.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';
import type { TaskQueue } from '../workflows/task-queues.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createHousekeepingActivities } from './housekeeping/keep-house.ts';
import { createApplyVerification, createCloseVerification } from './mail/apply-verification.ts';
import { createSendConfirmationNotices } from './mail/confirmation-notices.ts';
import { createSendVerificationMail } from './mail/send-verification-mail.ts';
import { createRefundActivities } from './payments/return-money.ts';
import { createSettlementActivities } from './payments/settle-payment.ts';
import { createIssuanceActivities } from './printing/issuance.ts';
import { createPrintWatchActivities } from './printing/watch-printing.ts';

export type { ActivityDependencies } from './dependencies.ts';

/** Every activity of every life. */
export type Activities = CertificateOrderActivities &
  EmailVerificationActivities &
  HousekeepingActivities &
  PrintWatchActivities &
  RefundActivities;

/** What each task queue's workers do. `recordPrinted` is a local activity and runs with the workflows. */
export function createActivities(
  deps: ActivityDependencies,
): Record<TaskQueue, Partial<Activities>> {
  const { recordPrinted, ...printing } = createIssuanceActivities(deps);
  return {
    [TASK_QUEUES.certificates]: {
      recordPrinted,
      applyVerification: createApplyVerification(deps),
      closeVerification: createCloseVerification(deps),
      ...createHousekeepingActivities(deps),
    },
    [TASK_QUEUES.mail]: {
      sendVerificationMail: createSendVerificationMail(deps),
      sendConfirmationNotices: createSendConfirmationNotices(deps),
    },
    [TASK_QUEUES.payments]: {
      ...createSettlementActivities(deps),
      ...createRefundActivities(deps),
    },
    [TASK_QUEUES.printing]: { ...printing, ...createPrintWatchActivities(deps) },
  };
}
