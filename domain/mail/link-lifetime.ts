import type { UniversityProfile } from '../university/profile.ts';
import type { LinkPurpose } from './link-purposes.ts';

/** How often a new mail may be asked for in one request before the address must be entered again. */
export const MOST_RESENDS = 5;

/** @returns how many minutes a link is good from the moment its mail was accepted */
export function linkMinutes(
  { ttlMinutes, ttlMinutesOf }: UniversityProfile['oneTimeLink'],
  purpose: LinkPurpose,
): number {
  return ttlMinutesOf[purpose] ?? ttlMinutes;
}
