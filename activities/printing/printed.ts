import type { OrderLineRecord, OrderRecord } from '../records/load-order.ts';

/** Copies of one line that came out, at whichever network; more prints than copies count as the copies. */
export function copiesPrintedOf(order: OrderRecord, line: OrderLineRecord): number {
  const printed = order.printJobs
    .filter(({ lineId }) => lineId === line.id)
    .reduce((sum, { printedCount }) => sum + printedCount, 0);
  return Math.min(line.copies, printed);
}

/** Copies of the whole order that came out. */
export function copiesPrinted(order: OrderRecord): number {
  return order.lines.reduce((sum, line) => sum + copiesPrintedOf(order, line), 0);
}

/** Whether a network had a number that worked: its document was ready, and neither failed nor was lost afterwards. */
export function hadWorkingNumber({ printJobs }: OrderRecord): boolean {
  return printJobs.some(({ code, reason }) => code !== null && reason === null);
}

/** Whether every copy of every line came out. */
export function isPrintedOut(order: OrderRecord): boolean {
  return order.lines.every((line) => copiesPrintedOf(order, line) === line.copies);
}
