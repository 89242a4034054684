import { receiptState, receiptTax } from '../../domain/orders/receipt.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatDate, formatYen } from '../../rendering/format.ts';
import { itemName, sayIn } from '../orders/words.ts';
import type { ReceiptOrder } from './queries.ts';

/** Everything that stands on a receipt, in the reader's words: page and PDF say the same. */
export interface ReceiptContent {
  title: string;
  number: string;
  /** With 様, where the language has it. */
  addressee: string;
  total: string;
  /** What it was paid for. */
  purpose: string;
  rows: { label: string; value: string }[];
  lines: { label: string; value: string }[];
  tax: string[];
  issuer: { name: string; address: string; registration: string | null };
  /** What of it has gone back, or is going back; null when nothing is. */
  returned: string | null;
  /** All of it: the paper is void. */
  isVoid: boolean;
}

/** @returns null while nothing is paid, when nothing had to be, or when the provider took the payment back */
export function receiptContent(
  order: ReceiptOrder,
  profile: UniversityProfile,
  locale: Locale,
): ReceiptContent | null {
  const state = receiptState(order);
  if (state.kind === 'none' || order.paidAt === null) return null;
  const say = sayIn(locale);
  const yen = (amount: number) => formatYen(amount, locale);
  const { issuer, paymentMethods, receipt } = profile.certificate;
  const method = paymentMethods.find(({ code }) => code === order.paidMethod);
  const tax = receiptTax(order);
  return {
    title: say('receipts.receipt.title'),
    number: order.issueNumber,
    addressee: say('receipts.receipt.addressee', { name: order.name ?? order.personName }),
    total: yen(order.totalYen),
    purpose: say('receipts.receipt.purpose'),
    rows: [
      { label: say('receipts.receipt.number'), value: order.issueNumber },
      { label: say('receipts.receipt.paidOn'), value: formatDate(order.paidAt, locale) },
      ...(method ? [{ label: say('receipts.receipt.method'), value: method.name[locale] }] : []),
    ],
    lines: [
      ...order.lines.map((line) => ({
        label: itemName(line, locale),
        value: say('receipts.receipt.line', {
          count: line.copies,
          unit: yen(line.unitFeeYen),
          fee: yen(line.feeYen),
        }),
      })),
      ...(order.systemFeeYen > 0
        ? [{ label: say('receipts.receipt.systemFee'), value: yen(order.systemFeeYen) }]
        : []),
      { label: say('receipts.receipt.total'), value: yen(order.totalYen) },
    ],
    tax: [
      say('receipts.receipt.untaxed', { amount: yen(tax.untaxedYen) }),
      ...(tax.taxedYen > 0
        ? [
            say('receipts.receipt.taxed', {
              percent: tax.percent,
              amount: yen(tax.taxedYen),
              tax: yen(tax.taxYen),
            }),
          ]
        : []),
    ],
    issuer: {
      name: issuer.legalName[locale],
      address: issuer.address[locale],
      registration:
        receipt.registrationNumber === null
          ? null
          : say('receipts.receipt.registration', { number: receipt.registrationNumber }),
    },
    returned:
      state.kind === 'valid'
        ? null
        : say(`receipts.receipt.returned.${state.kind}`, { amount: yen(state.returnedYen) }),
    isVoid: state.kind === 'void',
  };
}
