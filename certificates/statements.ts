import { expectedGraduation } from '../domain/orders/expected-graduation.ts';
import { MONTH_NAMES } from '../domain/time/names.ts';
import type { CertificateAffiliation, CertificateDocument } from './certificate-document.ts';
import { words, writeDate } from './wording.ts';

/** What each kind of certificate is called, and the one sentence that it certifies. */

type OneSentence = Exclude<CertificateDocument['kind'], 'transcript'>;

/** Bachelors graduate (卒業); whoever was in a graduate school completes it (修了). */
const isUndergraduate = ({ programme }: CertificateAffiliation) => programme === 'undergraduate';

/** @returns the title as it stands on the paper */
export function titleOf({ kind, language, affiliation }: CertificateDocument): string {
  const graduates = isUndergraduate(affiliation);
  if (language === 'ja') {
    return {
      enrolment: '在学証明書',
      transcript: '成績証明書',
      expected_graduation: graduates ? '卒業見込証明書' : '修了見込証明書',
      graduation: graduates ? '卒業証明書' : '修了証明書',
      enrolment_period: '在籍期間証明書',
      degree: '学位授与証明書',
    }[kind];
  }
  return {
    enrolment: 'Certificate of Enrolment',
    transcript: 'Academic Transcript',
    expected_graduation: graduates
      ? 'Certificate of Expected Graduation'
      : 'Certificate of Expected Completion',
    graduation: graduates ? 'Certificate of Graduation' : 'Certificate of Completion',
    enrolment_period: 'Certificate of Period of Enrolment',
    degree: 'Certificate of Degree',
  }[kind];
}

/**
 * @returns the sentence that a certificate of one page states
 * @throws RangeError when this affiliation has nothing of the kind to certify
 */
export function statementOf(input: CertificateDocument): string {
  if (input.kind === 'transcript') throw new RangeError('a transcript states its courses');
  const said = STATEMENTS[input.kind](input);
  if (said === null) {
    throw new RangeError(`nothing to certify: ${input.kind} of status ${input.affiliation.status}`);
  }
  const sentence = said[input.language];
  return input.language === 'ja'
    ? `上記の者は、${sentence}ことを証明する。`
    : `This is to certify that the person named above ${sentence}.`;
}

interface Said {
  ja: string;
  en: string;
}

const STATEMENTS: Record<OneSentence, (input: CertificateDocument) => Said | null> = {
  enrolment: ({ affiliation, university }) => {
    if (affiliation.status === 'student') {
      return {
        ja: '本学に在学している',
        en: `is enrolled as a student at ${university.nameEn}`,
      };
    }
    if (affiliation.status !== 'non_degree') return null;
    return {
      ja: '非正規生として本学に在籍している',
      en: `is enrolled as a non-degree student at ${university.nameEn}`,
    };
  },

  expected_graduation: ({ affiliation, university, issuedOn }) => {
    if (affiliation.status !== 'student') return null;
    const at = expectedGraduation(affiliation, issuedOn);
    const month = MONTH_NAMES[at.month - 1] ?? '';
    return isUndergraduate(affiliation)
      ? {
          ja: `${at.year}年${at.month}月に本学を卒業する見込みである`,
          en: `is expected to graduate from ${university.nameEn} in ${month} ${at.year}`,
        }
      : {
          ja: `${at.year}年${at.month}月に本学大学院の${words.ja.programmes[affiliation.programme]}を修了する見込みである`,
          en: `is expected to complete the ${words.en.programmes[affiliation.programme]} at ${university.nameEn} in ${month} ${at.year}`,
        };
  },

  graduation: ({ affiliation, university }) => {
    if (affiliation.status !== 'graduate' || affiliation.leftOn === null) return null;
    const { ja, en } = inBoth(affiliation.leftOn);
    return isUndergraduate(affiliation)
      ? {
          ja: `${ja}に本学を卒業した`,
          en: `graduated from ${university.nameEn} on ${en}`,
        }
      : {
          ja: `${ja}に本学大学院の${words.ja.programmes[affiliation.programme]}を修了した`,
          en: `completed the ${words.en.programmes[affiliation.programme]} at ${university.nameEn} on ${en}`,
        };
  },

  enrolment_period: ({ affiliation, university }) => {
    if (affiliation.status === 'doctor_by_dissertation') return null;
    const from = inBoth(affiliation.enrolledOn);
    if (affiliation.leftOn === null) {
      return {
        ja: `${from.ja}から現在まで本学に在籍している`,
        en: `has been enrolled at ${university.nameEn} since ${from.en}`,
      };
    }
    const to = inBoth(affiliation.leftOn);
    return {
      ja: `${from.ja}から${to.ja}まで本学に在籍していた`,
      en: `was enrolled at ${university.nameEn} from ${from.en} to ${to.en}`,
    };
  },

  degree: ({ affiliation, university }) => {
    if (affiliation.leftOn === null) return null;
    const { ja, en } = inBoth(affiliation.leftOn);
    if (affiliation.status === 'doctor_by_dissertation') {
      return {
        ja: `本学に提出した学位論文の審査に合格し、${ja}に博士の学位を授与された`,
        en: `passed the examination of the dissertation submitted to ${university.nameEn} and was awarded the degree of Doctor on ${en}`,
      };
    }
    if (affiliation.status !== 'graduate') return null;
    const degree = DEGREES[affiliation.programme];
    return {
      ja: `${ja}に本学において${degree.ja}の学位を授与された`,
      en: `was awarded ${degree.en} by ${university.nameEn} on ${en}`,
    };
  },
};

const DEGREES: Record<CertificateAffiliation['programme'], Said> = {
  undergraduate: { ja: '学士', en: 'the degree of Bachelor' },
  master: { ja: '修士', en: 'the degree of Master' },
  doctoral: { ja: '博士', en: 'the degree of Doctor' },
  professional: { ja: '修士（専門職）', en: 'the professional degree of Master' },
};

function inBoth(civilDate: string): Said {
  return { ja: writeDate(civilDate, 'ja'), en: writeDate(civilDate, 'en') };
}
