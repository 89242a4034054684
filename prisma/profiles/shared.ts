import type { PasswordRules } from '../../domain/account/password-rules.ts';
import type { FeeRow } from '../../domain/orders/fees.ts';
import type { HaltRules } from '../../domain/university/halts.ts';
import type {
  CertificateKind,
  Bilingual,
  PrintDeadlineRule,
  StoreChain,
  UniversityProfile,
} from '../../domain/university/profile.ts';
import type { StepMinutes } from '../../domain/university/steps.ts';

/** What several universities have in common; each profile chooses from it. */

/** */
const NO_COPIER: Bilingual = {
  ja: 'マルチコピー機のない店舗や、故障・点検中の店舗では印刷できません。',
  en: 'Shops without a multifunction copier, or whose copier is out of order, cannot print.',
};

/** at every copier the last steps are the same. */
const CHECK_AND_PRINT: Bilingual[] = [
  {
    ja: '画面に出た内容を確かめ、部数を申請した数に合わせます。',
    en: 'Check the document on the screen, and set the number of copies you ordered.',
  },
  {
    ja: '印刷代を入れて印刷します。用紙の取り忘れにご注意ください。',
    en: 'Pay the printing charge and print. Please take every sheet with you.',
  },
];

/** The words on the copiers’ screens are Japanese whatever language the person reads. */
const AT_SEVEN_ELEVEN: Bilingual[] = [
  {
    ja: 'マルチコピー機の画面で「プリント」を選び、「ネットプリント」を押します。',
    en: 'On the copier’s screen, choose “プリント” (Print), then “ネットプリント” (Net Print).',
  },
  {
    ja: '「プリント予約番号」に、8桁の番号を入力します。',
    en: 'Enter the 8-character number under “プリント予約番号” (print reservation number).',
  },
  ...CHECK_AND_PRINT,
];
const AT_NETWORK_PRINT: Bilingual[] = [
  {
    ja: 'マルチコピー機の画面で「プリントサービス」を選び、「ネットワークプリント」を押します。',
    en: 'On the copier’s screen, choose “プリントサービス” (Print service), then “ネットワークプリント” (Network Print).',
  },
  {
    ja: '「ユーザー番号」に、10桁の番号を入力します。申請したすべての証明書が、この番号で表示されます。',
    en: 'Enter the 10-character number under “ユーザー番号” (user number). All certificates of your order are behind this one number.',
  },
  {
    ja: '印刷する証明書を選びます。複数あるときは、1つずつ印刷します。',
    en: 'Choose the certificate to print. If there are several, print them one after another.',
  },
  ...CHECK_AND_PRINT,
];

/** R-003, R-006, R-007; the operators' present names (X-10) stand in the locale texts. */
export const CHAINS: StoreChain[] = [
  {
    code: 'seven-eleven',
    destination: 'convenience_store',
    name: { ja: 'セブン-イレブン', en: '7-Eleven' },
    network: 'netprint',
    steps: AT_SEVEN_ELEVEN,
    unsuitable: NO_COPIER,
  },
  {
    code: 'familymart',
    destination: 'convenience_store',
    name: { ja: 'ファミリーマート', en: 'FamilyMart' },
    network: 'network-print',
    steps: AT_NETWORK_PRINT,
    unsuitable: NO_COPIER,
  },
  {
    code: 'lawson',
    destination: 'convenience_store',
    name: { ja: 'ローソン', en: 'Lawson' },
    network: 'network-print',
    steps: AT_NETWORK_PRINT,
    unsuitable: NO_COPIER,
  },
];

/** A machine of the university's own (docs/providers/campus-printer.md); no university has one today. */
export const CAMPUS_MACHINE: StoreChain = {
  code: 'campus-machine',
  destination: 'campus_machine',
  name: { ja: '学内の証明書発行機', en: 'Certificate machine on campus' },
  network: 'campus-printer',
  steps: [
    {
      ja: '発行機の画面で「証明書発行サービス」を選びます。',
      en: 'On the machine’s screen, choose “証明書発行サービス” (Certificate service).',
    },
    {
      ja: '8桁の発行番号を入力します。',
      en: 'Enter the 8-digit issue number.',
    },
    {
      ja: '画面に出た内容を確かめて印刷します。用紙の取り忘れにご注意ください。',
      en: 'Check the document on the screen and print. Please take every sheet with you.',
    },
  ],
  unsuitable: {
    ja: '建物が閉まっている時間は使えません。',
    en: 'It cannot be used while the building is closed.',
  },
};

export const ENROLMENT: CertificateKind = {
  code: 'enrolment',
  name: { ja: '在学証明書', en: 'Certificate of Enrollment' },
  description: {
    ja: '現在在学していることを証明します。',
    en: 'Certifies that you are currently enrolled.',
  },
  languages: ['ja', 'en'],
  eligible: ['student', 'non_degree'],
  requires: [],
  maxCopies: 10,
};

export const TRANSCRIPT: CertificateKind = {
  code: 'transcript',
  name: { ja: '成績証明書', en: 'Academic Transcript' },
  description: {
    ja: '修得した科目、単位、成績を証明します。',
    en: 'Lists the courses you have completed, with credits and grades.',
  },
  languages: ['ja', 'en'],
  eligible: ['student', 'graduate', 'withdrawn', 'removed', 'non_degree'],
  requires: ['courses'],
  maxCopies: 10,
};

