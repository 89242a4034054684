/**
 * Shares one load among all who ask while the one before is still under way. What a caller gets was
 * always loaded after the call, so it is never older than the question; at most one load runs.
 */
export function sharedLoad<T>(load: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let queued: Promise<T> | undefined;
  return () => {
    queued ??= running.then(() => {
      queued = undefined;
      const loading = load();
      running = loading.catch(() => undefined);
      return loading;
    });
    return queued;
  };
}
