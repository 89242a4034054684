import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { OrderState } from '../../domain/orders/states.ts';
import type { IssuanceReport, OrderOutcome } from './contract.ts';
import { enterState, payments, printing, records } from './life.ts';
import type { OrderLife } from './life.ts';

/**
 * From the payment to the end of the print window. What the first attempt could not register is registered in the
 * background while whatever is ready can be printed already. The window closes at its deadline, whatever is under way
 * an order that never became printable is returned in full.
 */
export async function awaitPrinting(
  life: OrderLife,
  firstAttempt: IssuanceReport,
): Promise<OrderOutcome> {
  life.issuance = firstAttempt;
  const { orderId, printDeadline } = life.input;
  enterState(life, stateOf(firstAttempt), printDeadline);

  const issuing = new CancellationScope();
  const issued = firstAttempt.state === 'complete' ? null : issuing.run(() => keepIssuing(life));
  // Its failure is its cancellation; anything else it waits out by itself.
  issued?.catch(ignoreCancellation);

  while (!life.allPrinted) {
    const wasToldInTime = await condition(
      () => life.allPrinted || life.notices > 0,
      Math.max(0, Date.parse(printDeadline) - Date.now()),
      { summary: '印刷期限' },
    );
    if (life.notices > 0) {
      // A second payment for an order that is paid: it is found and returned.
      life.notices = 0;
      await payments.settlePayment({ orderId });
    } else if (!wasToldInTime && !life.allPrinted) {
      issuing.cancel();
      return await closeWindow(life);
    }
  }
  issuing.cancel();
  await records.recordPrinted({ orderId });
  return 'printed';
}

function stateOf({ state }: IssuanceReport): OrderState {
  return state === 'complete' || state === 'usable' ? 'printable' : 'preparing';
}

async function keepIssuing(life: OrderLife): Promise<void> {
  const { orderId, printDeadline } = life.input;
  while (life.issuance.state !== 'complete') {
    if (life.issuance.state === 'blocked') {
      await condition(() => life.issuanceRetries > 0);
      life.issuanceRetries = 0;
    }
    const isUsable = life.issuance.state === 'usable';
    life.issuance = await printing.issueDocuments({ orderId, isUsable });
    enterState(life, stateOf(life.issuance), printDeadline);
  }
}

async function closeWindow(life: OrderLife): Promise<OrderOutcome> {
  const { orderId } = life.input;
  const { outcome } = await printing.closePrintWindow({ orderId });
  if (outcome === 'printed' || outcome === 'print_expired') return outcome;
  enterState(life, 'refunding', null);
  await payments.refundOrder({ orderId, cause: 'cannot_issue' });
  return 'refunded';
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
