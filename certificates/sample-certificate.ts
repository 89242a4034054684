import type { CertificateCourse, CertificateDocument } from './certificate-document.ts';

/** A certificate of an invented person, for tests and for looking at the templates. */
export const sampleCertificate: CertificateDocument = {
  kind: 'enrolment',
  language: 'ja',
  university: {
    nameJa: '青嶺大学',
    nameEn: 'Aomine University',
    presidentTitleJa: '青嶺大学学長',
    presidentTitleEn: 'President, Aomine University',
    presidentNameJa: '瀬戸　理一',
    presidentNameEn: 'Riichi Seto',
    addressJa: '〒000-0001　青嶺県青嶺市本町一丁目1番1号',
    addressEn: '1-1-1 Honmachi, Aomine City, Aomine 000-0001, Japan',
    accent: '#1f4e79',
  },
  person: {
    nameJa: '髙橋　美咲',
    nameKana: 'タカハシ　ミサキ',
    nameRoman: 'TAKAHASHI Misaki',
    birthDate: '2005-08-03',
  },
  affiliation: {
    studentNumber: '24L0042',
    facultyJa: '文学部',
    facultyEn: 'Faculty of Letters',
    departmentJa: '人文学科',
    departmentEn: 'Department of Humanities',
    programme: 'undergraduate',
    year: 3,
    enrolledOn: '2024-04-01',
    leftOn: null,
    status: 'student',
  },
  courses: [],
  gradePointAverage: 3.24,
  issueNumber: '10001',
  issuedOn: '2026-11-21',
};

/** @returns that many courses, every seventeenth with a name that needs two lines */
export function sampleCourses(count: number): CertificateCourse[] {
  const terms = ['spring', 'autumn', 'full_year', 'intensive'] as const;
  return Array.from({ length: count }, (_, index) => {
    const isLong = index % 17 === 5;
    return {
      academicYear: 2023 + Math.floor(index / 30),
      term: terms[index % terms.length] ?? 'spring',
      nameJa: isLong
        ? `現代社会における情報倫理とデジタル・シティズンシップの基礎的考察（演習を含む）${index + 1}`
        : `日本文学講義 ${index + 1}`,
      nameEn: isLong
        ? `Foundations of Information Ethics and Digital Citizenship in Contemporary Society ${index + 1}`
        : `Lectures on Japanese Literature ${index + 1}`,
      credits: index % 9 === 0 ? 1.5 : 2,
      grade: ['S', 'A', 'B', 'C', 'N'][index % 5] ?? 'A',
    };
  });
}
