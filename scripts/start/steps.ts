/** Tells what is being done and, when it is done, how long it took. */
export interface Steps {
  say(line: string): void;
  /** @param what e.g. `PostgreSQL`; @param detail what is done, in a few words */
  step<T>(
    what: string,
    detail: string,
    work: () => Promise<T>,
    done?: (result: T) => string,
  ): Promise<T>;
}

export function createSteps(print: (line: string) => void = console.log): Steps {
  return {
    say: (line) => print(`    ${line}`),
    async step(what, detail, work, done) {
      print(`… ${what}: ${detail}`);
      const began = performance.now();
      try {
        const result = await work();
        print(`✓ ${what}: ${done?.(result) ?? 'done'} (${seconds(began)})`);
        return result;
      } catch (error) {
        print(`✗ ${what}: failed (${seconds(began)})`);
        throw error;
      }
    },
  };
}

export function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
