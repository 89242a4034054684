import type { Random } from './random.ts';
import type { SampleCourse } from './sample-person.ts';

type Titled = readonly [ja: string, en: string];

const general: readonly [Titled, ...Titled[]] = [
  ['基礎ゼミナール', 'First-Year Seminar'],
  ['英語コミュニケーションI', 'English Communication I'],
  ['英語コミュニケーションII', 'English Communication II'],
  ['英語リーディング', 'English Reading'],
  ['アカデミック・ライティング', 'Academic Writing'],
  ['ドイツ語初級', 'Elementary German'],
  ['フランス語初級', 'Elementary French'],
  ['中国語初級', 'Elementary Chinese'],
  ['健康・スポーツ科学', 'Health and Sport Science'],
  ['情報リテラシー', 'Information Literacy'],
  ['統計学入門', 'Introduction to Statistics'],
  ['哲学への招待', 'An Invitation to Philosophy'],
  ['日本国憲法', 'The Constitution of Japan'],
  ['心理学の世界', 'The World of Psychology'],
  ['環境と生命', 'Environment and Life'],
  ['宇宙と地球', 'The Universe and the Earth'],
  ['ジェンダーと社会', 'Gender and Society'],
  ['地域と大学', 'The Region and the University'],
  ['世界の歴史', 'World History'],
  ['音楽と文化', 'Music and Culture'],
  ['キャリア・デザイン', 'Career Design'],
  [
    '現代社会における情報倫理とデジタル・シティズンシップの基礎',
    'Foundations of Information Ethics and Digital Citizenship in Contemporary Society',
  ],
];

/** Forms in which a subject is taught, in the usual order of years. */
const forms: readonly {
  ja: (subject: string) => string;
  en: (subject: string) => string;
  credits: number;
}[] = [
  { ja: (s) => `${s}概論`, en: (s) => `Introduction to ${s}`, credits: 2 },
  { ja: (s) => `${s}基礎演習`, en: (s) => `Basic Seminar in ${s}`, credits: 1 },
  { ja: (s) => `${s}講義`, en: (s) => `Lectures on ${s}`, credits: 2 },
  { ja: (s) => `${s}特講`, en: (s) => `Special Topics in ${s}`, credits: 2 },
  { ja: (s) => `${s}演習`, en: (s) => `Seminar in ${s}`, credits: 2 },
];

export interface Discipline {
  facultyJa: string;
  facultyEn: string;
  departmentJa: string;
  departmentEn: string;
  graduateSchoolJa: string;
  graduateSchoolEn: string;
  /** Letter in student numbers. */
  letter: string;
  subjects: readonly Titled[];
}

export const disciplines = {
  letters: {
    facultyJa: '文学部',
    facultyEn: 'Faculty of Letters',
    departmentJa: '人文学科',
    departmentEn: 'Department of Humanities',
    graduateSchoolJa: '人文学研究科',
    graduateSchoolEn: 'Graduate School of Humanities',
    letter: 'L',
    subjects: [
      ['日本文学', 'Japanese Literature'],
      ['英米文学', 'English and American Literature'],
      ['言語学', 'Linguistics'],
      ['日本史学', 'Japanese History'],
      ['東洋史学', 'Asian History'],
      ['美術史', 'Art History'],
      ['社会学', 'Sociology'],
      ['図書館情報学', 'Library and Information Science'],
    ],
  },
  economics: {
    facultyJa: '経済学部',
    facultyEn: 'Faculty of Economics',
    departmentJa: '経済学科',
    departmentEn: 'Department of Economics',
    graduateSchoolJa: '経済学研究科',
    graduateSchoolEn: 'Graduate School of Economics',
    letter: 'E',
    subjects: [
      ['ミクロ経済学', 'Microeconomics'],
      ['マクロ経済学', 'Macroeconomics'],
      ['計量経済学', 'Econometrics'],
      ['財政学', 'Public Finance'],
      ['国際経済学', 'International Economics'],
      ['経営学', 'Business Administration'],
      ['会計学', 'Accounting'],
      ['経済史', 'Economic History'],
    ],
  },
  engineering: {
    facultyJa: '工学部',
    facultyEn: 'Faculty of Engineering',
    departmentJa: '情報工学科',
    departmentEn: 'Department of Computer Science and Engineering',
    graduateSchoolJa: '工学研究科',
    graduateSchoolEn: 'Graduate School of Engineering',
    letter: 'T',
    subjects: [
      ['線形代数', 'Linear Algebra'],
      ['プログラミング', 'Programming'],
      ['アルゴリズム', 'Algorithms'],
      ['計算機アーキテクチャ', 'Computer Architecture'],
      ['オペレーティングシステム', 'Operating Systems'],
      ['データベース', 'Databases'],
      ['機械学習', 'Machine Learning'],
      ['ヒューマン・コンピュータ・インタラクション', 'Human–Computer Interaction'],
    ],
  },
  science: {
    facultyJa: '理学部',
    facultyEn: 'Faculty of Science',
    departmentJa: '生物科学科',
    departmentEn: 'Department of Biological Sciences',
    graduateSchoolJa: '理学研究科',
    graduateSchoolEn: 'Graduate School of Science',
    letter: 'S',
    subjects: [
      ['細胞生物学', 'Cell Biology'],
      ['分子生物学', 'Molecular Biology'],
      ['生態学', 'Ecology'],
      ['有機化学', 'Organic Chemistry'],
      ['物理学', 'Physics'],
      ['遺伝学', 'Genetics'],
      ['進化学', 'Evolutionary Biology'],
      ['生物統計学', 'Biostatistics'],
    ],
  },
  education: {
    facultyJa: '教育学部',
    facultyEn: 'Faculty of Education',
    departmentJa: '学校教育学科',
    departmentEn: 'Department of School Education',
    graduateSchoolJa: '教育学研究科',
    graduateSchoolEn: 'Graduate School of Education',
    letter: 'K',
    subjects: [
      ['教育学', 'Education'],
      ['教育心理学', 'Educational Psychology'],
      ['国語科教育', 'Japanese Language Education'],
      ['理科教育', 'Science Education'],
      ['特別支援教育', 'Special Needs Education'],
      ['幼児教育', 'Early Childhood Education'],
      ['教育課程論', 'Curriculum Studies'],
      ['生徒指導論', 'Student Guidance'],
    ],
  },
} as const satisfies Record<string, Discipline>;

