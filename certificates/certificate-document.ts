import type { CertificateCourse } from '../domain/university/course.ts';
import type { CertificateKindCode } from '../domain/university/profile.ts';

export type { CertificateCourse };

/**
 * Everything that is printed on a certificate, as plain data: independent of the database, complete, and frozen by
 * whoever orders it. The same document gives the same bytes.
 */
export interface CertificateDocument {
  kind: CertificateDocumentKind;
  /** Language of the certificate, not of the page on which it was ordered. */
  language: 'ja' | 'en';
  university: CertificateUniversity;
  person: CertificatePerson;
  affiliation: CertificateAffiliation;
  /** In the order in which they are printed; used by the transcript alone. */
  courses: CertificateCourse[];
  /** Grade point average, for universities that state one; null leaves it out. */
  gradePointAverage: number | null;
  issueNumber: string;
  /** Civil date in Japan, `YYYY-MM-DD`. */
  issuedOn: string;
}

export type CertificateDocumentKind = CertificateKindCode;

/** Whether a certificate prints the courses. */
export const printsCourses = (kind: string): boolean => kind === 'transcript';

export interface CertificateUniversity {
  nameJa: string;
  nameEn: string;
  /** As written before the name: 青嶺大学長 / President, Aomine University. */
  presidentTitleJa: string;
  presidentTitleEn: string;
  presidentNameJa: string;
  presidentNameEn: string;
  addressJa: string;
  addressEn: string;
  /** Colour of the frame, `#rrggbb`. */
  accent: string;
}

export interface CertificatePerson {
  nameJa: string;
  /** Reading in katakana; empty when there is none. */
  nameKana: string;
  nameRoman: string;
  /** Civil date, `YYYY-MM-DD`. */
  birthDate: string;
}

export interface CertificateAffiliation {
  studentNumber: string;
  facultyJa: string;
  facultyEn: string;
  departmentJa: string;
  departmentEn: string;
  programme: 'undergraduate' | 'master' | 'doctoral' | 'professional';
  /** Year of study; null once the person has left. */
  year: number | null;
  /** Civil dates, `YYYY-MM-DD`. */
  enrolledOn: string;
  leftOn: string | null;
  status:
    'student' | 'graduate' | 'withdrawn' | 'removed' | 'non_degree' | 'doctor_by_dissertation';
}
