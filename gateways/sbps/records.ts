import { z } from 'zod';
import type { CashNotice } from '../cash/port.ts';

/**
 * What of a notice is kept. SBPS has no question that lists payments, so these are our memory of what it told; the
 * payer's mail address, which stands in some, is not among them.
 */
export const keptNoticeSchema = z.object({
  /** `inquiry`: no notice said so, but SBPS did when it was asked. */
  result: z.enum(['OK', 'PY', 'CN', 'NG', 'inquiry']),
  orderId: z.string(),
  trackingId: z.string(),
  /** `webcvs`, `payeasy`. */
  method: z.string(),
  /** Yen of the whole slip. */
  amountYen: z.int().positive(),
  numbers: z.array(
    z.object({
      kind: z.enum(['seven_eleven', 'receipt', 'confirmation', 'collector', 'customer']),
      value: z.string(),
    }),
  ),
  /** Only with `PY` and `inquiry`. `kind`: P 速報, D 確報; others: what was paid is taken back. */
  paid: z
    .object({
      kind: z.string(),
      amountYen: z.int(),
      cumulativeYen: z.int().nonnegative(),
      paidAt: z.iso.datetime(),
    })
    .nullable(),
  /** When SBPS made the notice, ISO. */
  at: z.iso.datetime(),
});
export type KeptNotice = z.infer<typeof keptNoticeSchema>;

/** Our memory of SBPS's notices, as the database keeps it. */
export interface SbpsRecords {
  /** What is kept of everything that was told of a slip (`KeptNotice`), in the order of arrival. */
  noticesOf(slipKey: string): Promise<unknown[]>;
  /** Keys of slips for which money was told to have been paid in a span of time, those we know nothing of too. */
  slipsPaidBetween(from: Date, to: Date): Promise<string[]>;
  /** Keeps what an inquiry found at `now`, unless more notices than `seen` have come meanwhile. */
  keep(notice: CashNotice, seen: number, now: Date): Promise<void>;
}
