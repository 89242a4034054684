import type { UniversityProfile } from '../../domain/university/profile.ts';
import {
  CALL_CENTRE,
  CARD_BY_PAYPAL,
  CHAINS,
  ENROLMENT,
  FIVE_RULES,
  ONE_TIME_LINK,
  RECORDS_NOTE,
  SEVEN_DAYS,
  TRANSCRIPT,
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
  secondPassword: { student: false, graduate: false, rules: FIVE_RULES },
  topPage: 'print_destination',
  menu: {
    student: ['top', 'orders', 'manual', 'change_mail_address', 'sessions'],
    graduate: ['top', 'orders', 'manual', 'change_mail_address', 'sessions'],
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
    kinds: [ENROLMENT, TRANSCRIPT],
    issueFees: [
      {
        affiliationStatus: null,
        certificateKind: null,
        language: null,
        destination: null,
        validFrom: '2024-01-01',
        validTo: null,
        yen: 400,
      },
    ],
    systemFees: [{ per: 'order', yen: 100, validFrom: '2024-01-01', validTo: null }],
    maxCopiesAnOrder: 20,
    destinations: ['convenience_store'],
    paymentMethods: [CARD_BY_PAYPAL],
    chains: CHAINS,
    printDeadline: SEVEN_DAYS,
    printFeeYenASheet: 20,
  },
  notices: {
    landing: [],
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
        changes: { ja: '最初の版です。', en: 'First edition.' },
      },
    ],
  },
  halts: [],
};
