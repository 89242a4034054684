import type { DraftAffiliation } from '../../domain/orders/draft.ts';
import type { ApplicantAffiliation } from './draft-queries.ts';

/** What the rules of ordering need to know of a student number. */
export function orderingAffiliation(affiliation: ApplicantAffiliation): DraftAffiliation {
  const { id, status, programme, year, courseCount, holdReason } = affiliation;
  return { id, status, programme, year, courseCount, isHeld: holdReason !== null };
}
