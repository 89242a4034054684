import { MONTH_NAMES } from '../domain/time/names.ts';
import type {
  CertificateAffiliation,
  CertificateCourse,
  CertificateDocument,
} from './certificate-document.ts';

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
  title: Record<CertificateDocument['kind'], string>;
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
    title: { enrolment: '在学証明書', transcript: '成績証明書' },
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
    left: { graduate: '卒業・修了年月日', withdrawn: '退学年月日', removed: '除籍年月日' },
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
    title: { enrolment: 'Certificate of Enrolment', transcript: 'Academic Transcript' },
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
    },
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

/**
 * @returns the sentence that certifies enrolment
 * @throws RangeError when the person is not enrolled: there is nothing to certify
 */
export function enrolmentStatement({
  affiliation,
  university,
  language,
}: CertificateDocument): string {
  switch (affiliation.status) {
    case 'student':
      return language === 'ja'
        ? '上記の者は、本学に在学していることを証明する。'
        : `This is to certify that the person named above is enrolled as a student at ${university.nameEn}.`;
    case 'non_degree':
      return language === 'ja'
        ? '上記の者は、非正規生として本学に在籍していることを証明する。'
        : `This is to certify that the person named above is enrolled as a non-degree student at ${university.nameEn}.`;
    default:
      throw new RangeError(`no enrolment to certify: status ${affiliation.status}`);
  }
}

/** @returns 124 / 1.5: credits without a needless decimal */
export function writeCredits(credits: number): string {
  return Number.isInteger(credits) ? String(credits) : credits.toFixed(1);
}
