import type { DeadlineChangeCause } from '../domain/orders/deadline-changes.ts';
import type { CertificateLanguage } from '../domain/orders/fees.ts';
import type { RefundCause } from '../domain/orders/refund-causes.ts';
import type { SlipNumber } from '../domain/orders/slip.ts';
import type { Bilingual, StoreChain, StoreInstructions } from '../domain/university/profile.ts';
import type { EmailFrame } from './email-models.ts';

/** What every mail about an order says besides: which one, and where its page is. */
export interface OrderEmailFrame extends EmailFrame {
  issueNumber: string;
  orderUrl: string;
}

/** A certificate with its own language, as the mail names it. */
export interface EmailCertificate {
  name: Bilingual;
  language: CertificateLanguage;
}

/** One print number, the certificates it prints, and the chains whose copiers take it. */
export interface EmailPrintNumber {
  certificates: EmailCertificate[];
  chains: StoreChain[];
  /** Null while the network has not given it yet: the mail says that it is delayed. */
  code: string | null;
  /** Where its network keeps it for less time than the order can be printed: it is replaced before then. */
  keptUntil: Date | null;
}

export interface EmailOrderLine extends EmailCertificate {
  copies: number;
  unitFeeYen: number;
  feeYen: number;
}

/** What was ordered, line by line: 種別 数量 単金 金額. */
export interface EmailOrderContent {
  /** In katakana for whoever reads Japanese, as the manual's sample has it; else in roman letters. */
  addressee: string;
  lines: EmailOrderLine[];
  systemFeeYen: number;
  totalYen: number;
  issuerName: Bilingual;
}

/** The receipt of MAIL-11: what was paid, how (its label, X-17) and when. */
export interface EmailPayment {
  methodName: Bilingual;
  paidAt: Date;
}

/** What a person needs who goes to print. */
export interface EmailPrinting {
  printDeadline: Date;
  printFeeYenASheet: number;
  /** Which shops cannot print, in the university's words; chains of which the same is said stand together. */
  unsuitable: { chains: StoreChain[]; words: Bilingual }[];
  whereToPrintUrl: string;
  /** Both deadlines as a file for calendars. */
  calendarUrl: string;
}

/** MAIL-10 with MAIL-11: print numbers, and what was paid; a free order was not paid. */
export interface OrderNumbersEmail extends OrderEmailFrame, EmailOrderContent, EmailPrinting {
  numbers: EmailPrintNumber[];
  payment: EmailPayment | null;
}

/** MAIL-11 while no number has come yet, and MAIL-12 of a free order, whose `payment` is null. */
export interface OrderReceivedEmail extends OrderEmailFrame, EmailOrderContent {
  payment: EmailPayment | null;
  printDeadline: Date;
}

/** MAIL-9: what to pay with at a store; it tells of the application itself as well. */
export interface CashSlipEmail extends OrderEmailFrame {
  methodName: Bilingual;
  numbers: SlipNumber[];
  totalYen: number;
  /** Half-open. */
  paymentDeadline: Date;
  printDeadline: Date;
  instructions: StoreInstructions[];
  /** The page of the numbers, with every step. */
  slipUrl: string;
  calendarUrl: string;
}

/** Money went back: late, doubled, wrong amount, cancelled, or the order could not be issued. */
export interface PaymentReturnedEmail extends OrderEmailFrame {
  /** 0 when it was taken in another currency: the mail then names no amount. */
  amountYen: number;
  /** What the university keeps by its terms; 0 when all of it went back. */
  keptYen: number;
  cause: RefundCause;
  /** `payout`: the office paid it out. */
  channel: 'provider' | 'payout';
}

/** Cash that has to go back and cannot go the way it came: it is safe, and the office pays it out. */
export interface MoneyOwedEmail extends OrderEmailFrame {
  amountYen: number;
  keptYen: number;
  cause: RefundCause;
  /** Whoever pays it out. */
  office: { name: Bilingual; phone: string; hours: Bilingual };
}

/**
 * An order ended by somebody's wish, because its payment was taken back, or, of one that cost nothing, because it could
 * not be issued.
 */
export interface OrderCancelledEmail extends OrderEmailFrame {
  cause: 'cancelled_by_person' | 'cancelled_by_staff' | 'payment_reversed' | 'cannot_issue';
  /** Null when nothing had been paid, or when the money was taken back by the provider itself. */
  refund: { amountYen: number; keptYen: number; channel: 'provider' | 'payout' } | null;
}

/** One deadline or both are later than before. */
export interface DeadlineMovedEmail extends OrderEmailFrame {
  cause: DeadlineChangeCause;
  /** The new ones; null where it did not move. */
  paymentDeadline: Date | null;
  printDeadline: Date | null;
  calendarUrl: string;
}

/** A number that was mailed is not good any more; these are all that are good now. */
export interface NumberReplacedEmail extends OrderEmailFrame, EmailPrinting {
  numbers: EmailPrintNumber[];
}

/** The payment deadline is near, and nothing is paid. */
export interface ReminderPaymentEmail extends OrderEmailFrame {
  methodName: Bilingual;
  totalYen: number;
  paymentDeadline: Date;
  numbers: SlipNumber[];
  /** Where it is paid, or the page of the numbers. */
  payUrl: string;
}

/** The print deadline is near, and copies are left. */
export interface ReminderPrintEmail extends OrderEmailFrame, EmailPrinting {
  numbers: EmailPrintNumber[];
  copiesLeft: number;
}

/** The payment deadline passed without payment; nothing was charged. */
export interface OrderLapsedEmail extends OrderEmailFrame {
  paymentDeadline: Date;
}

/** The print window closed. */
export interface PrintExpiredEmail extends OrderEmailFrame {
  printDeadline: Date;
  printedCopies: number;
}

/** Mails about an order by the name of their folder in views/emails. */
export interface OrderEmailModels {
  'cash-slip': CashSlipEmail;
  'order-numbers': OrderNumbersEmail;
  'order-received': OrderReceivedEmail;
  'payment-returned': PaymentReturnedEmail;
  'money-owed': MoneyOwedEmail;
  'order-cancelled': OrderCancelledEmail;
  'deadline-moved': DeadlineMovedEmail;
  'number-replaced': NumberReplacedEmail;
  'reminder-payment': ReminderPaymentEmail;
  'reminder-print': ReminderPrintEmail;
  'order-lapsed': OrderLapsedEmail;
  'print-expired': PrintExpiredEmail;
}
