import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { HEARTBEAT_TIMEOUT, TASK_QUEUES } from '../task-queues.ts';
import type { CertificateOrderActivities } from './contract.ts';

/** Asking or moving money: repeated for as long as it takes, since no answer is not an answer. */
export const payments = proxyActivities<
  Pick<
    CertificateOrderActivities,
    'settlePayment' | 'lapseOrder' | 'cancelOrder' | 'withdrawOrder' | 'refundOrder'
  >
>({
  taskQueue: TASK_QUEUES.payments,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
  summary: '支払い',
});

/** The print networks; a network that is down delays (the activity says for how long). */
export const printing = proxyActivities<
  Pick<CertificateOrderActivities, 'issueDocuments' | 'closePrintWindow' | 'reopenPrintWindow'>
>({
  taskQueue: TASK_QUEUES.printing,
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  summary: '印刷ネットワーク',
});

/** One statement on our own database: no event but a marker. */
export const records = proxyLocalActivities<Pick<CertificateOrderActivities, 'recordPrinted'>>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});
