import type { Pool } from 'pg';
import type { CertificateCourse } from '../domain/university/course.ts';

/**
 * What is shown before ordering and what is printed are read by this one statement: the same pages.
 * @returns the courses on record of some affiliations, by affiliation, in the order in which they are printed
 */
export async function findCourses(
  pool: Pool,
  affiliationIds: readonly string[],
): Promise<Map<string, CertificateCourse[]>> {
  const courses = new Map<string, CertificateCourse[]>(affiliationIds.map((id) => [id, []]));
  if (affiliationIds.length === 0) return courses;
  const { rows } = await pool.query<CertificateCourse & { affiliationId: string }>({
    name: 'courses-of-affiliations',
    text: `select affiliation_id as "affiliationId", academic_year as "academicYear", term, name_ja as "nameJa",
        name_en as "nameEn", credits::float8 as credits, grade
      from course_record where affiliation_id = any($1::uuid[]) order by affiliation_id, position`,
    values: [affiliationIds],
  });
  for (const { affiliationId, ...course } of rows) courses.get(affiliationId)?.push(course);
  return courses;
}
