import type { EmailModels } from '../../rendering/email-models.ts';
import type { OrderNumbersEmail, OrderEmailFrame } from '../../rendering/order-email-models.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import { unsuitableShops } from '../../rendering/unsuitable-shops.ts';
import { CASH_BY_SMART_PIT } from '../../prisma/profiles/payment-methods.ts';
import { SAMPLE_PROFILE, samplePaidOrder } from './sample-orders.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

const { certificate, contacts, mail, name } = SAMPLE_PROFILE;
const order = samplePaidOrder();
const orderPage = `https://certificates.example/aomine/orders/${order.id}`;
const about: OrderEmailFrame = {
  universityName: name,
  senderName: mail.senderName,
  contact: contacts.system,
  replyNote: mail.replyNote,
  issueNumber: order.issueNumber,
  orderUrl: orderPage,
};
const calendarUrl = `${orderPage}/deadlines.ics`;
const printing = {
  printDeadline: order.printDeadline,
  printFeeYenASheet: certificate.printFeeYenASheet,
  unsuitable: unsuitableShops(certificate.chains),
  whereToPrintUrl: 'https://certificates.example/aomine/where-to-print',
  calendarUrl,
};
const content = {
  addressee: 'タカハシ　ミサキ',
  lines: order.lines,
  systemFeeYen: order.systemFeeYen,
  totalYen: order.totalYen,
  issuerName: certificate.issuer.legalName,
};
const payment = {
  methodName: { ja: 'クレジットカード決済', en: 'Credit card' },
  paidAt: GALLERY_NOW,
};
const numbers: OrderNumbersEmail = {
  ...about,
  ...printing,
  ...content,
  payment,
  numbers: certificate.chains
    .filter(({ code }) => code !== 'lawson')
    .map((chain) => ({
      certificates: order.lines,
      chains: certificate.chains.filter(({ network }) => network === chain.network),
      code: order.printJobs.find(({ network }) => network === chain.network)?.code ?? null,
      keptUntil: chain.network === 'netprint' ? order.paymentDeadline : null,
    })),
};
const slip = {
  methodName: CASH_BY_SMART_PIT.name,
  numbers: [{ kind: 'smart_pit' as const, value: '0123456789012' }],
  totalYen: order.totalYen,
  paymentDeadline: order.paymentDeadline,
};
const money = { amountYen: 1300, keptYen: 0, cause: 'late' as const };
const someLate = numbers.numbers.map((number, index) =>
  index === 0 ? { ...number, code: null } : number,
);

function variant<N extends keyof EmailModels>(
  label: string,
  template: N,
  model: EmailModels[N],
): GalleryEmail {
  return { name: label, render: (locale) => renderEmail(template, locale, model, GALLERY_NOW) };
}

/** Mails about an order, from plain data. */
export const orderMails: GalleryEmail[] = [
  variant('cash-slip', 'cash-slip', {
    ...about,
    ...slip,
    printDeadline: order.printDeadline,
    instructions: CASH_BY_SMART_PIT.instructions,
    slipUrl: `${orderPage}/payment-slip`,
    calendarUrl,
  }),
  variant('order-numbers', 'order-numbers', numbers),
  variant('order-numbers-delayed', 'order-numbers', { ...numbers, numbers: someLate }),
  variant('order-numbers-free', 'order-numbers', { ...numbers, payment: null, totalYen: 0 }),
  variant('order-received', 'order-received', { ...about, ...content, ...printing, payment }),
  variant('order-received-free', 'order-received', {
    ...about,
    ...content,
    ...printing,
    payment: null,
  }),
  variant('payment-returned-late', 'payment-returned', {
    ...about,
    ...money,
    channel: 'provider',
  }),
  variant('payment-returned-paid-out', 'payment-returned', {
    ...about,
    ...money,
    keptYen: 200,
    cause: 'cancelled_by_person',
    channel: 'payout',
  }),
  variant('money-owed', 'money-owed', {
    ...about,
    ...money,
    cause: 'excess',
    office: contacts.records,
  }),
  variant('order-cancelled', 'order-cancelled', {
    ...about,
    cause: 'cancelled_by_person',
    refund: null,
  }),
  variant('order-cancelled-paid', 'order-cancelled', {
    ...about,
    cause: 'cancelled_by_staff',
    refund: { amountYen: 1100, keptYen: 200, channel: 'payout' },
  }),
  variant('order-cancelled-not-issued', 'order-cancelled', {
    ...about,
    cause: 'cannot_issue',
    refund: null,
  }),
  variant('order-cancelled-reversed', 'order-cancelled', {
    ...about,
    cause: 'payment_reversed',
    refund: null,
  }),
  variant('deadline-moved', 'deadline-moved', {
    ...about,
    cause: 'outage',
    paymentDeadline: order.paymentDeadline,
    printDeadline: order.printDeadline,
    calendarUrl,
  }),
  variant('number-replaced', 'number-replaced', {
    ...about,
    ...printing,
    numbers: numbers.numbers,
  }),
  variant('reminder-payment', 'reminder-payment', {
    ...about,
    ...slip,
    payUrl: `${orderPage}/payment-slip`,
  }),
  variant('reminder-print', 'reminder-print', {
    ...about,
    ...printing,
    numbers: numbers.numbers,
    copiesLeft: 1,
  }),
  variant('order-lapsed', 'order-lapsed', { ...about, paymentDeadline: order.paymentDeadline }),
  variant('print-expired', 'print-expired', {
    ...about,
    printDeadline: order.printDeadline,
    printedCopies: 1,
  }),
];