const thesis: Titled = ['卒業研究', 'Graduation Thesis'];
const mastersThesis: Titled = ['修士論文研究', 'Master’s Thesis Research'];

/** The last term whose grades are known: spring of this academic year. */
export const currentAcademicYear = 2026;

const pickGrade = (random: Random): SampleCourse['grade'] => {
  const draw = random.next();
  return draw < 0.17 ? 'S' : draw < 0.52 ? 'A' : draw < 0.82 ? 'B' : draw < 0.96 ? 'C' : 'N';
};

const pickTerm = (random: Random, isLastYear: boolean): SampleCourse['term'] => {
  const draw = random.next();
  if (isLastYear) {
    return draw < 0.9 ? 'spring' : 'intensive';
  }
  return draw < 0.46 ? 'spring' : draw < 0.9 ? 'autumn' : draw < 0.97 ? 'full_year' : 'intensive';
};

const termOrder = ['spring', 'autumn', 'full_year', 'intensive'];

/**
 * @param firstYear academic year of admission
 * @param years years for which there are grades; the present one counts with its spring term alone
 * @returns passed courses by academic year and term, each course once
 */
export function undergraduateCourses(
  random: Random,
  discipline: Discipline,
  firstYear: number,
  years: number,
): SampleCourse[] {
  const [first, ...others] = general;
  const generalCourses = [first, ...random.shuffle(others)].map((title) => ({ title, credits: 2 }));
  const special = forms.flatMap((form) =>
    random.shuffle(discipline.subjects).map(([ja, en]) => ({
      title: [form.ja(ja), form.en(en)] as Titled,
      credits: form.credits,
    })),
  );
  const courses: SampleCourse[] = [];
  for (let index = 0; index < years; index += 1) {
    const academicYear = firstYear + index;
    const isPresent = academicYear === currentAcademicYear;
    const half = isPresent ? 0.5 : 1;
    const generalCount = Math.round((index < 2 ? 9 : 2) * half);
    const specialCount = Math.round(([7, 11, 16, 6][index] ?? 0) * half);
    const taken = [
      ...generalCourses.splice(0, generalCount),
      ...special.splice(0, specialCount),
    ].map(({ title: [nameJa, nameEn], credits }) => ({
      academicYear,
      term: pickTerm(random, isPresent),
      nameJa,
      nameEn,
      credits,
      grade: pickGrade(random),
    }));
    if (index === 3 && !isPresent) {
      const [nameJa, nameEn] = thesis;
      const grade = random.pick(['S', 'A', 'A', 'B'] as const);
      taken.push({ academicYear, term: 'full_year', nameJa, nameEn, credits: 8, grade });
    }
    courses.push(...inTermOrder(taken));
  }
  return courses;
}

/** As `undergraduateCourses`, for a graduate school: fewer courses, and the thesis in the second year. */
export function graduateSchoolCourses(
  random: Random,
  discipline: Discipline,
  firstYear: number,
  years: number,
): SampleCourse[] {
  const subjects = random.shuffle(discipline.subjects);
  const courses: SampleCourse[] = [];
  for (let index = 0; index < years; index += 1) {
    const academicYear = firstYear + index;
    const isPresent = academicYear === currentAcademicYear;
    const taken: SampleCourse[] = subjects
      .splice(0, isPresent ? 3 : 5)
      .map(([ja, en]): SampleCourse => ({
        academicYear,
        term: pickTerm(random, isPresent),
        nameJa: `${ja}特論`,
        nameEn: `Advanced ${en}`,
        credits: random.pick([1.5, 2, 2]),
        grade: pickGrade(random),
      }));
    if (index === 1 && !isPresent) {
      const [nameJa, nameEn] = mastersThesis;
      taken.push({ academicYear, term: 'full_year', nameJa, nameEn, credits: 8, grade: 'A' });
    }
    courses.push(...inTermOrder(taken));
  }
  return courses;
}

function inTermOrder(courses: SampleCourse[]): SampleCourse[] {
  return courses.sort((a, b) => termOrder.indexOf(a.term) - termOrder.indexOf(b.term));
}
