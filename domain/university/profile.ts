import type {
  AffiliationStatus,
  CertificateLanguage,
  Destination,
  FeeRow,
  SystemFeeRow,
} from '../orders/fees.ts';
import type { PasswordRules } from '../account/password-rules.ts';
import type { LinkPurpose } from '../mail/link-purposes.ts';
import type { DayDeadlineRule, DeadlineRule } from '../orders/deadline.ts';
import type { HaltRules, HaltSetting } from './halts.ts';
import type { StepMinutes } from './steps.ts';

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

/** Students sign in on our own page with the ID and password of the university's directory. */
export interface DirectorySignIn {
  kind: 'ldap';
  baseDn: string;
  userFilterAttribute: string;
}

/** Students sign in at the university's identity provider; its keys and addresses are in its metadata file. */
export interface SamlSignIn {
  kind: 'saml';
  /** entityID of the identity provider. */
  entityId: string;
  /** Scopes that its attributes may have (`@rakuo.example`); others are another university's. */
  scopes: string[];
  /** What the provider calls its page and its user ID, for our own page's words. */
  providerName: Bilingual;
}

/** Entries of the menu ⚙ (R-133…R-138); signing out is always the last one. */
export type MenuEntryId =
  'top' | 'orders' | 'change_mail_address' | 'change_second_password' | 'sessions' | 'manual';

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
    student: DirectorySignIn | SamlSignIn | null;
    /** Staff may sign in at the identity provider of `student` instead of with password and code. */
    staffBySaml: boolean;
  };
  /**
   * Who has a second password (R-053… ), what it must be like, and what the university says
   * beside the form in which it is set: where else it is used.
   */
  secondPassword: {
    student: boolean;
    graduate: boolean;
    rules: PasswordRules;
    notes: Bilingual[];
  };
  /** What the first page behind the sign-in is: 印刷先選択 or メニュー選択. */
  topPage: 'print_destination' | 'menu_choice';
  /** Menu by user type, in this order. */
  menu: Record<UserType, MenuEntryId[]>;
  mail: { senderName: Bilingual; senderAddress: string; replyNote: Bilingual };
  oneTimeLink: {
    ttlMinutes: number;
    /** Where it differs by purpose. */
    ttlMinutesOf: Partial<Record<LinkPurpose, number>>;
    resendCoolDownSeconds: number;
    maxCodeAttempts: number;
    /** How long the old address may object to a change, and for how long an objection forbids another. */
    objectionDays: number;
  };
  contacts: {
    system: { name: Bilingual; phone: string; hours: Bilingual };
    records: { name: Bilingual; phone: string; hours: Bilingual };
    /** Whom to ask for a sealed envelope: in general, and where each has an office of its own. */
    sealed: { name: Bilingual; offices: { name: Bilingual; phone: string }[] };
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
  notices: { landing: Bilingual[]; signIn: Bilingual[]; order: Bilingual[] };
  /** Editions of the manual, newest first; the first is the one in force. Civil dates. */
  manual: { revisions: { edition: string; date: string; changes: Bilingual }[] };
  /** How long each step takes, for the chart of steps. */
  stepMinutes: StepMinutes;
  /** Periods without service (R-008…R-012). */
  halts: HaltSetting[];
  haltRules: HaltRules;
}
