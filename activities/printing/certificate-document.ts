import type { Pool } from 'pg';
import { printsCourses } from '../../certificates/certificate-document.ts';
import type { CertificateDocument } from '../../certificates/certificate-document.ts';
import { universityOnPaper } from '../../certificates/university-on-paper.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { findCourses } from '../../prisma/course-records.ts';
import type { OrderLineRecord, OrderRecord } from '../records/load-order.ts';

/** What is printed for one line of an order: frozen names, the affiliation, and for a transcript its courses. */
export async function certificateDocument(
  pool: Pool,
  order: OrderRecord,
  line: OrderLineRecord,
  profile: UniversityProfile,
): Promise<CertificateDocument> {
  return {
    kind: line.certificateKind,
    language: line.language,
    university: universityOnPaper(profile),
    person: order.person,
    affiliation: { studentNumber: line.studentNumber, ...line.affiliation },
    courses: printsCourses(line.certificateKind) ? await coursesOf(pool, line) : [],
    gradePointAverage: null,
    issueNumber: order.issueNumber,
    issuedOn: order.placedOn,
  };
}

async function coursesOf(pool: Pool, { affiliationId }: OrderLineRecord) {
  return (await findCourses(pool, [affiliationId])).get(affiliationId) ?? [];
}
