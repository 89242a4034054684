import { deadlineOverHalts } from '../university/halts.ts';
import type { HaltRules, HaltSetting } from '../university/halts.ts';
import type { OrderDeadlines } from './order-deadlines.ts';

/** Settings of a university from an instant on. */
export interface HaltEdition {
  effectiveFrom: Date;
  halts: readonly HaltSetting[];
}

/** A halt, and since when every order has been placed in the knowledge of it. */
export interface KnownHalt extends HaltSetting {
  knownSince: Date;
}

/**
 * The halts of the settings in force, each with the instant from which on orders had it counted in when they were placed.
 * @param editions every edition that has begun, the newest first
 */
export function knownHalts(editions: readonly HaltEdition[]): KnownHalt[] {
  const isSame = (one: HaltSetting) => (other: HaltSetting) =>
    one.from === other.from && one.to === other.to && one.what === other.what;
  return (editions[0]?.halts ?? []).map((halt) => {
    const firstWithout = editions.findIndex(({ halts }) => !halts.some(isSame(halt)));
    const known = firstWithout === -1 ? editions : editions.slice(0, firstWithout);
    return { ...halt, knownSince: known.at(-1)?.effectiveFrom ?? new Date(0) };
  });
}

/** An order under way that was placed before a halt was known. */
export interface OrderBeforeHalt extends OrderDeadlines {
  isPaid: boolean;
  placedAt: Date;
  /** Hours that whoever pays at the last moment keeps for printing; 0 where the print deadline does not give way. */
  hoursAfterPayment: number;
}

const MILLISECONDS_AN_HOUR = 3_600_000;

/**
 * The deadlines of an order with a halt counted in that was announced after it had been placed, by the rule of those
 * that were known. Paid, it needs the copiers alone; unpaid, what stops paying stops both, up to the
 * deadline it concerns.
 * @returns the same instants where the halt does not touch them
 */
export function deadlinesOverLateHalt(
  order: OrderBeforeHalt,
  halt: HaltSetting,
  haltRules: HaltRules,
): OrderDeadlines {
  const { placedAt, payment, print } = order;
  const settings = { halts: [halt], haltRules };
  if (order.isPaid) {
    return {
      payment,
      print: deadlineOverHalts({ from: placedAt, to: print }, ['printing'], settings),
    };
  }
  const moved = deadlineOverHalts({ from: placedAt, to: payment }, ['payment'], settings);
  const needs = moved > payment ? (['payment', 'printing'] as const) : (['printing'] as const);
  const printMoved = deadlineOverHalts({ from: placedAt, to: print }, needs, settings);
  const least =
    moved > payment ? moved.getTime() + order.hoursAfterPayment * MILLISECONDS_AN_HOUR : 0;
  return { payment: moved, print: new Date(Math.max(printMoved.getTime(), least)) };
}
