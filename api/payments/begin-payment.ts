import { beginAtPayPal } from './begin-at-paypal.ts';
import { beginSlip } from './begin-slip.ts';
import type { PaymentBeginning, PaymentStep } from './open-payment.ts';

/** Leads the open attempt to pay an order as far as it can go without the person; an ended one is replaced. */
export function beginPayment(step: PaymentStep): Promise<PaymentBeginning> {
  return step.method.way === 'page' ? beginAtPayPal(step) : beginSlip(step);
}
