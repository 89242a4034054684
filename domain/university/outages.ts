import { deadlineOverStops } from './halts.ts';
import type { Stop } from './halts.ts';
import type { PrintNetworkId } from './profile.ts';

/** When the time in which a print network did not work is given back. */
export interface OutageRules {
  extendDeadlines: boolean;
  /** Shorter ones are not counted: minutes. */
  countFromMinutes: number;
  /** Whether it counts when the order could be printed at another network all the time. */
  evenIfAnotherNetworkWorked: boolean;
}

/** What an order could be printed at, and when it could not. Instants in milliseconds. */
export interface PrintHistory {
  /** The networks that took its documents. */
  networks: readonly PrintNetworkId[];
  /** Since when it was paid: until then nobody could have printed it. */
  paidAt: number;
  /** Times without a number for everything. */
  withoutNumbers: readonly Stop[];
  outages: readonly (Stop & { network: PrintNetworkId })[];
}

/**
 * The times in which an order could not be printed through no fault of the person: no number yet or any more, or its
 * networks did not work, all of them at once or, where the university counts it so, any of them.
 * @returns merged, in order, without those that are too short to count
 */
export function timesWithoutPrinting(history: PrintHistory, rules: OutageRules): Stop[] {
  const { networks, outages, withoutNumbers } = history;
  const byNetwork = networks.map((network) =>
    merged(outages.filter((one) => one.network === network)),
  );
  const [first = [], ...others] = byNetwork;
  const down = rules.evenIfAnotherNetworkWorked
    ? byNetwork.flat()
    : others.reduce<readonly Stop[]>((both, other) => common(both, other), first);
  return merged([...down, ...withoutNumbers]).filter(
    ({ from, to }) => to - from >= rules.countFromMinutes * 60_000,
  );
}

/**
 * The print deadline with the lost times given back: the clock stood still, and afterwards people have at least until
 * the next noon, as with halts.
 * @param deadline the order's print deadline without what was given back for outages before
 */
export function deadlineOverOutages(
  history: PrintHistory,
  deadline: Date,
  rules: OutageRules,
): Date {
  if (!rules.extendDeadlines) return deadline;
  const running = { from: new Date(history.paidAt), to: deadline };
  return deadlineOverStops(running, timesWithoutPrinting(history, rules));
}

function merged(stops: readonly Stop[]): Stop[] {
  const result: Stop[] = [];
  for (const { from, to } of stops.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** The times that are in both lists. */
function common(one: readonly Stop[], other: readonly Stop[]): Stop[] {
  return one.flatMap((a) =>
    other
      .map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }))
      .filter(({ from, to }) => from < to),
  );
}
