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
import type { RefundTerms } from '../orders/refund-policy.ts';
import type { SlipNumber } from '../orders/slip.ts';
import type { HaltRules, HaltSetting } from './halts.ts';
import type { OutageRules } from './outages.ts';
import type { StepMinutes } from './steps.ts';

/** A text in both languages. */
export interface Bilingual {
  ja: string;
  en: string;
}

export type Locale = 'ja' | 'en';
export type UserType = 'student' | 'graduate';
export type PrintNetworkId = 'netprint' | 'network-print' | 'campus-printer';
export type ProviderId = 'paypal' | 'smart-pit' | 'sbps';
/** Providers that take cash for a number. */
export type CashProviderId = Exclude<ProviderId, 'paypal'>;

/**
 * What a certificate needs to say anything: a transcript without courses would be an empty table, and before the last
 * year nobody vouches for a graduation.
 */
export type CertificateRequirement = 'courses' | 'last_year';

export type CertificateKindCode =
  'enrolment' | 'transcript' | 'expected_graduation' | 'graduation' | 'enrolment_period' | 'degree';

/** A kind of certificate in a university's catalogue. */
export interface CertificateKind {
  code: CertificateKindCode;
  name: Bilingual;
  description: Bilingual;
  languages: CertificateLanguage[];
  /** Statuses of an affiliation that may order it. */
  eligible: AffiliationStatus[];
  requires: CertificateRequirement[];
  maxCopies: number;
}

/** What to do at one chain of stores, step by step. */
export interface StoreInstructions {
  store: Bilingual;
  /** The first number that is asked for there: a slip without such a number cannot be paid there. */
  asksFor: SlipNumber['kind'];
  steps: Bilingual[];
}

/** A way to pay; nothing in the code reads its name, only these settings. */
export interface PaymentMethod {
  /** Lower-case letters, digits and `_`; kept on the order and on each payment. */
  code: string;
  provider: ProviderId;
  /**
   * `page`: paid at once at the provider's page. `slip`: the numbers to pay with are shown here. `page_slip`: the
   * provider's own page hands them out.
   */
  way: 'page' | 'slip' | 'page_slip';
  /** What the provider calls it, where it offers several. */
  providerMethod: string | null;
  /** Switched off, a method stays known for the orders that have it. */
  isOffered: boolean;
  name: Bilingual;
  description: Bilingual;
  deadline: DeadlineRule;
  /** Most yen that can be paid with it; null where there is no limit. */
  maxYen: number | null;
  /** Where and how it is paid. */
  instructions: StoreInstructions[];
}

/** Until when an order can be printed (R-218…R-220). */
export interface PrintDeadlineRule extends DayDeadlineRule {
  /** Hours that whoever pays at the last moment must have left for printing. */
  minHoursAfterPaymentDeadline: number;
  /** What gives way when a method would leave less: the print deadline, or the method. */
  whenTooShort: 'extend' | 'do_not_offer_method';
}

/** A convenience-store chain and the network behind its copier (R-003…R-007). */
export interface StoreChain {
  code: 'seven-eleven' | 'familymart' | 'lawson' | 'campus-machine';
  destination: Destination;
  name: Bilingual;
  network: PrintNetworkId;
  /** At the copier, step by step. */
  steps: Bilingual[];
  /** Shops of the chain that cannot print. */
  unsuitable: Bilingual;
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
  | 'top'
  | 'orders'
  | 'messages'
  | 'change_mail_address'
  | 'change_second_password'
  | 'sessions'
  | 'manual';

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
    printDeadline: PrintDeadlineRule;
    /** Networks for the orders of a payment method, where not every network is for everybody. */
    networksByMethod: Record<string, PrintNetworkId[]>;
    /** The one free re-opening of the print window, and by how many days; null where there is none. */
    reopening: { days: number } | null;
    /** When the fault of a print network gives people more time. */
    outages: OutageRules;
    refunds: RefundTerms;
    /** Hours before each deadline at which a mail reminds of it. */
    reminders: { paymentHoursBefore: number[]; printHoursBefore: number[] };
    /** 領収書: the issuer's number in the invoice system (T and 13 digits), where it has one. */
    receipt: { registrationNumber: string | null };
    /** The two tabs of the list: by state, or as manual 003 has them. */
    tabs: { legacy: boolean };
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
