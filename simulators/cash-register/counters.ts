import type { SlipBook, SlipEntry } from './slip-book.ts';

/** Where cash is paid in. */
export const places = ['familymart', 'lawson', 'seven-eleven', 'pay-easy', 'ic-terminal'] as const;
export type Place = (typeof places)[number];

/** What the cash register needs of a party that takes cash for a number. */
export interface CashCounter {
  provider: 'smart-pit' | 'sbps';
  book: SlipBook;
  saved(): Promise<void>;
  /** Not every store takes every slip: Smart Pit is not known at 7-Eleven. */
  isTakenAt(slip: SlipEntry, place: Place): boolean;
}

/** The slip whose numbers were typed, in the order of its numbers; blanks and hyphens do not count. */
export function findByNumbers(
  counters: readonly CashCounter[],
  typed: readonly string[],
): { counter: CashCounter; slip: SlipEntry } | undefined {
  const wanted = typed.map(digitsOf).filter((digits) => digits !== '');
  if (wanted.length === 0) return undefined;
  for (const counter of counters) {
    const slip = counter.book
      .slips()
      .find(
        ({ numbers }) =>
          numbers.length === wanted.length &&
          numbers.every(({ value }, index) => digitsOf(value) === wanted[index]),
      );
    if (slip) return { counter, slip };
  }
  return undefined;
}

const digitsOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '');
