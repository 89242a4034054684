/** Cash at a store for a number: what is asked of whoever hands the number out, and what it looks like (R-193…R-198). */

export const SLIP_NUMBER_KINDS = [
  'smart_pit',
  'seven_eleven',
  'receipt',
  'confirmation',
  'collector',
  'customer',
] as const;

/** One number that a person types or shows; text, since leading zeros count. */
export interface SlipNumber {
  /** Words for it stand in `payments.slip.numbers.<kind>`. */
  kind: (typeof SLIP_NUMBER_KINDS)[number];
  value: string;
}

/**
 * Where a slip can be paid: a number of one chain is refused by the others. While there is no number, all places are
 * told.
 */
export function placesToPay<T extends { asksFor: SlipNumber['kind'] }>(
  instructions: readonly T[],
  numbers: readonly SlipNumber[],
): T[] {
  const kinds = new Set(numbers.map(({ kind }) => kind));
  return instructions.filter(({ asksFor }) => kinds.size === 0 || kinds.has(asksFor));
}

export interface SlipRequest {
  /** Our payment's id: idempotency key, and the name of the slip for ever. */
  slipKey: string;
  amountYen: number;
  /** Half-open: from this instant on the provider takes no money for it, as far as it can promise. */
  dueAt: Date;
  /** What the provider calls the method, where it has several (`webcvs`, `payeasy`). */
  providerMethod: string | null;
  /** As the provider prints it on the ticket; katakana. */
  payerKana: string;
  /** What is paid for, as the ticket says it. Nothing personal. */
  itemName: string;
  /** Where the provider's own page leads back to; unused by providers without one. */
  returnUrls: { success: string; cancel: string; error: string };
}

export type IssuedSlip =
  /** The numbers are there: the person pays with them. */
  | { kind: 'issued'; numbers: SlipNumber[]; dueAt: Date }
  /** The provider's own page hands the numbers out: the browser posts this form there (Shift_JIS). */
  | { kind: 'at_provider'; action: string; fields: Record<string, string> };
