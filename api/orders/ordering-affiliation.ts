import type { OrderingAffiliation } from '../../domain/orders/availability.ts';
import type { ApplicantAffiliation } from './queries.ts';

/** What the rules of ordering need to know of a student number. */
export function orderingAffiliation(affiliation: ApplicantAffiliation): OrderingAffiliation {
  return {
    status: affiliation.status,
    isHeld: affiliation.holdReason !== null,
    courseCount: affiliation.courseCount,
  };
}
