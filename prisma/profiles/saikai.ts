import type { UniversityProfile } from '../../domain/university/profile.ts';
import { CARD_BY_PAYPAL, CASH_BY_SMART_PIT, TRANSPORT_IC_BY_SMART_PIT } from './payment-methods.ts';
import {
  CALL_CENTRE,
  CHAINS,
  DEGREE,
  ENROLMENT_PERIOD,
  fee,
  FIVE_RULES,
  GRADUATION,
  HALT_RULES,
  ONE_TIME_LINK,
  ORDER_TERMS,
  RECORDS_NOTE,
  STEP_MINUTES,
  TRANSCRIPT,
} from './shared.ts';

/** 西海大学: graduates apply, are approved by staff, and sign in with two passwords (manual 002). */
export const saikai: UniversityProfile = {
  edition: '8.6.1',
  name: { ja: '西海大学', en: 'Saikai University' },
  shortName: { ja: '西海大', en: 'Saikai' },
  accent: 'saikai',
  homepageUrl: 'https://www.saikai.example/',
  languages: ['ja', 'en'],
  userTypes: ['graduate'],
  signIn: {
    student: null,
    staffBySaml: false,
  },
  secondPassword: { student: false, graduate: true, rules: FIVE_RULES, notes: [] },
  topPage: 'print_destination',
  menu: {
    student: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
    graduate: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
  },
  mail: {
    senderName: { ja: '西海大学 証明書発行サービス', en: 'Saikai University Certificate Service' },
    senderAddress: 'certificates@saikai.example',
    replyNote: RECORDS_NOTE,
  },
  oneTimeLink: ONE_TIME_LINK,
  contacts: {
    system: CALL_CENTRE,
    records: {
      name: {
        ja: '西海大学 学務課 証明書担当',
        en: 'Saikai University, Student Office, certificates desk',
      },
      phone: '0000-55-0330',
      hours: { ja: '平日 9:00〜17:00', en: 'Weekdays 9:00–17:00 (Japan time)' },
    },
    sealed: {
      name: {
        ja: '西海大学 学務課の窓口',
        en: 'the counter of the Saikai University Student Office',
      },
      offices: [
        {
          name: { ja: '学務課 証明書窓口', en: 'Student Office, certificates counter' },
          phone: '0000-55-0331',
        },
      ],
    },
  },
  certificate: {
    frameColour: '#0f5c5c',
    issuer: {
      title: { ja: '西海大学学長', en: 'President, Saikai University' },
      name: { ja: '有馬 恒夫', en: 'Tsuneo Arima' },
      address: {
        ja: '〒000-0003 西海県西海市港町三丁目3番',
        en: '3-3 Minatomachi, Saikai City, Saikai 000-0003, Japan',
      },
      legalName: { ja: '学校法人 西海学園', en: 'Saikai Gakuen Educational Foundation' },
    },
    kinds: [GRADUATION, TRANSCRIPT, ENROLMENT_PERIOD, DEGREE],
    //
    issueFees: [
      fee({ yen: 400, validFrom: '2015-04-01', validTo: '2023-08-01' }),
      fee({ yen: 500, validFrom: '2023-08-01' }),
    ],
    //
    systemFees: [{ per: 'order', yen: 150, validFrom: '2023-08-01', validTo: null }],
    maxCopiesAnOrder: 20,
    destinations: ['convenience_store'],
    paymentMethods: [CARD_BY_PAYPAL, CASH_BY_SMART_PIT, TRANSPORT_IC_BY_SMART_PIT],
    chains: CHAINS,
    ...ORDER_TERMS,
    receipt: { registrationNumber: 'T0000000000032' },
    printFeeYenASheet: 20,
  },
  notices: {
    landing: [
      {
        ja: '利用申請の受付を始める日は、大学のホームページでお知らせします。',
        en: 'The university’s home page will say from which day you can apply for use.',
      },
    ],
    signIn: [
      {
        ja: 'はじめて利用するときは、利用申請が必要です。',
        en: 'If this is your first time, you first apply for use.',
      },
    ],
    order: [],
  },
  manual: {
    revisions: [
      {
        edition: '8.6.1',
        date: '2023-08-01',
        changes: {
          ja: 'コールセンターの電話番号が変わりました。',
          en: 'The call centre has a new telephone number.',
        },
      },
    ],
  },
  stepMinutes: STEP_MINUTES,
  halts: [
    {
      from: '2026-12-27T15:00:00Z',
      to: '2027-01-04T00:00:00Z',
      announcedFrom: '2026-11-15T15:00:00Z',
      what: 'all',
      reason: { ja: '年末年始の休業のため', en: 'The university is closed over the New Year' },
    },
  ],
  haltRules: HALT_RULES,
};
