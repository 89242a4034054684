import { allHandlersFinished, condition } from '@temporalio/workflow';
import { beginLife } from './begin.ts';
import type { CertificateOrderInput, CertificateOrderResult, OrderOutcome } from './contract.ts';
import { enterState } from './life.ts';
import type { OrderLife } from './life.ts';
import { awaitPayment } from './await-payment.ts';
import { awaitPrinting } from './await-printing.ts';
import { settle } from './settle.ts';

/**
 * One certificate order, from placement to its end: paid in time or lapsed, issued, printed, expired or given back
 * (R-178, R-179, R-189, R-198, R-218…R-220). Events it costs are counted in docs/benchmarks.md (P1).
 */
export async function certificateOrder(
  input: CertificateOrderInput,
): Promise<CertificateOrderResult> {
  const life = beginLife(input);
  return end(life, await live(life));
}

async function live(life: OrderLife): Promise<OrderOutcome> {
  // Nothing to pay: it begins where a payment would have led to.
  if (life.input.isFree) return awaitPrinting(life, { state: 'incomplete' });
  const payment = await awaitPayment(life);
  return payment.kind === 'paid' ? awaitPrinting(life, payment.issuance) : payment.outcome;
}

/** Money that was announced while the life was ending is looked into before it ends: it goes back, never lost. */
async function end(life: OrderLife, outcome: OrderOutcome): Promise<CertificateOrderResult> {
  enterState(life, outcome);
  for (;;) {
    while (life.notices > 0) await settle(life);
    await condition(() => allHandlersFinished() || life.notices > 0);
    if (life.notices === 0) return { outcome };
  }
}
