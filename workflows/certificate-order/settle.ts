import { payments } from './activities.ts';
import type { SettlementReport } from './contract.ts';
import type { OrderLife } from './life.ts';

/** Looks into every notice so far: also after the payment, for money that came twice or was taken back (I2). */
export async function settle(life: OrderLife): Promise<SettlementReport> {
  life.notices = 0;
  life.settling = true;
  try {
    return await payments.settlePayment({ orderId: life.input.orderId });
  } finally {
    life.settling = false;
  }
}
