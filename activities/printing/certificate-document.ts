import type { Pool } from 'pg';
import type {
  CertificateCourse,
  CertificateDocument,
} from '../../certificates/certificate-document.ts';
import { universityOnPaper } from '../../certificates/university-on-paper.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
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
    courses: line.certificateKind === 'transcript' ? await coursesOf(pool, line) : [],
    gradePointAverage: null,
    issueNumber: order.issueNumber,
    issuedOn: order.placedOn,
  };
}

async function coursesOf(pool: Pool, line: OrderLineRecord): Promise<CertificateCourse[]> {
  const { rows } = await pool.query<CertificateCourse>({
    name: 'courses-of',
    text: `SELECT academic_year AS "academicYear", term, name_ja AS "nameJa", name_en AS "nameEn",
             credits::float8 AS credits, grade
           FROM course_record WHERE affiliation_id = $1 ORDER BY position`,
    values: [line.affiliationId],
  });
  return rows;
}
