import type { Pool } from 'pg';
import { printsCourses } from '../../certificates/certificate-document.ts';
import type {
  CertificateAffiliation,
  CertificateCourse,
  CertificateDocument,
} from '../../certificates/certificate-document.ts';
import { countPages } from '../../certificates/count-pages.ts';
import { checkCertificate } from '../../certificates/glyph-check.ts';
import { universityOnPaper } from '../../certificates/university-on-paper.ts';
import type { DraftItem } from '../../domain/orders/draft.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { CertificateKindCode, UniversityProfile } from '../../domain/university/profile.ts';
import { findCourses } from '../../prisma/course-records.ts';
import type { ApplicantAffiliation } from './draft-queries.ts';

/** What of a student number stands on the paper; frozen with the order. */
export function affiliationOnPaper(affiliation: ApplicantAffiliation): CertificateAffiliation {
  const { studentNumber, status, programme, faculty, department, year, enrolledOn, leftOn } =
    affiliation;
  return {
    studentNumber,
    status,
    programme,
    facultyJa: faculty.ja,
    facultyEn: faculty.en,
    departmentJa: department.ja,
    departmentEn: department.en,
    year,
    enrolledOn,
    leftOn,
  };
}

/**
 * The certificates that the items of a draft stand for, as they would be printed if they were ordered on a day, without
 * an issue number. Items must have been judged: each of a student number of the account and a kind of the catalogue.
 */
export async function draftDocuments(
  pool: Pool,
  draft: { items: readonly DraftItem[]; affiliations: readonly ApplicantAffiliation[] },
  profile: UniversityProfile,
  on: CivilDate,
): Promise<CertificateDocument[]> {
  const { items, affiliations } = draft;
  const withCourses = items
    .filter(({ kind }) => printsCourses(kind))
    .map(({ affiliationId }) => affiliationId);
  const courses = await findCourses(pool, [...new Set(withCourses)]);
  return items.map((item) => {
    const affiliation = affiliations.find(({ id }) => id === item.affiliationId);
    if (!affiliation) throw new Error('an item of a student number that the account does not have');
    return documentOf(item, affiliation, courses.get(affiliation.id) ?? [], profile, on);
  });
}

function documentOf(
  item: DraftItem,
  affiliation: ApplicantAffiliation,
  courses: CertificateCourse[],
  profile: UniversityProfile,
  on: CivilDate,
): CertificateDocument {
  return {
    kind: item.kind as CertificateKindCode,
    language: item.language,
    university: universityOnPaper(profile),
    person: affiliation.person,
    affiliation: affiliationOnPaper(affiliation),
    courses: printsCourses(item.kind) ? courses : [],
    gradePointAverage: null,
    issueNumber: '',
    issuedOn: on,
  };
}

/**
 * @returns sheets of one copy of each item at the copier, in the order of the items; null where a character of
 *   it cannot be drawn, which is settled by staff once it is ordered
 */
export async function draftPages(
  ...asked: Parameters<typeof draftDocuments>
): Promise<(number | null)[]> {
  return (await draftDocuments(...asked)).map((document) =>
    checkCertificate(document).length > 0 ? null : countPages(document),
  );
}
