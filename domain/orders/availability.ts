import type {
  CertificateKind,
  CertificateRequirement,
  UniversityProfile,
  UserType,
} from '../university/profile.ts';
import type { CivilDate } from '../time/tokyo.ts';
import { isInLastYear } from './expected-graduation.ts';
import type { Programme } from './expected-graduation.ts';
import { FeeMissing, issueFeeYen } from './fees.ts';
import type { AffiliationStatus, CertificateLanguage, Destination } from './fees.ts';

/** What people of each type are to the university: it decides what they may order and at what price. */
export const STATUSES_OF: Readonly<Record<UserType, readonly AffiliationStatus[]>> = {
  student: ['student', 'non_degree'],
  graduate: ['graduate', 'withdrawn', 'removed', 'doctor_by_dissertation'],
};

/** What decides which certificates a student number may order. */
export interface OrderingAffiliation {
  status: AffiliationStatus;
  /** The university withholds certificates of this number. */
  isHeld: boolean;
  /** How many courses are on record. */
  courseCount: number;
  programme: Programme;
  /** Year of study; null for whoever does not study for a degree now. */
  year: number | null;
}

/**
 * Why a kind of certificate cannot be ordered. `hold` and `no_records` are questions for the records office,
 * `not_eligible` and `too_early` follow from the status and the year of the affiliation, `no_fee` is a gap in the
 * university's table of fees.
 */
export type Unavailability = 'not_eligible' | 'too_early' | 'hold' | 'no_records' | 'no_fee';

/** What is told when a kind's requirement is not met, and when it is. */
const REQUIREMENTS: Readonly<
  Record<
    CertificateRequirement,
    { isMet: (affiliation: OrderingAffiliation) => boolean; otherwise: Unavailability }
  >
> = {
  courses: { isMet: ({ courseCount }) => courseCount > 0, otherwise: 'no_records' },
  last_year: { isMet: isInLastYear, otherwise: 'too_early' },
};

/** One certificate in one language that can be ordered now. */
export interface CertificateOffer {
  kind: CertificateKind;
  language: CertificateLanguage;
  /** Yen for one copy. */
  unitFeeYen: number;
}

export interface UnavailableCertificate {
  kind: CertificateKind;
  reason: Unavailability;
}

export interface Catalogue {
  offers: CertificateOffer[];
  unavailable: UnavailableCertificate[];
}

/**
 * @param on civil date in Japan whose fees apply
 * @returns what this student number may order, in the order of the university's catalogue, and what not, with the reason
 */
export function catalogueFor(
  certificate: Pick<UniversityProfile['certificate'], 'kinds' | 'issueFees'>,
  affiliation: OrderingAffiliation,
  destination: Destination,
  on: CivilDate,
): Catalogue {
  const catalogue: Catalogue = { offers: [], unavailable: [] };
  for (const kind of certificate.kinds) {
    const reason = unavailability(kind, affiliation);
    if (reason) {
      catalogue.unavailable.push({ kind, reason });
      continue;
    }
    const offers = kind.languages.flatMap((language) => {
      const key = {
        affiliationStatus: affiliation.status,
        certificateKind: kind.code,
        language,
        destination,
      };
      const unitFeeYen = feeOrNull(certificate.issueFees, key, on);
      return unitFeeYen === null ? [] : [{ kind, language, unitFeeYen }];
    });
    if (offers.length === 0) catalogue.unavailable.push({ kind, reason: 'no_fee' });
    catalogue.offers.push(...offers);
  }
  return catalogue;
}

function unavailability(
  kind: CertificateKind,
  affiliation: OrderingAffiliation,
): Unavailability | null {
  if (!kind.eligible.includes(affiliation.status)) return 'not_eligible';
  if (affiliation.isHeld) return 'hold';
  const unmet = kind.requires.find((requirement) => !REQUIREMENTS[requirement].isMet(affiliation));
  return unmet ? REQUIREMENTS[unmet].otherwise : null;
}

function feeOrNull(...args: Parameters<typeof issueFeeYen>): number | null {
  try {
    return issueFeeYen(...args);
  } catch (error) {
    if (error instanceof FeeMissing) return null;
    throw error;
  }
}
