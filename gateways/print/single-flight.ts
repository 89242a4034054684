/**
 * Runs at most one `work` a key at a time; whoever asks meanwhile shares its outcome. An activity
 * that ran out of time may still be sending when its next attempt begins in the same process.
 */
export function singleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key, work) => {
    const under = running.get(key);
    if (under) return under;
    const started = work().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}
