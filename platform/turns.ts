/** Nobody's turn came within the time that was given. */
export class NoTurn extends Error {
  override name = 'NoTurn';
}

/**
 * Does work when its turn comes, first come first served.
 * @param patience milliseconds after which it is not done any more; without it one waits as long as it takes
 * @throws NoTurn, and whatever the work throws
 */
export type InTurn = <T>(work: () => Promise<T>, patience?: number) => Promise<T>;

/** @param atOnce how much of it is under way at the same time in this process */
export function createTurns(atOnce: number): InTurn {
  let running = 0;
  const waiting: (() => void)[] = [];

  function turn(patience: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(new NoTurn());
      };
      const timer = patience === undefined ? undefined : setTimeout(giveUp, patience);
      waiting.push(begin);
    });
  }

  return async (work, patience) => {
    if (running >= atOnce) await turn(patience);
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever is next takes over this place.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
