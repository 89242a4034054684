/** Random numbers that are the same for the same seed on every machine (mulberry32). Not for secrets. */
export interface Random {
  /** @returns a number from 0 (included) to 1 (excluded) */
  next(): number;
  /** @returns a whole number from `low` to `high`, both included */
  between(low: number, high: number): number;
  /** @returns one of the items @throws RangeError when there is none */
  pick<T>(items: readonly T[]): T;
  /** @returns the items in another order */
  shuffle<T>(items: readonly T[]): T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) {
        throw new RangeError('nothing to pick from');
      }
      return item;
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}