export const EXPECTED_GRADUATION: CertificateKind = {
  code: 'expected_graduation',
  name: { ja: '卒業(修了)見込証明書', en: 'Certificate of Expected Graduation' },
  description: {
    ja: '最終学年の方が、いつ卒業・修了する見込みかを証明します。',
    en: 'Certifies when you are expected to graduate. For your last year of study.',
  },
  languages: ['ja', 'en'],
  eligible: ['student'],
  requires: ['last_year'],
  maxCopies: 10,
};

export const GRADUATION: CertificateKind = {
  code: 'graduation',
  name: { ja: '卒業(修了)証明書', en: 'Certificate of Graduation' },
  description: {
    ja: '卒業・修了したことと、その日を証明します。',
    en: 'Certifies that you graduated, and when.',
  },
  languages: ['ja', 'en'],
  eligible: ['graduate'],
  requires: [],
  maxCopies: 10,
};

export const ENROLMENT_PERIOD: CertificateKind = {
  code: 'enrolment_period',
  name: { ja: '在籍期間証明書', en: 'Certificate of Period of Enrollment' },
  description: {
    ja: 'いつからいつまで在籍していたかを証明します。',
    en: 'Certifies from when until when you were enrolled.',
  },
  languages: ['ja', 'en'],
  eligible: ['graduate', 'withdrawn', 'removed'],
  requires: [],
  maxCopies: 10,
};

export const DEGREE: CertificateKind = {
  code: 'degree',
  name: { ja: '学位授与証明書', en: 'Certificate of Degree Conferment' },
  description: {
    ja: '論文の審査によって博士の学位を授与されたことを証明します。',
    en: 'Certifies that you were awarded a doctorate by dissertation.',
  },
  languages: ['ja', 'en'],
  eligible: ['doctor_by_dissertation'],
  requires: [],
  maxCopies: 10,
};

/** What whoever studies or studied here can order. */
export const ALL_KINDS = [
  ENROLMENT,
  TRANSCRIPT,
  EXPECTED_GRADUATION,
  GRADUATION,
  ENROLMENT_PERIOD,
  DEGREE,
];

/** A row of a table of fees that is the same for everything but what `row` says. */
export const fee = (row: Partial<FeeRow> & Pick<FeeRow, 'yen' | 'validFrom'>): FeeRow => ({
  affiliationStatus: null,
  certificateKind: null,
  language: null,
  destination: null,
  validTo: null,
  ...row,
});

/** the day of application is not counted. */
export const SEVEN_DAYS = { days: 7, countFirstDay: false, cut: '00:00' };

/** whoever pays at the last moment still has three days to print. */
export const SEVEN_DAYS_TO_PRINT: PrintDeadlineRule = {
  ...SEVEN_DAYS,
  minHoursAfterPaymentDeadline: 72,
  whenTooShort: 'extend',
};

/** What most universities settle alike about their orders; each profile may say otherwise. */
export const ORDER_TERMS = {
  printDeadline: SEVEN_DAYS_TO_PRINT,
  networksByMethod: {},
  reopening: null,
  outages: { extendDeadlines: true, countFromMinutes: 60, evenIfAnotherNetworkWorked: false },
  refunds: {
    cancelledByPerson: 'full',
    cancelledByPersonUntil: 'numbers',
    cancelledByStaff: 'full',
    secondPersonFromYen: 10_000,
  },
  reminders: { paymentHoursBefore: [72, 24, 3], printHoursBefore: [72, 24, 3] },
  receipt: { registrationNumber: null },
  tabs: { legacy: false },
} satisfies Partial<UniversityProfile['certificate']>;

export const CALL_CENTRE = {
  name: { ja: '証明書発行サービス コールセンター', en: 'Certificate service call centre' },
  phone: '06-6809-4327',
  hours: { ja: '24時間・年中無休', en: '24 hours, every day, in Japanese only' },
};

/** Whom to ask about what a certificate says; that the address only sends is said by the mail's own foot. */
export const RECORDS_NOTE = {
  ja: '証明書の内容についてのお問い合わせは、所属の事務担当にお願いします。',
  en: 'For questions about what a certificate says, please ask your faculty office.',
};

/** R-060…R-064, the five rules of manual 003. */
export const FIVE_RULES: PasswordRules = {
  minLength: 8,
  maxLength: 64,
  needsUpperCase: true,
  needsLowerCase: true,
  needsDigit: true,
  allowsSymbols: false,
};

/** half an hour; an invitation of staff waits for a colleague who may be away for a week. */
export const ONE_TIME_LINK: UniversityProfile['oneTimeLink'] = {
  ttlMinutes: 30,
  ttlMinutesOf: { staff_invitation: 7 * 24 * 60 },
  resendCoolDownSeconds: 60,
  maxCodeAttempts: 5,
  objectionDays: 7,
};

/** the estimates of manual 002. Registering at the payment company and the way to the store are not in them. */
export const STEP_MINUTES: StepMinutes = {
  registration: 3,
  secondPassword: 1,
  order: 2,
  store: 3,
  application: 3,
  approvalDays: 1,
};

/** R-011, X-14: two weeks' notice; whoever begins half an hour before a halt can still finish paying. */
export const HALT_RULES: HaltRules = {
  announcedDaysBefore: 14,
  lastStartMinutesBefore: 30,
  extendDeadlines: true,
};
