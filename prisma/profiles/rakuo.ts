import type { UniversityProfile } from '../../domain/university/profile.ts';
import { CARD_BY_PAYPAL, CASH_BY_SMART_PIT, TRANSPORT_IC_BY_SMART_PIT } from './payment-methods.ts';
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

/** 洛央大学: single sign-on at the university (manual 001). */
export const rakuo: UniversityProfile = {
  edition: '9.4.1',
  name: { ja: '洛央大学', en: 'Rakuo University' },
  shortName: { ja: '洛央大', en: 'Rakuo' },
  accent: 'rakuo',
  homepageUrl: 'https://www.rakuo.example/',
  languages: ['ja', 'en'],
  userTypes: ['student'],
  signIn: {
    student: {
      kind: 'saml',
      entityId: 'https://idp.rakuo.example/idp/shibboleth',
      scopes: ['rakuo.example'],
      providerName: { ja: '洛央大学 統合認証システム', en: 'Rakuo University Single Sign-On' },
    },
    staffBySaml: true,
  },
  secondPassword: { student: false, graduate: false, rules: FIVE_RULES, notes: [] },
  topPage: 'print_destination',
  menu: {
    student: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
    graduate: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
  },
  mail: {
    senderName: { ja: '洛央大学 証明書発行サービス', en: 'Rakuo University Certificate Service' },
    senderAddress: 'certificates@rakuo.example',
    replyNote: RECORDS_NOTE,
  },
  oneTimeLink: ONE_TIME_LINK,
  contacts: {
    system: CALL_CENTRE,
    records: {
      name: {
        ja: '洛央大学 教育推進部 証明書担当',
        en: 'Rakuo University, Education Office, certificates desk',
      },
      phone: '0000-55-0220',
      hours: { ja: '平日 9:00〜17:00', en: 'Weekdays 9:00–17:00 (Japan time)' },
    },
    sealed: {
      name: {
        ja: '所属する学部・研究科の教務掛',
        en: 'the academic affairs section of your faculty or graduate school',
      },
      offices: [
        {
          name: {
            ja: '文学部・大学院文学研究科 教務掛',
            en: 'Letters (faculty and graduate school), academic affairs',
          },
          phone: '0000-55-0231',
        },
        {
          name: {
            ja: '工学部・大学院工学研究科 教務掛',
            en: 'Engineering (faculty and graduate school), academic affairs',
          },
          phone: '0000-55-0232',
        },
        {
          name: {
            ja: '理学部・大学院理学研究科 教務掛',
            en: 'Science (faculty and graduate school), academic affairs',
          },
          phone: '0000-55-0233',
        },
      ],
    },
  },
  certificate: {
    frameColour: '#6b1f3a',
    issuer: {
      title: { ja: '洛央大学学長', en: 'President, Rakuo University' },
      name: { ja: '久我 由紀子', en: 'Yukiko Kuga' },
      address: {
        ja: '〒000-0002 洛央府洛央市吉野町2番地',
        en: '2 Yoshino-cho, Rakuo City, Rakuo 000-0002, Japan',
      },
      legalName: {
        ja: '国立大学法人 洛央大学',
        en: 'National University Corporation Rakuo University',
      },
    },
    kinds: ALL_KINDS,
    // a current student's former programme costs what it costs graduates.
    issueFees: [
      fee({ yen: 500, validFrom: '2020-04-01' }),
      fee({
        affiliationStatus: 'student',
        yen: 300,
        validFrom: '2020-04-01',
        validTo: '2024-01-16',
      }),
      fee({ affiliationStatus: 'student', yen: 400, validFrom: '2024-01-16' }),
      fee({ affiliationStatus: 'non_degree', yen: 400, validFrom: '2024-01-16' }),
    ],
    systemFees: [],
    maxCopiesAnOrder: 20,
    destinations: ['convenience_store'],
    paymentMethods: [CARD_BY_PAYPAL, CASH_BY_SMART_PIT, TRANSPORT_IC_BY_SMART_PIT],
    chains: CHAINS,
    ...ORDER_TERMS,
    receipt: { registrationNumber: 'T0000000000021' },
    printFeeYenASheet: 20,
  },
  notices: {
    landing: [
      {
        ja: '学籍番号が複数ある方は、申請のはじめに、どの学籍番号の証明書かを選びます。',
        en: 'If you have more than one student ID number, you choose at the start of an order which one it is for.',
      },
    ],
    signIn: [
      {
        ja: '大学の統合認証の画面でログインしてください。',
        en: 'Log in on the university’s own login page.',
      },
    ],
    order: [],
  },
  manual: {
    revisions: [
      {
        edition: '9.4.1',
        date: '2024-01-16',
        changes: {
          ja: '言語の切り替えの説明を加えました。',
          en: 'Switching the language is explained.',
        },
      },
      {
        edition: '8.0',
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
