/** The `Retry-After` of a busy answer: `seconds` where they are known, one second with 429. */
export function retryAfter(status: number, seconds: unknown): Record<string, string> | undefined {
  if (typeof seconds === 'number') return { 'Retry-After': String(seconds) };
  return status === 429 ? { 'Retry-After': '1' } : undefined;
}

/** Whole seconds from `now` until the ISO instant `until`; undefined when there is none. */
export function secondsUntil(until: string | null, now: Date): number | undefined {
  return until ? Math.ceil((Date.parse(until) - now.getTime()) / 1000) : undefined;
}
