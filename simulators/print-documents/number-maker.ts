import { randomInt } from 'node:crypto';

/** Capital letters and digits that nobody mixes up at a copier (no 0, O, 1, I). */
const characters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A number of `length` characters that is not `taken` yet. */
export function makeNumber(length: number, taken: (number: string) => boolean): string {
  for (;;) {
    const number = Array.from(
      { length },
      () => characters[randomInt(characters.length)] ?? 'A',
    ).join('');
    if (!taken(number)) return number;
  }
}
