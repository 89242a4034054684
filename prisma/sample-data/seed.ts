import { createHash } from 'node:crypto';
import type { PrismaClient } from '../client.ts';
import { UNIVERSITIES } from '../profiles/index.ts';
import { generateSamplePeople } from './people.ts';
import type { SamplePerson } from './sample-person.ts';

/** How many rows a seeding added; all zero when everything was there already. */
export interface Seeded {
  students: number;
  affiliations: number;
  courseRecords: number;
}

/** A busy machine takes longer over some thousand rows than Prisma's five seconds. Milliseconds. */
const LONGEST_WRITE = 60_000;

/**
 * Puts the sample people into the database. People who are there already are left as they are, so it may run at
 * every start. All or nothing: a crash in the middle leaves no person without records.
 */
export async function seedSampleData(
  prisma: PrismaClient,
  people: readonly SamplePerson[] = generateSamplePeople(),
): Promise<Seeded> {
  const known = await prisma.student.findMany({ select: { id: true } });
  const knownIds = new Set(known.map(({ id }) => id));
  const newcomers = people.filter((person) => !knownIds.has(studentId(person)));
  if (newcomers.length === 0) {
    return { students: 0, affiliations: 0, courseRecords: 0 };
  }
  const affiliations = newcomers.flatMap(affiliationRows);
  const courseRecords = newcomers.flatMap(courseRows);
  const writes = [
    prisma.university.createMany({ data: universityRows(), skipDuplicates: true }),
    insert(prisma, 'student', studentColumns, newcomers.map(studentRow)),
    insert(prisma, 'affiliation', affiliationColumns, affiliations),
    insert(prisma, 'course_record', courseColumns, courseRecords),
  ];
  await prisma.$transaction(writes, { timeout: LONGEST_WRITE });
  return {
    students: newcomers.length,
    affiliations: affiliations.length,
    courseRecords: courseRecords.length,
  };
}

/** Ids follow from what a row is, so every machine has the same ones. @returns a UUID of version 8 */
function idOf(...names: string[]): string {
  const hash = createHash('sha256')
    .update(['sample-data', ...names].join('\n'))
    .digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

const studentId = ({ universityCode, userId }: SamplePerson) =>
  idOf('student', universityCode, userId);

const affiliationId = ({ universityCode }: SamplePerson, studentNumber: string) =>
  idOf('affiliation', universityCode, studentNumber);

function universityId(code: string): string {
  const university = UNIVERSITIES.find((candidate) => candidate.code === code);
  if (!university) {
    throw new RangeError(`no such university: ${code}`);
  }
  return university.id;
}

const universityRows = () =>
  UNIVERSITIES.map(({ id, code, profile }) => ({
    id,
    code,
    nameJa: profile.name.ja,
    nameEn: profile.name.en,
  }));

const studentRow = (person: SamplePerson) => ({
  id: studentId(person),
  universityId: universityId(person.universityCode),
  directoryId: person.userId,
  nameJa: person.nameJa,
  nameKana: person.nameKana,
  nameRoman: person.nameRoman,
  birthDate: person.birthDate,
});

const affiliationRows = (person: SamplePerson) =>
  person.affiliations.map(({ courses: _, ...affiliation }) => ({
    id: affiliationId(person, affiliation.studentNumber),
    universityId: universityId(person.universityCode),
    studentId: studentId(person),
    ...affiliation,
  }));

const courseRows = (person: SamplePerson) =>
  person.affiliations.flatMap(({ studentNumber, courses }) =>
    courses.map((course, position) => ({
      id: idOf('course', person.universityCode, studentNumber, String(position)),
      affiliationId: affiliationId(person, studentNumber),
      position,
      ...course,
    })),
  );

/** Field → column and its type, for `insert`. */
type Columns = Record<string, readonly [column: string, type: string]>;

const studentColumns: Columns = {
  id: ['id', 'uuid'],
  universityId: ['university_id', 'uuid'],
  directoryId: ['directory_id', 'text'],
  nameJa: ['name_ja', 'text'],
  nameKana: ['name_kana', 'text'],
  nameRoman: ['name_roman', 'text'],
  birthDate: ['birth_date', 'text'],
};

const affiliationColumns: Columns = {
  id: ['id', 'uuid'],
  universityId: ['university_id', 'uuid'],
  studentId: ['student_id', 'uuid'],
  studentNumber: ['student_number', 'text'],
  status: ['status', 'text'],
  programme: ['programme', 'text'],
  facultyJa: ['faculty_ja', 'text'],
  facultyEn: ['faculty_en', 'text'],
  departmentJa: ['department_ja', 'text'],
  departmentEn: ['department_en', 'text'],
  year: ['year', 'integer'],
  enrolledOn: ['enrolled_on', 'text'],
  leftOn: ['left_on', 'text'],
  holdReasonJa: ['hold_reason_ja', 'text'],
  holdReasonEn: ['hold_reason_en', 'text'],
};

const courseColumns: Columns = {
  id: ['id', 'uuid'],
  affiliationId: ['affiliation_id', 'uuid'],
  academicYear: ['academic_year', 'integer'],
  term: ['term', 'text'],
  nameJa: ['name_ja', 'text'],
  nameEn: ['name_en', 'text'],
  credits: ['credits', 'numeric'],
  grade: ['grade', 'text'],
  position: ['position', 'integer'],
};

/**
 * One statement with one parameter. `createMany` wants a parameter a field, and thirteen thousand course records
 * cost it more than five seconds.
 */
function insert(prisma: PrismaClient, table: string, columns: Columns, rows: readonly object[]) {
  const names = Object.values(columns).map(([column]) => column);
  const fields = Object.keys(columns).map((field) => `"${field}"`);
  const types = Object.entries(columns).map(([field, [, type]]) => `"${field}" ${type}`);
  return prisma.$executeRawUnsafe(
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${fields.join(', ')} FROM jsonb_to_recordset($1::jsonb) AS row (${types.join(', ')})`,
    JSON.stringify(rows),
  );
}
