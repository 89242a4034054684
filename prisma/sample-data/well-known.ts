import {
  currentAcademicYear,
  disciplines,
  graduateSchoolCourses,
  undergraduateCourses,
} from './courses.ts';
import type { Discipline } from './courses.ts';
import { createRandom } from './random.ts';
import type { SampleAffiliation, SamplePerson } from './sample-person.ts';

/** Password of all accounts below. Sample data is for development: nobody real has it. */
export const wellKnownPassword = 'aomine-2026';

/** User IDs of people at 青嶺大学 who are the same for every seed, each for one situation. */
export const wellKnown = {
  /** 青木 陽菜: third year, nothing unusual. */
  ordinary: 'a2401001',
  /** 佐々木 健太: graduated here and is in the graduate school now, so two student numbers. */
  twoNumbers: 'a2501002',
  /** 中村 葵: certificates are withheld because the tuition fee is open. */
  hold: 'a2401003',
  /** 𠮷田 葛󠄀葉: a character outside the basic plane and one that needs a particular form; both can be printed. */
  difficultName: 'a2401004',
  /** 渡邉 with a form of 邉 that no font of the certificates has: staff must draw it. */
  missingGlyph: 'a2401005',
  /** SUHARDI: a single name. */
  singleName: 'a2401006',
  /** Four parts and accents. */
  fourPartName: 'a2401007',
  /** A name that is longer than a line. */
  longName: 'a2301008',
  /** 東 湊: first year, still without a single grade. */
  noCourses: 'a2601009',
  /** 小野 栞: attends single courses, no degree (科目等履修生). */
  nonDegree: 'a2601010',
  /** 大西 拓真: withdrew from the faculty of economics and began anew in engineering, so two student numbers. */
  cameBack: 'a2501011',
  /** 三浦 彩花: was removed from the register (除籍), studies again now. */
  removedOnce: 'a2501012',
  /** 石井 宏: became a doctor by dissertation (論文博士), attends single courses now. */
  doctorByDissertation: 'a2601013',
} as const;

export const holdReason = {
  ja: '授業料の納付が確認できていません。',
  en: 'The tuition fee has not been received yet.',
} as const;

/** An affiliation as an undergraduate, with the courses of its years. */
export const undergraduate = (
  discipline: Discipline,
  studentNumber: string,
  firstYear: number,
  change: Partial<SampleAffiliation> = {},
): SampleAffiliation => {
  const hasLeft = change.leftOn !== undefined;
  const years = hasLeft ? 4 : currentAcademicYear - firstYear + 1;
  const random = createRandom(firstYear * 1_000 + Number(studentNumber.slice(-3)));
  return {
    studentNumber,
    status: 'student',
    programme: 'undergraduate',
    facultyJa: discipline.facultyJa,
    facultyEn: discipline.facultyEn,
    departmentJa: discipline.departmentJa,
    departmentEn: discipline.departmentEn,
    year: hasLeft ? null : years,
    enrolledOn: `${firstYear}-04-01`,
    leftOn: null,
    holdReasonJa: null,
    holdReasonEn: null,
    courses: undergraduateCourses(random, discipline, firstYear, years),
    ...change,
  };
};

/** An affiliation that ended without a degree at the end of the second year. */
function leftAfterTwoYears(
  discipline: Discipline,
  studentNumber: string,
  firstYear: number,
  status: 'withdrawn' | 'removed',
): SampleAffiliation {
  const leftOn = `${firstYear + 2}-03-31`;
  const all = undergraduate(discipline, studentNumber, firstYear, { status, leftOn });
  return { ...all, courses: all.courses.filter((course) => course.academicYear < firstYear + 2) };
}

const { letters, engineering, economics, education } = disciplines;

const common = {
  universityCode: 'aomine',
  password: wellKnownPassword,
  isPrintable: true,
} as const;

