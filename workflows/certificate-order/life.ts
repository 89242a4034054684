import {
  ActivityFailure,
  ApplicationFailure,
  defineSignal,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { OrderState } from '../../domain/orders/states.ts';
import { describeInstant } from '../describe.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { HEARTBEAT_TIMEOUT, TASK_QUEUES } from '../task-queues.ts';
import {
  ALL_PRINTED,
  CANCEL_ORDER,
  ORDER_REFUSALS,
  PAYMENT_NOTICE,
  RETRY_ISSUANCE,
} from './contract.ts';
import type {
  CertificateOrderActivities,
  CertificateOrderInput,
  IssuanceReport,
  PaymentNotice,
} from './contract.ts';

/** What the life has been told and where it stands; handlers write it, the phases read it. */
export interface OrderLife {
  input: CertificateOrderInput;
  /** State for operators and for the rules of messages; the projection in PostgreSQL is written by activities. */
  state: OrderState;
  /** Payment notices not looked into yet. */
  notices: number;
  /** An activity that moves money is under way: nobody may cancel. */
  settling: boolean;
  cancelling: boolean;
  allPrinted: boolean;
  issuance: IssuanceReport;
  issuanceRetries: number;
}

/** Asking or moving money: repeated for as long as it takes, since no answer is not an answer. */
export const payments = proxyActivities<
  Pick<CertificateOrderActivities, 'settlePayment' | 'lapseOrder' | 'cancelOrder' | 'refundOrder'>
>({
  taskQueue: TASK_QUEUES.payments,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
  summary: '支払い',
});

/** The print networks; a network that is down delays (the activity says for how long). */
export const printing = proxyActivities<
  Pick<CertificateOrderActivities, 'issueDocuments' | 'closePrintWindow'>
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

const paymentNotice = defineSignal<[PaymentNotice]>(PAYMENT_NOTICE);
const allPrinted = defineSignal(ALL_PRINTED);
const retryIssuance = defineSignal(RETRY_ISSUANCE);
const cancelOrder = defineUpdate<{ state: OrderState }>(CANCEL_ORDER);

/** Begins the life: its state, and every handler before anything is awaited. */
export function beginLife(input: CertificateOrderInput): OrderLife {
  const life: OrderLife = {
    input,
    state: 'awaiting_payment',
    notices: 0,
    settling: false,
    cancelling: false,
    allPrinted: false,
    issuance: { state: 'incomplete' },
    issuanceRetries: 0,
  };
  setHandler(paymentNotice, () => {
    life.notices += 1;
  });
  setHandler(allPrinted, () => {
    life.allPrinted = true;
  });
  setHandler(retryIssuance, () => {
    life.issuanceRetries += 1;
  });
  setHandler(cancelOrder, () => cancel(life), { validator: () => refuseCancelling(life) });
  describe(life);
  return life;
}

function refuseCancelling(life: OrderLife): void {
  if (life.state !== 'awaiting_payment') {
    const type = life.state === 'lapsed' || life.state === 'cancelled' ? 'ended' : 'alreadyPaid';
    throw ApplicationFailure.nonRetryable('cannot be cancelled', ORDER_REFUSALS[type]);
  }
  if (life.settling || life.cancelling || life.notices > 0) {
    throw ApplicationFailure.nonRetryable(
      'a payment is looked into',
      ORDER_REFUSALS.paymentInProgress,
    );
  }
}

async function cancel(life: OrderLife): Promise<{ state: OrderState }> {
  life.cancelling = true;
  try {
    const { state } = await payments.cancelOrder({ orderId: life.input.orderId });
    if (state === 'cancelled') life.state = state;
    return { state };
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) {
      // Money arrived meanwhile: let the main line find it.
      life.notices += 1;
      throw ApplicationFailure.nonRetryable(error.cause.message, error.cause.type);
    }
    throw error;
  } finally {
    life.cancelling = false;
  }
}

/** Enters a state and makes it searchable for operators; `dueAt` is when the life acts by itself, or null. */
export function enterState(life: OrderLife, state: OrderState, dueAt: string | null): void {
  life.state = state;
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.state, value: state },
    { key: SEARCH_ATTRIBUTES.dueAt, value: dueAt === null ? null : new Date(dueAt) },
    {
      key: SEARCH_ATTRIBUTES.needsAttention,
      value: state === 'preparing' && life.issuance.state === 'blocked',
    },
  ]);
  describe(life);
}

const STORY: Record<OrderState, (life: OrderLife) => string> = {
  awaiting_payment: ({ input }) =>
    `**お支払い待ち** ${describeInstant(input.paymentDeadline)}までに支払われなければ失効します。`,
  preparing: ({ input, issuance }) =>
    issuance.state === 'blocked'
      ? `**職員の確認待ち** お支払い済みですが、このままでは発行できません。対応後に信号 \`${RETRY_ISSUANCE}\` を送ってください。${describeInstant(input.printDeadline)}までに発行できなければ全額を払い戻します。`
      : '**準備中** お支払い済みです。印刷ネットワークへの登録を続けています。',
  printable: ({ input, issuance }) =>
    `**印刷可能** ${describeInstant(input.printDeadline)}まで印刷できます。${issuance.state === 'complete' ? '' : '番号がまだ出ていない印刷ネットワークがあります。'}`,
  partly_printed: ({ input }) =>
    `**一部印刷済み** 残りは${describeInstant(input.printDeadline)}まで印刷できます。`,
  printed: () => '**印刷済み** すべて印刷されました。',
  print_expired: () =>
    '**印刷期限切れ** 文書は印刷ネットワークから削除しました。払い戻しはありません。',
  lapsed: () => '**失効** 期限までにお支払いがありませんでした。',
  cancelled: () => '**取消** お支払いの前に本人が取り消しました。',
  refunding: () => '**払い戻し中** 発行できなかったため、全額を払い戻しています。',
  refunded: () => '**払い戻し済み** 全額を払い戻しました。',
};

function describe(life: OrderLife): void {
  setCurrentDetails(STORY[life.state](life));
}
