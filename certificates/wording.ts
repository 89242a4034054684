import { MONTH_NAMES } from '../domain/time/names.ts';
import type { CertificateAffiliation, CertificateCourse } from './certificate-document.ts';

/** The fixed words of the certificates, in both languages. Japanese certificates speak in the である style. */

export type Language = 'ja' | 'en';

/** @param civilDate `YYYY-MM-DD` @returns 2026年11月21日 / 21 November 2026 @throws RangeError when it is none */
export function writeDate(civilDate: string, language: Language): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(civilDate) ?? [];
  const name = MONTH_NAMES[Number(month) - 1];
  if (!year || !name || !(Number(day) >= 1 && Number(day) <= 31)) {
    throw new RangeError(`not a civil date: ${civilDate}`);
  }
  return language === 'ja'
    ? `${year}年${Number(month)}月${Number(day)}日`
    : `${Number(day)} ${name} ${year}`;
}

type Programme = CertificateAffiliation['programme'];
type Status = CertificateAffiliation['status'];
type Term = CertificateCourse['term'];

interface Words {
  issueNumber: string;
  name: string;
  birthDate: string;
  studentNumber: string;
  affiliation: string;
  programme: string;
  enrolledOn: string;
  programmes: Record<Programme, string>;
  terms: Record<Term, string>;
  /** Label of the date on which a person left, by status. */
  left: Partial<Record<Status, string>>;
  /** Across the pages of a preview, the same in both languages. */
  sample: string;
  course: string;
  yearAndTerm: string;
  credits: string;
  grade: string;
  creditsEarned: string;
  gradePointAverage: string;
  noCourses: string;
  legend: string;
  /** Printed below the last row, so that nothing can be added. */
  end: string;
  transcriptStatement: string;
  sealOf: (university: string) => string;
  born: (date: string) => string;
  yearOfStudy: (year: number) => string;
  page: (page: number, pages: number) => string;
}

export const words: Record<Language, Words> = {
  ja: {
    issueNumber: '発行番号',
    name: '氏名',
    birthDate: '生年月日',
    studentNumber: '学籍番号',
    affiliation: '所属',
    programme: '課程',
    enrolledOn: '入学年月日',
    programmes: {
      undergraduate: '学士課程',
      master: '修士課程',
      doctoral: '博士課程',
      professional: '専門職学位課程',
    },
    terms: { spring: '春学期', autumn: '秋学期', full_year: '通年', intensive: '集中' },
    left: {
      graduate: '卒業・修了年月日',
      withdrawn: '退学年月日',
      removed: '除籍年月日',
      non_degree: '在籍満了年月日',
      doctor_by_dissertation: '学位授与年月日',
    },
    sample: '見本 SAMPLE',
    course: '授業科目名',
    yearAndTerm: '年度・学期',
    credits: '単位数',
    grade: '評価',
    creditsEarned: '修得単位数合計',
    gradePointAverage: 'GPA',
    noCourses: '修得した単位はない。',
    legend:
      '評価：S＝90点以上、A＝80点以上、B＝70点以上、C＝60点以上（以上合格）、N＝認定（他大学等で修得）。',
    end: '以下余白',
    transcriptStatement: '上記のとおり相違ないことを証明する。',
    sealOf: (university) => `${university}の印`,
    born: (date) => `${date}生`,
    yearOfStudy: (year) => `${year}年次`,
    page: (page, pages) => `${page} / ${pages}`,
  },
  en: {
    issueNumber: 'Issue number',
    name: 'Name',
    birthDate: 'Date of birth',
    studentNumber: 'Student ID number',
    affiliation: 'Affiliation',
    programme: 'Programme',
    enrolledOn: 'Date of admission',
    programmes: {
      undergraduate: 'Bachelor’s programme',
      master: 'Master’s programme',
      doctoral: 'Doctoral programme',
      professional: 'Professional degree programme',
    },
    terms: { spring: 'Spring', autumn: 'Autumn', full_year: 'Full year', intensive: 'Intensive' },
    left: {
      graduate: 'Date of completion',
      withdrawn: 'Date of withdrawal',
      removed: 'Date of removal',
      non_degree: 'End of enrolment',
      doctor_by_dissertation: 'Date of conferral',
    },
    sample: '見本 SAMPLE',
    course: 'Course',
    yearAndTerm: 'Year, term',
    credits: 'Credits',
    grade: 'Grade',
    creditsEarned: 'Total credits earned',
    gradePointAverage: 'GPA',
    noCourses: 'No credits have been earned.',
    legend:
      'Grades: S = 90 or above, A = 80–89, B = 70–79, C = 60–69 of 100 points; N = recognised from elsewhere.',
    end: 'End of record',
    transcriptStatement: 'This is to certify that the above is a true record.',
    sealOf: (university) => `Seal of ${university}`,
    born: (date) => date,
    yearOfStudy: (year) => `Year ${year}`,
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
};

/** @returns 124 / 1.5: credits without a needless decimal */
export function writeCredits(credits: number): string {
  return Number.isInteger(credits) ? String(credits) : credits.toFixed(1);
}
