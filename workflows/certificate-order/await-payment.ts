import { condition } from '@temporalio/workflow';
import { payments } from './activities.ts';
import type { IssuanceReport, LapseReport, OrderOutcome } from './contract.ts';
import { moveDeadlines } from './life.ts';
import type { OrderLife } from './life.ts';
import { settle } from './settle.ts';
import { A_MOMENT, until } from './until.ts';

export type PaymentOutcome =
  { kind: 'paid'; issuance: IssuanceReport } | { kind: 'ended'; outcome: OrderOutcome };

/**
 * Waits for the payment until its deadline, which may move later meanwhile. A notice and the deadline in the same
 * moment: the notice is looked into first, and whether the money came in time is judged by the provider's instant (I9),
 * never by which came first here.
 */
export async function awaitPayment(life: OrderLife): Promise<PaymentOutcome> {
  const deadline = () => Date.parse(life.deadlines.paymentDeadline);
  const hasNews = () => life.notices > 0 || life.state === 'cancelled';
  /** When to ask at the latest, where that is not the deadline; else null. */
  let askAt: number | null = null;
  for (;;) {
    await until(() => askAt ?? deadline(), hasNews, '支払期限');
    await condition(() => !life.updating);
    if (life.state === 'cancelled') return { kind: 'ended', outcome: 'cancelled' };

    const report = await lookIntoPayment(life);
    switch (report.kind) {
      case 'paid':
        return report;
      case 'lapsed':
        return { kind: 'ended', outcome: 'lapsed' };
      case 'reversed':
        life.isReversed = true;
        return { kind: 'ended', outcome: 'cancelled' };
      case 'pending':
        askAt = Date.parse(report.askAgainAt);
        break;
      case 'not_yet':
        moveDeadlines(life, report.deadlines);
        askAt = Date.now() < deadline() ? null : Date.now() + A_MOMENT;
        break;
      case 'unpaid':
        break;
    }
  }
}

async function lookIntoPayment(life: OrderLife): Promise<LapseReport> {
  if (life.notices > 0) return settle(life);
  const { orderId } = life.input;
  life.settling = true;
  try {
    return await payments.lapseOrder({ orderId });
  } finally {
    life.settling = false;
  }
}
