/**
 * Does `work` so many times, never more than `inFlight` at once.
 * @returns completions a second while as many as allowed were under way: neither the filling at the beginning nor the
 *   emptying at the end counts
 */
export async function completionRate(
  { count, inFlight }: { count: number; inFlight: number },
  work: (slot: number) => Promise<void>,
): Promise<number> {
  let begun = 0;
  const completions: number[] = [];
  let exhaustedAt = 0;
  const slot = async (index: number): Promise<void> => {
    while (begun < count) {
      begun += 1;
      if (begun === count) exhaustedAt = performance.now();
      await work(index);
      completions.push(performance.now());
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, (_, index) => slot(index)));
  const first = completions[0] ?? 0;
  const during = completions.filter((at) => at <= exhaustedAt);
  const last = during.at(-1) ?? 0;
  if (during.length < 2) {
    // Too few to speak of a steady flow: all of them, over all of the time.
    throw new RangeError(`${count} are too few for ${inFlight} in flight`);
  }
  return ((during.length - 1) * 1_000) / (last - first);
}
