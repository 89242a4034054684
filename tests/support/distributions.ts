// What somebody could tell apart who sends many requests: status, length and time of the answers.

/** One answer as it looks from outside. */
export interface Answered {
  status: number;
  /** Length of the page, in characters. */
  length: number;
  /** From the first byte sent to the last one received. */
  milliseconds: number;
}

/** One way to ask, by what is true of it (`'known ID'`). What differs in what is typed must have the same length. */
export type Attempt = (round: number) => Promise<{ status: number; html: string }>;

export interface Rounds {
  /** How often each attempt is made; default 25. */
  rounds?: number;
  /** True: the attempts of a round are sent together. For answers that take long. */
  together?: boolean;
  /** Before each round, outside the measured time: limits cleared, pages fetched. */
  before?: (round: number) => Promise<void>;
}

/**
 * Makes every attempt once a round. Each comes first, second, … equally often, now before and now behind its
 * neighbour, so that a machine that gets slower or busier is as unkind to one as to the other. One round ahead of the
 * others is thrown away: it compiles and connects.
 */
export async function timeAnswers<K extends string>(
  attempts: Record<K, Attempt>,
  { rounds = 25, together = false, before }: Rounds = {},
): Promise<Record<K, Answered[]>> {
  const kinds = Object.keys(attempts) as K[];
  const answers = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Record<
    K,
    Answered[]
  >;
  for (let round = -1; round < rounds; round += 1) {
    await before?.(round);
    const first = Math.max(round, 0) % kinds.length;
    const turned = [...kinds.slice(first), ...kinds.slice(0, first)];
    const order = round % 2 === 0 ? turned : turned.toReversed();
    const ask = async (kind: K): Promise<void> => {
      const startedAt = performance.now();
      const { status, html } = await attempts[kind](round);
      const milliseconds = performance.now() - startedAt;
      if (round >= 0) answers[kind].push({ status, length: html.length, milliseconds });
    };
    if (together) await Promise.all(order.map(ask));
    else for (const kind of order) await ask(kind);
  }
  return answers;
}

/**
 * What tells two kinds of answers apart: another set of statuses or lengths; medians further apart than
 * `medianWithin`; or one of them reliably slower, however little (Mann–Whitney, |z| > 4: by chance once in 16 000
 * comparisons), unless the medians differ by less than a millisecond, which no network lets through.
 * @param medianWithin milliseconds; default 20, on a machine that does other things besides
 * @returns sentences, none when nothing differs
 */
export function differences(
  answers: Readonly<Record<string, readonly Answered[]>>,
  medianWithin = 20,
): string[] {
  const kinds = Object.entries(answers);
  return kinds.flatMap(([name, own], index) =>
    kinds
      .slice(index + 1)
      .flatMap(([otherName, other]) =>
        compare(own, other, medianWithin).map((what) => `${name} / ${otherName}: ${what}`),
      ),
  );
}

function compare(
  own: readonly Answered[],
  other: readonly Answered[],
  medianWithin: number,
): string[] {
  const found: string[] = [];
  for (const what of ['status', 'length'] as const) {
    const [one, two] = [valuesOf(own, what), valuesOf(other, what)];
    if (one !== two) found.push(`${what} ${one} / ${two}`);
  }
  const [ownTimes, otherTimes] = [own, other].map((each) =>
    each.map(({ milliseconds }) => milliseconds),
  ) as [number[], number[]];
  const apart = Math.abs(median(ownTimes) - median(otherTimes));
  const z = rankDifference(ownTimes, otherTimes);
  if (apart > medianWithin || (Math.abs(z) > 4 && apart >= 1)) {
    found.push(`medians ${apart.toFixed(1)} ms apart, z ${z.toFixed(1)}`);
  }
  return found;
}

const valuesOf = (answers: readonly Answered[], what: 'status' | 'length') =>
  [...new Set(answers.map((answer) => answer[what]))].sort((a, b) => a - b).join(', ');

/** Of an even number of values, the mean of the middle two. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** Mann–Whitney's U as a standard score; 0 when neither is slower. Times have no ties to speak of. */
function rankDifference(own: readonly number[], other: readonly number[]): number {
  const pairs = own.length * other.length;
  const slower = own.reduce((sum, a) => sum + other.filter((b) => a > b).length, 0);
  const deviation = Math.sqrt((pairs * (own.length + other.length + 1)) / 12);
  return (slower - pairs / 2) / deviation;
}
