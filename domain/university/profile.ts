import type {
  AffiliationStatus,
  CertificateLanguage,
  Destination,
  FeeRow,
  SystemFeeRow,
} from '../orders/fees.ts';
import type { DayDeadlineRule, DeadlineRule } from '../orders/deadline.ts';

/** A text in both languages. */
export interface Bilingual {
  ja: string;
  en: string;
}

export type Locale = 'ja' | 'en';
export type UserType = 'student' | 'graduate';
export type PrintNetworkId = 'netprint' | 'network-print';
export type ProviderId = 'paypal';

/** A kind of certificate in a university's catalogue. */
export interface CertificateKind {
  code: 'enrolment' | 'transcript';
  name: Bilingual;
  description: Bilingual;
  languages: CertificateLanguage[];
  /** Statuses of an affiliation that may order it. */
  eligible: AffiliationStatus[];
  maxCopies: number;
}

/** A way to pay; nothing in the code reads its name, only these settings. */
export interface PaymentMethod {
  code: 'card';
  provider: ProviderId;
  name: Bilingual;
  description: Bilingual;
  deadline: DeadlineRule;
}

/** A convenience-store chain and the network behind its copier (R-003…R-007). */
export interface StoreChain {
  code: 'seven-eleven' | 'familymart' | 'lawson';
  name: Bilingual;
  network: PrintNetworkId;
}

/** Settings of one university in force from an instant on. */
export interface UniversityProfile {
  edition: string;
  name: Bilingual;
  shortName: Bilingual;
  /** CSS class suffix of the accent colour, one of those views/assets/css knows. */
  accent: string;
  homepageUrl: string;
  languages: Locale[];
  userTypes: UserType[];
  signIn: {
    student: { kind: 'ldap' | 'saml'; baseDn: string; userFilterAttribute: string } | null;
  };
  secondPassword: { student: boolean; graduate: boolean };
  mail: { senderName: Bilingual; senderAddress: string; replyNote: Bilingual };
  oneTimeLink: { ttlMinutes: number; resendCoolDownSeconds: number; maxCodeAttempts: number };
  contacts: {
    system: { name: Bilingual; phone: string; hours: Bilingual };
    records: { name: Bilingual; phone: string; hours: Bilingual };
    sealed: { name: Bilingual };
  };
  certificate: {
    /** Colour of the frame on the paper, `#rrggbb`. */
    frameColour: string;
    issuer: { title: Bilingual; name: Bilingual; address: Bilingual; legalName: Bilingual };
    kinds: CertificateKind[];
    issueFees: FeeRow[];
    systemFees: SystemFeeRow[];
    /** Upper limit of copies in one order. */
    maxCopiesAnOrder: number;
    destinations: Destination[];
    paymentMethods: PaymentMethod[];
    chains: StoreChain[];
    printDeadline: DayDeadlineRule;
    /** Yen a sheet at the copier, paid there. */
    printFeeYenASheet: number;
  };
  /** Notes shown on pages, edited by the university. */
  notices: { signIn: Bilingual[]; order: Bilingual[] };
  /** Periods without service, in instants (R-008…R-012). */
  halts: { from: string; to: string; what: 'all' | 'payment' | 'printing'; reason: Bilingual }[];
}
