import type {
  Bilingual,
  PaymentMethod,
  StoreInstructions,
} from '../../domain/university/profile.ts';
import { SEVEN_DAYS } from './shared.ts';

/** The ways to pay that universities choose from (R-191… ). */

/** what to do with the number at a terminal, and then at the till. */
const AT_THE_TILL: Bilingual[] = [
  {
    ja: '金額と支払先を確かめて確定すると、申込券が出ます。',
    en: 'Check the amount and the payee, and confirm. The machine prints an application ticket.',
  },
  {
    ja: '申込券を30分以内にレジへ持って行き、現金で支払います。',
    en: 'Take the ticket to the till within 30 minutes and pay in cash.',
  },
  {
    ja: '受領書を受け取ります。印刷が終わるまで、保管してください。',
    en: 'Take the receipt, and keep it until you have printed.',
  },
];

const FAMILYMART: Bilingual = { ja: 'ファミリーマート', en: 'FamilyMart' };
const LAWSON: Bilingual = { ja: 'ローソン', en: 'Lawson' };
const SEVEN_ELEVEN: Bilingual = { ja: 'セブン-イレブン', en: '7-Eleven' };

/** the terminals differ by chain. */
const SMART_PIT_STORES: StoreInstructions[] = [
  {
    store: FAMILYMART,
    asksFor: 'smart_pit',
    steps: [
      {
        ja: '店内のマルチコピー機で「代金支払い」を選び、「番号入力」へ進みます。',
        en: 'At the multi-function copier, choose “代金支払い” (payment), then “番号入力” (enter a number).',
      },
      {
        ja: '13桁のスマートピット番号を、ハイフンなしで入力します。',
        en: 'Enter the 13-digit Smart Pit number without hyphens.',
      },
      ...AT_THE_TILL,
    ],
  },
  {
    store: LAWSON,
    asksFor: 'smart_pit',
    steps: [
      {
        ja: '店内の端末「Loppi」で「各種番号をお持ちの方」を選びます。',
        en: 'At the “Loppi” terminal, choose “各種番号をお持ちの方” (I have a number).',
      },
      {
        ja: '13桁のスマートピット番号を、ハイフンなしで入力します。',
        en: 'Enter the 13-digit Smart Pit number without hyphens.',
      },
      ...AT_THE_TILL,
    ],
  },
];

const SBPS_STORES: StoreInstructions[] = [
  {
    store: SEVEN_ELEVEN,
    asksFor: 'seven_eleven',
    steps: [
      {
        ja: 'レジで「インターネット代金の支払い」と伝え、13桁の払込票番号を見せます。端末の操作はありません。',
        en: 'At the till, say “インターネット代金の支払い” (payment for the internet) and show the 13-digit number. There is no machine to use.',
      },
      {
        ja: '現金で支払い、領収書を受け取ります。',
        en: 'Pay in cash and take the receipt.',
      },
    ],
  },
  {
    store: FAMILYMART,
    asksFor: 'receipt',
    steps: [
      {
        ja: '店内のマルチコピー機で「代金支払い」を選び、「番号入力」へ進みます。',
        en: 'At the multi-function copier, choose “代金支払い” (payment), then “番号入力” (enter a number).',
      },
      {
        ja: '受付番号と確認番号を入力します。',
        en: 'Enter the receipt number and the confirmation number.',
      },
      ...AT_THE_TILL,
    ],
  },
  {
    store: LAWSON,
    asksFor: 'receipt',
    steps: [
      {
        ja: '店内の端末「Loppi」で「各種番号をお持ちの方」を選びます。',
        en: 'At the “Loppi” terminal, choose “各種番号をお持ちの方” (I have a number).',
      },
      {
        ja: '受付番号と確認番号を入力します。',
        en: 'Enter the receipt number and the confirmation number.',
      },
      ...AT_THE_TILL,
    ],
  },
];

/**
 * paid at once at PayPal, so its deadline is how long PayPal keeps the payment page open
 * (three hours to approve; PayPal's order schema).
 */
export const CARD_BY_PAYPAL: PaymentMethod = {
  code: 'card',
  provider: 'paypal',
  way: 'page',
  providerMethod: null,
  isOffered: true,
  name: { ja: 'クレジットカード決済', en: 'Credit card' },
  description: {
    ja: 'PayPalの画面で支払います。PayPalの個人アカウントが必要です。',
    en: 'You pay on PayPal’s page. You need a personal PayPal account.',
  },
  deadline: { minutes: 180 },
  maxYen: null,
  instructions: [],
};

