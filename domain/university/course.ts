/** A course on record, as a certificate has it. */
export interface CertificateCourse {
  /** Academic year (April to March) in which the course was taken. */
  academicYear: number;
  term: 'spring' | 'autumn' | 'full_year' | 'intensive';
  nameJa: string;
  nameEn: string;
  /** Halves are possible: 1.5. */
  credits: number;
  /** 'S' | 'A' | 'B' | 'C', or 'N' for credits earned elsewhere and recognised. */
  grade: string;
}
