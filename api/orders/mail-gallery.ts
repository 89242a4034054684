import { REFUND_CAUSES } from '../../domain/orders/refund-causes.ts';
import type { EmailFrame, OrderNumbersEmail } from '../../rendering/email-models.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import { SAMPLE_PROFILE, samplePaidOrder } from './sample-orders.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

const { certificate, contacts, mail, name } = SAMPLE_PROFILE;
const order = samplePaidOrder();
const frame: EmailFrame = {
  universityName: name,
  senderName: mail.senderName,
  contact: contacts.system,
  replyNote: mail.replyNote,
};
const about = {
  ...frame,
  issueNumber: order.issueNumber,
  orderUrl: `https://certificates.example/aomine/orders/${order.id}`,
};

const numbers: OrderNumbersEmail = {
  ...about,
  lines: order.lines,
  systemFeeYen: order.systemFeeYen,
  totalYen: order.totalYen,
  paymentMethodName: { ja: 'クレジットカード決済', en: 'Credit card' },
  paidAt: GALLERY_NOW,
  issuerName: certificate.issuer.legalName,
  numbers: order.lines.flatMap((line) =>
    order.printJobs
      .filter(({ position }) => position === line.position)
      .map((job) => ({
        certificate: line,
        chains: certificate.chains.filter(({ network }) => network === job.network),
        code: job.code,
      })),
  ),
  printDeadline: order.printDeadline,
  printFeeYenASheet: certificate.printFeeYenASheet,
};

const someLate = numbers.numbers.map((number, index) =>
  index === 0 ? { ...number, code: null } : number,
);

/** Mails about an order, from plain data. */
export const orderMails: GalleryEmail[] = [
  {
    name: 'order-numbers',
    render: (locale) => renderEmail('order-numbers', locale, numbers, GALLERY_NOW),
  },
  {
    name: 'order-numbers-delayed',
    render: (locale) =>
      renderEmail('order-numbers', locale, { ...numbers, numbers: someLate }, GALLERY_NOW),
  },
  ...REFUND_CAUSES.map((cause) => ({
    name: `payment-returned-${cause.replaceAll('_', '-')}`,
    render: (locale: 'ja' | 'en') =>
      renderEmail('payment-returned', locale, { ...about, amountYen: 1300, cause }, GALLERY_NOW),
  })),
  {
    name: 'order-lapsed',
    render: (locale) =>
      renderEmail(
        'order-lapsed',
        locale,
        { ...about, paymentDeadline: order.paymentDeadline },
        GALLERY_NOW,
      ),
  },
  {
    name: 'print-expired',
    render: (locale) =>
      renderEmail(
        'print-expired',
        locale,
        { ...about, printDeadline: order.printDeadline, printedCopies: 1 },
        GALLERY_NOW,
      ),
  },
];
