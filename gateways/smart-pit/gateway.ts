import { CashRefusal } from '../cash/port.ts';
import type { CashGateway } from '../cash/port.ts';
import { callSmartPit, understand } from './http.ts';
import type { SmartPitAnswer, SmartPitOptions } from './http.ts';
import { billSchema, depositListSchema, errorSchema, toDeposit, toSlip } from './wire.ts';

const provider = 'smart-pit';

/**
 * Cash at FamilyMart and Lawson for a number of 13 digits, and transport IC cards by the same number (R-193…R-197).
 * How Smart Pit's own interface looks is not public: this speaks a contract of ours, which whoever connects the service
 * puts in front of it (docs/providers/smart-pit.md).
 */
export function createSmartPitGateway(options: SmartPitOptions): CashGateway {
  const billOf = (slipKey: string) => `/bills/${encodeURIComponent(slipKey)}`;

  return {
    provider,

    async issueSlip({ slipKey, amountYen, dueAt, providerMethod, payerKana, itemName }) {
      const operation = 'issue';
      const answer = await callSmartPit(options, {
        operation,
        method: 'POST',
        target: '/bills',
        body: {
          key: slipKey,
          amount: amountYen,
          due: dueAt.toISOString(),
          method: providerMethod ?? 'cash',
          payer: payerKana,
          item: itemName,
        },
      });
      if ([400, 409, 422].includes(answer.status)) {
        throw new CashRefusal(provider, reasonOf(answer));
      }
      const bill = understand(operation, answer, billSchema);
      // The bill of an earlier call with this key: nobody can pay it any more.
      if (bill.state !== 'open') throw new CashRefusal(provider, bill.state);
      return { kind: 'issued', numbers: toSlip(bill).numbers, dueAt: bill.due };
    },

    async cancelSlip(slipKey) {
      const operation = 'cancel';
      const answer = await callSmartPit(options, {
        operation,
        method: 'DELETE',
        target: billOf(slipKey),
      });
      if (answer.status === 404) return 'cancelled';
      if (answer.status === 409) return 'paid';
      const { deposits } = understand(operation, answer, billSchema);
      return deposits.some(({ reversedAt }) => reversedAt === null) ? 'paid' : 'cancelled';
    },

    async getSlip(slipKey) {
      const operation = 'get bill';
      const answer = await callSmartPit(options, {
        operation,
        method: 'GET',
        target: billOf(slipKey),
      });
      if (answer.status === 404) return { state: 'unknown', numbers: [], deposits: [] };
      return toSlip(understand(operation, answer, billSchema));
    },

    async depositsOf(day) {
      const operation = 'list deposits';
      const answer = await callSmartPit(options, {
        operation,
        method: 'GET',
        target: `/deposits?date=${encodeURIComponent(day)}`,
      });
      return understand(operation, answer, depositListSchema).deposits.map(toDeposit);
    },
  };
}

/** Only the contract's own words reach our errors. */
function reasonOf({ status, body }: SmartPitAnswer): string {
  return errorSchema.safeParse(body).data?.error ?? String(status);
}
