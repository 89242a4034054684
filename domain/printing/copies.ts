/** Copies that came out of the copiers, counted by line over all networks. */
export interface PrintedJob {
  lineId: string;
  printedCount: number;
}

export interface OrderedLine {
  id: string;
  copies: number;
}

/** Every copy of a line that came out, at whichever network; may be more than were ordered. */
export function printsOf(line: { id: string }, jobs: readonly PrintedJob[]): number {
  return jobs
    .filter(({ lineId }) => lineId === line.id)
    .reduce((sum, { printedCount }) => sum + printedCount, 0);
}

/** Copies of one line that came out; more prints than copies count as the copies. */
export function copiesPrintedOf(line: OrderedLine, jobs: readonly PrintedJob[]): number {
  return Math.min(line.copies, printsOf(line, jobs));
}

/** Copies of one line that may still be printed, over all networks together (R-222, I8). */
export function copiesLeftOf(line: OrderedLine, jobs: readonly PrintedJob[]): number {
  return line.copies - copiesPrintedOf(line, jobs);
}

/** Prints beyond what was ordered: no network can be told to stop at a number of copies. */
export function printsTooMany(line: OrderedLine, jobs: readonly PrintedJob[]): number {
  return Math.max(0, printsOf(line, jobs) - line.copies);
}
