import type { SamlRefusal } from './port.ts';

/** A message of a provider that is not believed. */
export class Refused extends Error {
  override name = 'Refused';
  reason: SamlRefusal;
  constructor(reason: SamlRefusal) {
    super(reason);
    this.reason = reason;
  }
}

/** @throws Refused unless it holds */
export function insist(holds: boolean, reason: SamlRefusal): asserts holds {
  if (!holds) throw new Refused(reason);
}

/** How far the provider's clock may be from ours. Milliseconds. */
export const CLOCK_SKEW = 60_000;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/**
 * @param text xs:dateTime in UTC, as SAML demands
 * @throws Refused for anything else, and for nothing at all
 */
export function instantOf(text: string | null): number {
  insist(text !== null && INSTANT.test(text), 'time');
  const instant = Date.parse(text);
  insist(!Number.isNaN(instant), 'time');
  return instant;
}
