import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import {
  ALL_PRINTED,
  CANCEL_ORDER,
  DEADLINES_MOVED,
  ISSUANCE_CHANGED,
  PAYMENT_NOTICE,
  PAYOUT_RECORDED,
  REOPEN_PRINT_WINDOW,
  RETRY_ISSUANCE,
} from './contract.ts';
import type {
  CancelRequest,
  CancelResult,
  CertificateOrderInput,
  Deadlines,
  IssuanceChange,
  PaymentNotice,
  ReopenRequest,
} from './contract.ts';
import { describe, enterState, isOpen, moveDeadlines } from './life.ts';
import type { OrderLife } from './life.ts';
import { cancel, refuseCancelling, refuseReopening, reopen } from './updates.ts';

const paymentNotice = defineSignal<[PaymentNotice]>(PAYMENT_NOTICE);
const allPrinted = defineSignal(ALL_PRINTED);
const retryIssuance = defineSignal(RETRY_ISSUANCE);
const issuanceChanged = defineSignal<[IssuanceChange]>(ISSUANCE_CHANGED);
const payoutRecorded = defineSignal(PAYOUT_RECORDED);
const deadlinesMoved = defineSignal<[Deadlines]>(DEADLINES_MOVED);
const cancelOrder = defineUpdate<CancelResult, [CancelRequest | null]>(CANCEL_ORDER);
const reopenPrintWindow = defineUpdate<{ printDeadline: string }, [ReopenRequest]>(
  REOPEN_PRINT_WINDOW,
);

/** Begins the life: its state, and every handler before anything is awaited. */
export function beginLife(input: CertificateOrderInput): OrderLife {
  const { paymentDeadline, printDeadline } = input;
  const life: OrderLife = {
    input,
    deadlines: { paymentDeadline, printDeadline },
    state: input.isFree ? 'preparing' : 'awaiting_payment',
    notices: 0,
    settling: false,
    updating: false,
    closing: false,
    withdrawal: null,
    isReversed: false,
    allPrinted: false,
    issuance: { state: 'incomplete' },
    needsAttention: false,
    retries: 0,
    payouts: 0,
    refund: { outcome: 'refunded' },
  };
  setHandler(paymentNotice, () => {
    life.notices += 1;
  });
  setHandler(allPrinted, () => {
    life.allPrinted = true;
  });
  setHandler(retryIssuance, () => {
    life.retries += 1;
  });
  setHandler(payoutRecorded, () => {
    life.payouts += 1;
  });
  setHandler(deadlinesMoved, (deadlines) => {
    moveDeadlines(life, deadlines);
  });
  setHandler(issuanceChanged, (change) => changeIssuance(life, change));
  setHandler(cancelOrder, (request: CancelRequest | null) => cancel(life, request), {
    validator: (request: CancelRequest | null) => refuseCancelling(life, request),
  });
  setHandler(reopenPrintWindow, (request: ReopenRequest) => reopen(life, request), {
    validator: (_request: ReopenRequest) => refuseReopening(life),
  });
  describe(life);
  return life;
}

/** The watch over the networks wrote down what it saw: the life says so too, while its order can be printed at all. */
function changeIssuance(life: OrderLife, change: IssuanceChange): void {
  if (!isOpen(life) || life.closing || life.withdrawal !== null) return;
  life.issuance = change.issuance ?? life.issuance;
  life.needsAttention = change.needsAttention;
  enterState(life, change.state);
}
