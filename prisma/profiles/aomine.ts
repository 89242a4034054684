import type { UniversityProfile } from '../../domain/university/profile.ts';
import { CARD_BY_PAYPAL } from './payment-methods.ts';
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

/** 青嶺大学: sign-in by the service against the university directory (manual 000). */
export const aomine: UniversityProfile = {
  edition: '12.2.0',
  name: { ja: '青嶺大学', en: 'Aomine University' },
  shortName: { ja: '青嶺大', en: 'Aomine' },
  accent: 'aomine',
  homepageUrl: 'https://www.aomine.example/',
  languages: ['ja', 'en'],
  userTypes: ['student'],
  signIn: {
    student: {
      kind: 'ldap',
      baseDn: 'ou=people,dc=aomine,dc=example',
      userFilterAttribute: 'uid',
    },
    staffBySaml: false,
  },
  secondPassword: { student: false, graduate: false, rules: FIVE_RULES, notes: [] },
  topPage: 'print_destination',
  menu: {
    student: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
    graduate: ['top', 'orders', 'messages', 'manual', 'change_mail_address', 'sessions'],
  },
  mail: {
    senderName: { ja: '青嶺大学 証明書発行サービス', en: 'Aomine University Certificate Service' },
    senderAddress: 'certificates@aomine.example',
    replyNote: RECORDS_NOTE,
  },
  oneTimeLink: ONE_TIME_LINK,
  contacts: {
    system: CALL_CENTRE,
    records: {
      name: {
        ja: '青嶺大学 教務部 証明書担当',
        en: 'Aomine University, Academic Affairs, certificates desk',
      },
      phone: '0000-55-0110',
      hours: { ja: '平日 9:00〜17:00', en: 'Weekdays 9:00–17:00 (Japan time)' },
    },
    sealed: {
      name: {
        ja: '所属する学部・研究科の学生係',
        en: 'the student affairs section of your faculty or graduate school',
      },
      offices: [
        {
          name: { ja: '文学部 学生係', en: 'Faculty of Letters, student affairs' },
          phone: '0000-55-0121',
        },
        {
          name: { ja: '経済学部 学生係', en: 'Faculty of Economics, student affairs' },
          phone: '0000-55-0122',
        },
        {
          name: {
            ja: '工学部・大学院工学研究科 学生係',
            en: 'Engineering (faculty and graduate school), student affairs',
          },
          phone: '0000-55-0123',
        },
        {
          name: {
            ja: '理学部・大学院理学研究科 学生係',
            en: 'Science (faculty and graduate school), student affairs',
          },
          phone: '0000-55-0124',
        },
      ],
    },
  },
  certificate: {
    frameColour: '#1f4e8c',
    issuer: {
      title: { ja: '青嶺大学学長', en: 'President, Aomine University' },
      name: { ja: '瀬戸 理一', en: 'Riichi Seto' },
      address: {
        ja: '〒000-0001 青嶺県青嶺市本町一丁目1番1号',
        en: '1-1-1 Honmachi, Aomine City, Aomine 000-0001, Japan',
      },
      legalName: {
        ja: '国立大学法人 青嶺大学',
        en: 'National University Corporation Aomine University',
      },
    },
    kinds: ALL_KINDS,
    issueFees: [fee({ yen: 400, validFrom: '2024-01-01' })],
    systemFees: [{ per: 'order', yen: 100, validFrom: '2024-01-01', validTo: null }],
    maxCopiesAnOrder: 20,
    destinations: ['convenience_store'],
    paymentMethods: [CARD_BY_PAYPAL],
    chains: CHAINS,
    ...ORDER_TERMS,
    reopening: { days: 7 },
    // Whoever orders here can also cancel with a number in hand; what that costs is in docs/decisions/0017.
    refunds: { ...ORDER_TERMS.refunds, cancelledByPersonUntil: 'printing' },
    printFeeYenASheet: 20,
  },
  notices: {
    landing: [
      {
        ja: '提出先によっては、コンビニで印刷した証明書を受け付けないことがあります。海外の機関などに出すときは、先に提出先へお確かめください。',
        en: 'Some recipients do not accept certificates printed at a store. Ask them first, above all if they are outside Japan.',
      },
    ],
    signIn: [
      {
        ja: '大学で使っているユーザーIDとパスワードでログインしてください。',
        en: 'Log in with the user ID and password you use at the university.',
      },
    ],
    order: [],
  },
  manual: {
    revisions: [
      {
        edition: '12.2.0',
        date: '2025-11-18',
        changes: {
          ja: '登録したメールアドレスが、ログイン後の画面で分かるようになりました。',
          en: 'The registered mail address is shown after logging in.',
        },
      },
      {
        edition: '11.4.0',
        date: '2024-11-26',
        changes: {
          ja: 'システムの新しい版に合わせて全体を見直しました。',
          en: 'Revised throughout for a new version of the system.',
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
  halts: [
    {
      from: '2026-08-11T15:00:00Z',
      to: '2026-08-16T15:00:00Z',
      what: 'all',
      reason: { ja: '夏季一斉休業のため', en: 'The university is closed for the summer' },
    },
  ],
  haltRules: HALT_RULES,
};
