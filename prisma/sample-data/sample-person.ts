/** An invented person with everything that the university knows about him or her. No such person exists. */
export interface SamplePerson {
  universityCode: SampleUniversityCode;
  /** User ID in the university's directory. */
  userId: string;
  password: string;
  nameJa: string;
  /** Reading in katakana. */
  nameKana: string;
  /** Family name in capitals first, as in a Japanese passport; a single name stands alone. */
  nameRoman: string;
  /** Civil date, `YYYY-MM-DD`. */
  birthDate: string;
  /** False when the fonts of the certificates lack a character of the Japanese name: staff must help. */
  isPrintable: boolean;
  affiliations: SampleAffiliation[];
}

export type SampleUniversityCode = 'aomine' | 'rakuo' | 'saikai' | 'mukono';
export type SampleProgramme = 'undergraduate' | 'master' | 'doctoral';
export type SampleStatus =
  'student' | 'graduate' | 'withdrawn' | 'removed' | 'non_degree' | 'doctor_by_dissertation';

/** A period of study under one student number. Dates are civil dates, `YYYY-MM-DD`. */
export interface SampleAffiliation {
  studentNumber: string;
  status: SampleStatus;
  programme: SampleProgramme;
  facultyJa: string;
  facultyEn: string;
  departmentJa: string;
  departmentEn: string;
  year: number | null;
  enrolledOn: string;
  leftOn: string | null;
  /** The university withholds certificates; both languages or neither. */
  holdReasonJa: string | null;
  holdReasonEn: string | null;
  courses: SampleCourse[];
}

export interface SampleCourse {
  academicYear: number;
  term: 'spring' | 'autumn' | 'full_year' | 'intensive';
  nameJa: string;
  nameEn: string;
  credits: number;
  grade: 'S' | 'A' | 'B' | 'C' | 'N';
}