/** @returns the people of `wellKnown` */
export function wellKnownPeople(): SamplePerson[] {
  const graduateYear = currentAcademicYear - 1;
  return [
    {
      ...common,
      userId: wellKnown.ordinary,
      nameJa: '青木　陽菜',
      nameKana: 'アオキ　ヒナ',
      nameRoman: 'AOKI Hina',
      birthDate: '2005-06-18',
      affiliations: [undergraduate(letters, '24L1001', 2024)],
    },
    {
      ...common,
      userId: wellKnown.twoNumbers,
      nameJa: '佐々木　健太',
      nameKana: 'ササキ　ケンタ',
      nameRoman: 'SASAKI Kenta',
      birthDate: '2002-11-05',
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
          courses: graduateSchoolCourses(createRandom(1002), engineering, graduateYear, 2),
        },
      ],
    },
    {
      ...common,
      userId: wellKnown.hold,
      nameJa: '中村　葵',
      nameKana: 'ナカムラ　アオイ',
      nameRoman: 'NAKAMURA Aoi',
      birthDate: '2005-12-30',
      affiliations: [
        undergraduate(economics, '24E1003', 2024, {
          holdReasonJa: holdReason.ja,
          holdReasonEn: holdReason.en,
        }),
      ],
    },
    {
      ...common,
      userId: wellKnown.difficultName,
      nameJa: '𠮷田　葛\u{e0100}葉',
      nameKana: 'ヨシダ　クズハ',
      nameRoman: 'YOSHIDA Kuzuha',
      birthDate: '2006-02-28',
      affiliations: [undergraduate(education, '24K1004', 2024)],
    },
    {
      ...common,
      userId: wellKnown.missingGlyph,
      nameJa: '渡邉\u{e0107}　直樹',
      nameKana: 'ワタナベ　ナオキ',
      nameRoman: 'WATANABE Naoki',
      birthDate: '2005-09-09',
      isPrintable: false,
      affiliations: [undergraduate(letters, '24L1005', 2024)],
    },
    {
      ...common,
      userId: wellKnown.singleName,
      nameJa: 'スハルディ',
      nameKana: 'スハルディ',
      nameRoman: 'SUHARDI',
      birthDate: '2004-01-01',
      affiliations: [undergraduate(engineering, '24T1006', 2024)],
    },
    {
      ...common,
      userId: wellKnown.fourPartName,
      nameJa: 'マリア・フェルナンダ・ガルシア・デ・ラ・トーレ',
      nameKana: 'マリア・フェルナンダ・ガルシア・デ・ラ・トーレ',
      nameRoman: 'GARCÍA DE LA TORRE María Fernanda',
      birthDate: '2003-07-22',
      affiliations: [undergraduate(economics, '24E1007', 2024)],
    },
    {
      ...common,
      userId: wellKnown.longName,
      nameJa:
        'アンドリアナリソン　ラザフィンドラベ　ミアンゴラ　ファネヴァ　ニリナ　トゥキニアイナ',
      nameKana:
        'アンドリアナリソン　ラザフィンドラベ　ミアンゴラ　ファネヴァ　ニリナ　トゥキニアイナ',
      nameRoman: 'ANDRIANARISON RAZAFINDRABE Miangola Faneva Nirina Tokiniaina',
      birthDate: '2004-05-14',
      affiliations: [undergraduate(letters, '23L1008', 2023)],
    },
    {
      ...common,
      userId: wellKnown.noCourses,
      nameJa: '東　湊',
      nameKana: 'アズマ　ミナト',
      nameRoman: 'AZUMA Minato',
      birthDate: '2008-03-31',
      affiliations: [undergraduate(engineering, '26T1009', 2026, { courses: [] })],
    },
    {
      ...common,
      userId: wellKnown.nonDegree,
      nameJa: '小野　栞',
      nameKana: 'オノ　シオリ',
      nameRoman: 'ONO Shiori',
      birthDate: '1988-10-11',
      affiliations: [
        {
          ...undergraduate(letters, '26Z1010', 2026),
          status: 'non_degree',
          year: null,
          courses: [],
        },
      ],
    },
    {
      ...common,
      userId: wellKnown.cameBack,
      nameJa: '大西　拓真',
      nameKana: 'オオニシ　タクマ',
      nameRoman: 'ONISHI Takuma',
      birthDate: '2003-04-25',
      affiliations: [
        leftAfterTwoYears(economics, '22E1011', 2022, 'withdrawn'),
        undergraduate(engineering, '25T1011', 2025),
      ],
    },
    {
      ...common,
      userId: wellKnown.removedOnce,
      nameJa: '三浦　彩花',
      nameKana: 'ミウラ　アヤカ',
      nameRoman: 'MIURA Ayaka',
      birthDate: '2002-12-08',
      affiliations: [
        leftAfterTwoYears(education, '21K1012', 2021, 'removed'),
        undergraduate(letters, '25L1012', 2025),
      ],
    },
    {
      ...common,
      userId: wellKnown.doctorByDissertation,
      nameJa: '石井　宏',
      nameKana: 'イシイ　ヒロシ',
      nameRoman: 'ISHII Hiroshi',
      birthDate: '1971-01-19',
      affiliations: [
        {
          ...undergraduate(letters, '19D1013', 2019),
          status: 'doctor_by_dissertation',
          programme: 'doctoral',
          facultyJa: letters.graduateSchoolJa,
          facultyEn: letters.graduateSchoolEn,
          departmentJa: '人文学専攻',
          departmentEn: 'Division of Humanities',
          year: null,
          enrolledOn: '2019-09-20',
          leftOn: '2019-09-20',
          courses: [],
        },
        {
          ...undergraduate(letters, '26Z1013', 2026),
          status: 'non_degree',
          year: null,
          courses: [],
        },
      ],
    },
  ];
}
