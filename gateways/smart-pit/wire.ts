import { z } from 'zod';
import type { CashDeposit, Slip } from '../cash/port.ts';

/** The JSON of our contract with whoever connects Smart Pit (docs/providers/smart-pit.md); more fields may come. */
const instantSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const depositFields = {
  id: z.string().min(1).max(100),
  amount: z.int().positive(),
  currency: z.literal('JPY').default('JPY'),
  kind: z.enum(['provisional', 'final']),
  store: z.string().max(100).nullable().default(null),
  paidAt: instantSchema,
  reversedAt: instantSchema.nullable().default(null),
};

const keyedDepositSchema = z.object({ ...depositFields, key: z.string().min(1).max(100) });

export const billSchema = z.object({
  key: z.string().min(1),
  /** スマートピット番号: 13 digits, a text, since it may begin with 0. */
  number: z.string().regex(/^\d{13}$/),
  amount: z.int().positive(),
  due: instantSchema,
  state: z.enum(['open', 'expired', 'cancelled']),
  deposits: z.array(z.object(depositFields)),
});

export const depositListSchema = z.object({ deposits: z.array(keyedDepositSchema) });

export const noticeSchema = z.object({
  id: z.string().min(1).max(100),
  type: z.enum(['deposit', 'final', 'reversal']),
  createdAt: instantSchema,
  /** What it says of the amount and the currency is only kept: the bill itself is asked. */
  deposit: keyedDepositSchema.extend({ currency: z.string().length(3).default('JPY') }),
});

export const errorSchema = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });

export function toDeposit(wire: z.output<typeof keyedDepositSchema>): CashDeposit {
  const { id, key, amount, kind, store, paidAt, reversedAt } = wire;
  return { depositId: id, slipKey: key, amountYen: amount, kind, store, paidAt, reversedAt };
}

export function toSlip({ key, number, state, deposits }: z.output<typeof billSchema>): Slip {
  return {
    state: state === 'open' ? 'issued' : state,
    numbers: [{ kind: 'smart_pit', value: number }],
    deposits: deposits
      .map((deposit) => toDeposit({ ...deposit, key }))
      .sort((one, other) => one.paidAt.getTime() - other.paidAt.getTime()),
  };
}
