import {
  currentAcademicYear,
  disciplines,
  graduateSchoolCourses,
  undergraduateCourses,
} from './courses.ts';
import type { Discipline } from './courses.ts';
import { familyNames, foreignNames, mensNames, womensNames } from './names.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import type {
  SampleAffiliation,
  SamplePerson,
  SampleStatus,
  SampleUniversityCode,
} from './sample-person.ts';
import { mukonoPeople } from './mukono-people.ts';
import { rakuoPeople } from './rakuo-people.ts';
import { holdReason, wellKnownPeople } from './well-known.ts';

/** The seed of the sample data that comes with the service. */
export const sampleSeed = 20_260_401;

/** How many people of each university are made besides the well-known ones. */
const crowds: readonly { code: SampleUniversityCode; prefix: string; size: number }[] = [
  { code: 'aomine', prefix: 'a', size: 180 },
  { code: 'rakuo', prefix: 'r', size: 40 },
  { code: 'saikai', prefix: 's', size: 40 },
  { code: 'mukono', prefix: 'm', size: 40 },
];

/** What a person studies, from the first affiliation to the present one. */
type Career = 'undergraduate' | 'graduateSchool' | 'graduated' | 'left';

/**
 * @param seed the same number gives the same people, on every machine
 * @returns about 300 invented people; the well-known ones (see well-known.ts) come first
 */
export function generateSamplePeople(seed: number = sampleSeed): SamplePerson[] {
  const people = [...wellKnownPeople(), ...rakuoPeople(), ...mukonoPeople()];
  for (const { code, prefix, size } of crowds) {
    const random = createRandom(seed + code.charCodeAt(0));
    for (let index = 1; index <= size; index += 1) {
      people.push(makePerson(random, code, prefix, index));
    }
  }
  return people;
}

function makePerson(
  random: Random,
  universityCode: SampleUniversityCode,
  prefix: string,
  index: number,
): SamplePerson {
  const career = pickCareer(random, universityCode);
  const discipline = random.pick(Object.values(disciplines));
  const affiliations = makeAffiliations(random, career, discipline, index);
  const latest = affiliations.at(-1);
  if (latest && career === 'undergraduate' && random.next() < 0.03) {
    latest.holdReasonJa = holdReason.ja;
    latest.holdReasonEn = holdReason.en;
  }
  const admitted = Number(affiliations[0]?.enrolledOn.slice(0, 4));
  const serial = String(index).padStart(3, '0');
  return {
    universityCode,
    userId: `${prefix}${latest?.studentNumber.slice(0, 2)}02${serial}`,
    password: `${random.pick(['sakura', 'momiji', 'hotaru', 'kawase', 'tsubaki'])}-${random.between(1000, 9999)}`,
    ...makeName(random, universityCode),
    birthDate: makeBirthDate(random, admitted),
    isPrintable: true,
    affiliations,
  };
}

function pickCareer(random: Random, universityCode: SampleUniversityCode): Career {
  const draw = random.next();
  if (universityCode === 'saikai') {
    return draw < 0.8 ? 'graduated' : draw < 0.9 ? 'left' : 'undergraduate';
  }
  return draw < 0.86 ? 'undergraduate' : 'graduateSchool';
}

function makeName(
  random: Random,
  universityCode: SampleUniversityCode,
): Pick<SamplePerson, 'nameJa' | 'nameKana' | 'nameRoman'> {
  if (random.next() < 0.06) {
    const [nameJa, nameKana, nameRoman] = random.pick(foreignNames);
    return { nameJa, nameKana, nameRoman };
  }
  const isWoman = universityCode === 'mukono' || random.next() < 0.5;
  const family = random.pick(familyNames);
  const given = random.pick(isWoman ? womensNames : mensNames);
  return {
    nameJa: `${family[0]}\u3000${given[0]}`,
    nameKana: `${family[1]}\u3000${given[1]}`,
    nameRoman: `${family[2]} ${given[2]}`,
  };
}

/** Mostly eighteen when admitted, born between 2 April and 1 April as school years go. */
function makeBirthDate(random: Random, admitted: number): string {
  const age = random.next() < 0.9 ? 18 : random.between(19, 34);
  const start = Date.UTC(admitted - age - 1, 3, 2);
  return new Date(start + random.between(0, 364) * 86_400_000).toISOString().slice(0, 10);
}

function makeAffiliations(
  random: Random,
  career: Career,
  discipline: Discipline,
  index: number,
): SampleAffiliation[] {
  switch (career) {
    case 'undergraduate': {
      const year = random.between(1, 4);
      const first = currentAcademicYear - year + 1;
      return [makeUndergraduate(random, discipline, index, first, { status: 'student', year })];
    }
    case 'graduateSchool': {
      const year = random.between(1, 2);
      const first = currentAcademicYear - year + 1;
      return [
        makeUndergraduate(random, discipline, index, first - 4, { status: 'graduate', year: null }),
        makeMaster(random, discipline, index, first, year),
      ];
    }
    case 'graduated': {
      const first = random.between(2008, 2021);
      return [
        makeUndergraduate(random, discipline, index, first, { status: 'graduate', year: null }),
      ];
    }
    case 'left': {
      const first = random.between(2012, 2022);
      const status = random.pick(['withdrawn', 'removed'] as const);
      return [makeUndergraduate(random, discipline, index, first, { status, year: null })];
    }
  }
}

function makeUndergraduate(
  random: Random,
  discipline: Discipline,
  index: number,
  firstYear: number,
  { status, year }: { status: SampleStatus; year: number | null },
): SampleAffiliation {
  const hasGraduated = status === 'graduate';
  const years = year ?? (hasGraduated ? 4 : 2);
  const leftOn = hasGraduated ? `${firstYear + 4}-03-24` : `${firstYear + 2}-03-31`;
  return {
    studentNumber: `${String(firstYear).slice(2)}${discipline.letter}${String(index).padStart(4, '0')}`,
    status,
    programme: 'undergraduate',
    facultyJa: discipline.facultyJa,
    facultyEn: discipline.facultyEn,
    departmentJa: discipline.departmentJa,
    departmentEn: discipline.departmentEn,
    year,
    enrolledOn: `${firstYear}-04-01`,
    leftOn: year === null ? leftOn : null,
    holdReasonJa: null,
    holdReasonEn: null,
    courses: undergraduateCourses(random, discipline, firstYear, years),
  };
}

function makeMaster(
  random: Random,
  discipline: Discipline,
  index: number,
  firstYear: number,
  year: number,
): SampleAffiliation {
  return {
    studentNumber: `${String(firstYear).slice(2)}M${discipline.letter}${String(index).padStart(4, '0')}`,
    status: 'student',
    programme: 'master',
    facultyJa: discipline.graduateSchoolJa,
    facultyEn: discipline.graduateSchoolEn,
    departmentJa: discipline.departmentJa.replace(/学科$/, '学専攻').replace('人文学学', '人文学'),
    departmentEn: discipline.departmentEn.replace('Department', 'Division'),
    year,
    enrolledOn: `${firstYear}-04-01`,
    leftOn: null,
    holdReasonJa: null,
    holdReasonEn: null,
    courses: graduateSchoolCourses(random, discipline, firstYear, year),
  };
}
