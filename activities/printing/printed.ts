import { copiesLeftOf, copiesPrintedOf } from '../../domain/printing/copies.ts';
import type { OrderLineRecord, OrderRecord } from '../records/load-order.ts';

/** Copies of the whole order that came out. */
export function copiesPrinted({ lines, printJobs }: OrderRecord): number {
  return lines.reduce((sum, line) => sum + copiesPrintedOf(line, printJobs), 0);
}

/** Copies of the whole order that may still be printed. */
export function copiesLeft({ lines, printJobs }: OrderRecord): number {
  return lines.reduce((sum, line) => sum + copiesLeftOf(line, printJobs), 0);
}

/**
 * Whether every certificate had a number that worked at some network: its document was ready, and was neither refused
 * nor lost afterwards.
 */
export function hadWorkingNumbers({ lines, printJobs }: OrderRecord): boolean {
  return lines.every((line) =>
    printJobs.some(
      ({ lineId, code, reason }) =>
        lineId === line.id && code !== null && (reason === null || reason === 'replaced'),
    ),
  );
}

/** Whether every copy of every line came out. */
export function isPrintedOut(order: OrderRecord): boolean {
  return copiesLeft(order) === 0;
}

/** Lines of which copies are left to print. */
export function linesLeft({ lines, printJobs }: OrderRecord): OrderLineRecord[] {
  return lines.filter((line) => copiesLeftOf(line, printJobs) > 0);
}

/** Whether whatever is left can be printed at some network now. */
export function isUsable(order: OrderRecord): boolean {
  return linesLeft(order).every((line) =>
    order.printJobs.some(({ lineId, state }) => lineId === line.id && state === 'ready'),
  );
}
