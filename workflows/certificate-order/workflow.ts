import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { CertificateOrderInput, CertificateOrderResult, OrderOutcome } from './contract.ts';
import { beginLife, enterState, payments } from './life.ts';
import type { OrderLife } from './life.ts';
import { awaitPayment } from './await-payment.ts';
import { awaitPrinting } from './await-printing.ts';

/**
 * One certificate order, from placement to its end: paid in time or lapsed, issued, printed or expired
 * . Events it costs are counted in docs/benchmarks.md (P1).
 */
export async function certificateOrder(
  input: CertificateOrderInput,
): Promise<CertificateOrderResult> {
  const life = beginLife(input);
  const payment = await awaitPayment(life);
  const outcome =
    payment.kind === 'paid' ? await awaitPrinting(life, payment.issuance) : payment.outcome;
  return end(life, outcome);
}

/** Money that was announced while the life was ending is looked into before it ends: it goes back, never lost. */
async function end(life: OrderLife, outcome: OrderOutcome): Promise<CertificateOrderResult> {
  enterState(life, outcome, null);
  while (life.notices > 0) {
    life.notices = 0;
    await payments.settlePayment({ orderId: life.input.orderId });
  }
  await condition(allHandlersFinished);
  return { outcome };
}
