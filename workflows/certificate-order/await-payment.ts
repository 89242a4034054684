import { condition } from '@temporalio/workflow';
import type { IssuanceReport, LapseReport, OrderOutcome } from './contract.ts';
import { payments } from './life.ts';
import type { OrderLife } from './life.ts';

export type PaymentOutcome =
  { kind: 'paid'; issuance: IssuanceReport } | { kind: 'ended'; outcome: OrderOutcome };

/**
 * Waits for the payment until its deadline. A notice and the deadline in the same moment: the notice is looked into
 * first, and whether the money came in time is judged by the provider's instant (I9), never by which came first here.
 */
export async function awaitPayment(life: OrderLife): Promise<PaymentOutcome> {
  let askAt = Date.parse(life.input.paymentDeadline);
  for (;;) {
    await condition(
      () => life.notices > 0 || life.state === 'cancelled',
      Math.max(0, askAt - Date.now()),
      { summary: '支払期限' },
    );
    await condition(() => !life.cancelling);
    if (life.state === 'cancelled') return { kind: 'ended', outcome: 'cancelled' };

    const report = await lookIntoPayment(life);
    switch (report.kind) {
      case 'paid':
        return report;
      case 'lapsed':
        return { kind: 'ended', outcome: 'lapsed' };
      case 'pending':
        askAt = Date.parse(report.askAgainAt);
        break;
      case 'unpaid':
        break;
    }
  }
}

async function lookIntoPayment(life: OrderLife): Promise<LapseReport> {
  const { orderId } = life.input;
  life.settling = true;
  try {
    if (life.notices > 0) {
      life.notices = 0;
      return await payments.settlePayment({ orderId });
    }
    return await payments.lapseOrder({ orderId });
  } finally {
    life.settling = false;
  }
}
