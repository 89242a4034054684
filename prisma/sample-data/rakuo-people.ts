import { createHash } from 'node:crypto';
import { currentAcademicYear, disciplines, graduateSchoolCourses } from './courses.ts';
import { createRandom } from './random.ts';
import type { SamplePerson } from './sample-person.ts';
import { undergraduate } from './well-known.ts';

/** Password of all accounts below at 洛央大学's identity provider. Sample data is for development: nobody real has it. */
export const rakuoPassword = 'rakuo-2026';

/** User names at 洛央大学's identity provider who are the same for every seed, each for one situation. */
export const wellKnownAtRakuo = {
  /** 北野 さくら: second year, nothing unusual. */
  ordinary: 'r2501001',
  /** 堀川 大和: graduated here and is in the graduate school now, so two student numbers. */
  twoNumbers: 'r2501002',
  /** The university asserts a student number that no record has arrived for yet. */
  noRecord: 'r2601003',
  /** The university asserts, by mistake, student numbers of two people. */
  mixedRecords: 'r2501004',
  /** Works in the education office: no student. */
  staff: 'office01',
} as const;

/** Scope of the attributes of 洛央大学's identity provider. */
const SCOPE = 'rakuo.example';

/** A person as the identity provider (SAML) knows him or her. */
export interface ProviderUser {
  uid: string;
  password: string;
  displayName: string;
  /** eduPersonUniqueId: never given to anybody else. */
  uniqueId: string;
  affiliations: string[];
  studentNumbers: string[];
}

/** Of the form that the federation asks for: letters and digits, which say nothing about the person. */
export const uniqueIdAtRakuo = (userId: string): string =>
  `${createHash('sha256').update(`rakuo:${userId}`).digest('hex').slice(0, 32)}@${SCOPE}`;

const { letters, engineering } = disciplines;
const common = { universityCode: 'rakuo', password: rakuoPassword, isPrintable: true } as const;

/** @returns the people of `wellKnownAtRakuo` whom the university's records know */
export function rakuoPeople(): SamplePerson[] {
  const graduateYear = currentAcademicYear - 1;
  return [
    {
      ...common,
      userId: wellKnownAtRakuo.ordinary,
      nameJa: '北野　さくら',
      nameKana: 'キタノ　サクラ',
      nameRoman: 'KITANO Sakura',
      birthDate: '2006-04-12',
      affiliations: [undergraduate(letters, '25L1001', 2025)],
    },
    {
      ...common,
      userId: wellKnownAtRakuo.twoNumbers,
      nameJa: '堀川　大和',
      nameKana: 'ホリカワ　ヤマト',
      nameRoman: 'HORIKAWA Yamato',
      birthDate: '2002-08-23',
      affiliations: [
        undergraduate(engineering, '21T1002', 2021, { status: 'graduate', leftOn: '2025-03-24' }),
        {
          ...undergraduate(engineering, '25MT1002', graduateYear),
          programme: 'master',
          facultyJa: engineering.graduateSchoolJa,
          facultyEn: engineering.graduateSchoolEn,
          departmentJa: '情報工学専攻',
          departmentEn: 'Division of Computer Science and Engineering',
          year: 2,
          courses: graduateSchoolCourses(createRandom(2002), engineering, graduateYear, 2),
        },
      ],
    },
  ];
}

/**
 * @param people as `generateSamplePeople` makes them
 * @returns everybody enrolled at 洛央大学, and those whom only its identity provider knows
 */
export function providerUsers(people: readonly SamplePerson[]): ProviderUser[] {
  const isEnrolled = ({ affiliations }: SamplePerson) =>
    affiliations.some(({ status }) => status === 'student' || status === 'non_degree');
  const students = people
    .filter((person) => person.universityCode === 'rakuo' && isEnrolled(person))
    .map((person) =>
      userOf(
        person.userId,
        person.nameJa,
        person.password,
        person.affiliations.map(({ studentNumber }) => studentNumber),
      ),
    );
  const { noRecord, mixedRecords, staff } = wellKnownAtRakuo;
  return [
    ...students,
    userOf(noRecord, '西陣　薫', rakuoPassword, ['26L9003']),
    userOf(mixedRecords, '御池　翼', rakuoPassword, ['25L1001', '25MT1002']),
    {
      ...userOf(staff, '教育推進部　証明書担当', rakuoPassword, []),
      affiliations: ['staff', 'member'],
    },
  ];
}

const userOf = (
  uid: string,
  displayName: string,
  password: string,
  studentNumbers: string[],
): ProviderUser => ({
  uid,
  password,
  displayName,
  uniqueId: uniqueIdAtRakuo(uid),
  affiliations: ['student', 'member'],
  studentNumbers,
});