/** R-193…: cash for a number of 13 digits, at two chains, up to 300,000 yen a slip. */
export const CASH_BY_SMART_PIT: PaymentMethod = {
  code: 'convenience_store',
  provider: 'smart-pit',
  way: 'slip',
  providerMethod: null,
  isOffered: true,
  name: { ja: 'コンビニ現金払い(スマートピット)', en: 'Cash at a convenience store (Smart Pit)' },
  description: {
    ja: '画面とメールでお知らせする番号を使い、ファミリーマートかローソンのレジで現金で支払います。セブン-イレブンでは支払えません。',
    en: 'You get a number on screen and by mail, and pay in cash at a FamilyMart or Lawson. You cannot pay at 7-Eleven.',
  },
  deadline: SEVEN_DAYS,
  maxYen: 300_000,
  instructions: SMART_PIT_STORES,
};

/** named in the rule of the deadline alone, so it is known and switched off. */
export const TRANSPORT_IC_BY_SMART_PIT: PaymentMethod = {
  ...CASH_BY_SMART_PIT,
  code: 'transport_ic',
  providerMethod: 'transport_ic',
  isOffered: false,
  name: { ja: '交通系ICカード払い', en: 'Public transport IC card' },
  description: {
    ja: '画面とメールでお知らせする番号を使い、ファミリーマートかローソンのレジで交通系ICカードで支払います。1枚のカードで支払える額は2万円までです。',
    en: 'You get a number on screen and by mail, and pay with a transport IC card at a FamilyMart or Lawson. One card holds up to ¥20,000.',
  },
  maxYen: 20_000,
  instructions: SMART_PIT_STORES.map(({ store, asksFor, steps }) => ({
    store,
    asksFor,
    steps: steps.map((step) => ({
      ja: step.ja.replace('現金で支払います', '「交通系ICカードで」と伝えて支払います'),
      en: step.en.replace('pay in cash', 'say that you pay with a transport IC card'),
    })),
  })),
};

/** SBPS hands the numbers out on its own page, where the store is chosen. */
export const CASH_BY_SBPS: PaymentMethod = {
  code: 'convenience_store',
  provider: 'sbps',
  way: 'page_slip',
  providerMethod: 'webcvs',
  isOffered: true,
  name: { ja: 'コンビニ現金払い', en: 'Cash at a convenience store' },
  description: {
    ja: 'SBペイメントサービスの画面でセブン-イレブン、ファミリーマート、ローソンから店を選ぶと、番号が出ます。選んだチェーンの店のレジで、現金で支払います。ほかのチェーンでは支払えません。',
    en: 'You choose 7-Eleven, FamilyMart or Lawson on SB Payment Service’s page and get a number there. You pay in cash at a store of the chain you chose; the others do not take it.',
  },
  deadline: SEVEN_DAYS,
  maxYen: 300_000,
  instructions: SBPS_STORES,
};

/** */
export const PAY_EASY_BY_SBPS: PaymentMethod = {
  code: 'pay_easy',
  provider: 'sbps',
  way: 'page_slip',
  providerMethod: 'payeasy',
  isOffered: true,
  name: { ja: 'Pay-easy決済', en: 'Pay-easy' },
  description: {
    ja: 'SBペイメントサービスの画面で番号が出ます。銀行のATMかインターネットバンキングで支払います。',
    en: 'You get the numbers on SB Payment Service’s page, and pay at a bank’s ATM or by internet banking.',
  },
  deadline: SEVEN_DAYS,
  maxYen: 300_000,
  instructions: [
    {
      store: { ja: '銀行のATM', en: 'Bank ATM' },
      asksFor: 'collector',
      steps: [
        {
          ja: '「Pay-easy(ペイジー)」の印があるATMで「税金・料金払い込み」を選びます。',
          en: 'At an ATM with the Pay-easy sign, choose “税金・料金払い込み” (taxes and fees).',
        },
        {
          ja: '収納機関番号、お客様番号、確認番号を入力します。',
          en: 'Enter the collecting agency number, the customer number and the confirmation number.',
        },
        {
          ja: '金額を確かめて、現金かキャッシュカードで支払い、明細票を受け取ります。',
          en: 'Check the amount, pay in cash or with your bank card, and take the statement.',
        },
      ],
    },
    {
      store: { ja: 'インターネットバンキング', en: 'Internet banking' },
      asksFor: 'collector',
      steps: [
        {
          ja: '銀行の画面にログインし、「税金・料金払い込み」か「Pay-easy」を選びます。',
          en: 'Log in at your bank and choose “税金・料金払い込み” or “Pay-easy”.',
        },
        {
          ja: '収納機関番号、お客様番号、確認番号を入力します。',
          en: 'Enter the collecting agency number, the customer number and the confirmation number.',
        },
        {
          ja: '金額を確かめて、支払いを確定します。',
          en: 'Check the amount and confirm the payment.',
        },
      ],
    },
  ],
};
