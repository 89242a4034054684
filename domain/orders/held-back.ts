/** Why an order waits for a person before what is left of it can be issued; a task of staff each. */
export const HELD_BACK = ['missing_glyph', 'print_refused', 'number_lost'] as const;
export type HeldBack = (typeof HELD_BACK)[number];

/**
 * @param attention as the order's row has it: what else may stand there (a refund that was refused) holds nothing up
 */
export function isHeldBack(attention: string | null): attention is HeldBack {
  return HELD_BACK.some((reason) => reason === attention);
}
