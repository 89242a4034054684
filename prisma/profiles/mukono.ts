import type { UniversityProfile } from '../../domain/university/profile.ts';
import { CASH_BY_SBPS, PAY_EASY_BY_SBPS } from './payment-methods.ts';
import {
  ALL_KINDS,
  CALL_CENTRE,
  CHAINS,
  fee,
  FIVE_RULES,
  HALT_RULES,
  ONE_TIME_LINK,
  ORDER_TERMS,
  RECORDS_NOTE,
  STEP_MINUTES,
} from './shared.ts';

/** 武庫野女子大学: directory sign-in with a second password (manual 003). */
export const mukono: UniversityProfile = {
  edition: '11.4.0',
  name: { ja: '武庫野女子大学', en: 'Mukono Women’s University' },
  shortName: { ja: '武庫野女子大', en: 'Mukono' },
  accent: 'mukono',
  homepageUrl: 'https://www.mukono.example/',
  languages: ['ja', 'en'],
  userTypes: ['student'],
  signIn: {
    student: {
      kind: 'ldap',
      baseDn: 'ou=people,dc=mukono,dc=example',
      userFilterAttribute: 'uid',
    },
    staffBySaml: false,
  },
  secondPassword: {
    student: true,
    graduate: false,
    rules: FIVE_RULES,
    notes: [
      {
        ja: '証明書の申請とM.I.C.オンラインチャージでは、同じ第2パスワードを使います。',
        en: 'You use the same second password for certificates and for M.I.C. online charge.',
      },
    ],
  },
  topPage: 'menu_choice',
  menu: {
    student: [
      'top',
      'orders',
      'messages',
      'change_mail_address',
      'change_second_password',
      'manual',
      'sessions',
    ],
    graduate: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
  },
  mail: {
    senderName: {
      ja: '武庫野女子大学 証明書発行サービス',
      en: 'Mukono Women’s University Certificate Service',
    },
    senderAddress: 'certificates@mukono.example',
    replyNote: RECORDS_NOTE,
  },
  oneTimeLink: ONE_TIME_LINK,
  contacts: {
    system: CALL_CENTRE,
    records: {
      name: {
        ja: '武庫野女子大学 学生部 証明書担当',
        en: 'Mukono Women’s University, Student Division, certificates desk',
      },
      phone: '0000-55-0440',
      hours: { ja: '平日 9:00〜17:00', en: 'Weekdays 9:00–17:00 (Japan time)' },
    },
    sealed: {
      name: { ja: '学生部の窓口', en: 'the counter of the Student Division' },
      offices: [
        {
          name: { ja: '学生部 証明書窓口', en: 'Student Division, certificates counter' },
          phone: '0000-55-0441',
        },
      ],
    },
  },
  certificate: {
    frameColour: '#7a2e5d',
    issuer: {
      title: { ja: '武庫野女子大学学長', en: 'President, Mukono Women’s University' },
      name: { ja: '塩見 佐和子', en: 'Sawako Shiomi' },
      address: {
        ja: '〒000-0004 武庫野県武庫野市花園町4番地',
        en: '4 Hanazono-cho, Mukono City, Mukono 000-0004, Japan',
      },
      legalName: { ja: '学校法人 武庫野学院', en: 'Mukono Gakuin Educational Foundation' },
    },
    kinds: ALL_KINDS,
    // whoever studies here gets the certificate of enrolment in Japanese free of charge.
    issueFees: [
      fee({ yen: 300, validFrom: '2024-01-01' }),
      fee({
        affiliationStatus: 'student',
        certificateKind: 'enrolment',
        language: 'ja',
        yen: 0,
        validFrom: '2025-04-01',
      }),
    ],
    systemFees: [],
    maxCopiesAnOrder: 20,
    destinations: ['convenience_store'],
    paymentMethods: [CASH_BY_SBPS, PAY_EASY_BY_SBPS],
    chains: CHAINS,
    ...ORDER_TERMS,
    printFeeYenASheet: 20,
  },
  notices: {
    landing: [
      {
        ja: '卒業や退学の後は、在学生用のIDでログインできなくなります。必要な証明書は、在学中に申請してください。',
        en: 'After you graduate or leave, your student ID no longer works here. Order the certificates you need while you are a student.',
      },
    ],
    signIn: [
      {
        ja: '大学のユーザーIDとパスワードでログインしてください。',
        en: 'Log in with your university user ID and password.',
      },
    ],
    order: [],
  },
  manual: {
    revisions: [
      {
        edition: '11.4.0',
        date: '2025-01-06',
        changes: {
          ja: 'M.I.C.オンラインチャージと第2パスワードが共通になったことを加えました。',
          en: 'The second password now also serves M.I.C. online charge.',
        },
      },
      {
        edition: '11.1.1',
        date: '2024-05-23',
        changes: {
          ja: '使えるブラウザーにEdgeを加えました。',
          en: 'Edge is among the browsers.',
        },
      },
      {
        edition: '8.6.0',
        date: '2023-08-01',
        changes: {
          ja: 'コールセンターの電話番号が変わりました。',
          en: 'The call centre has a new telephone number.',
        },
      },
    ],
  },
  stepMinutes: STEP_MINUTES,
  halts: [],
  haltRules: HALT_RULES,
};
