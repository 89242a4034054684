import { z } from 'zod';

/** Wire format of the contract that docs/providers/campus-printer.md writes down: ours, so all of it is confirmed. */

export const documentSchema = z.object({
  state: z.enum(['processing', 'ready', 'failed']),
  /** The number of the order at the machine: 8 digits, of which the first may be zeros. */
  code: z.string().min(1),
  printed: z.int().nonnegative(),
  expires_at: z.iso.datetime({ offset: true }),
  reason: z.string().nullish(),
});
export type CampusDocument = z.infer<typeof documentSchema>;

export const refusalSchema = z.object({ reason: z.string() });

export const serviceSchema = z.object({
  status: z.enum(['available', 'scheduled', 'emergency']),
  until: z.iso.datetime({ offset: true }).nullish(),
});
