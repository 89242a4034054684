import type { CertificateLanguage } from '../domain/orders/fees.ts';
import type { Bilingual, StoreChain } from '../domain/university/profile.ts';
import type { RefundCause } from '../domain/orders/refund-causes.ts';

/** What every mail says at its foot (R-277…R-279). */
export interface EmailFrame {
  universityName: Bilingual;
  senderName: Bilingual;
  contact: { name: Bilingual; phone: string; hours: Bilingual };
  /** Whom to ask about the content of the records, as each university words it. */
  replyNote: Bilingual;
}

/** MAIL-1: registration of a mail address. */
export interface VerifyMailAddressEmail extends EmailFrame {
  url: string;
  /** Six digits, for those whose mail filter drops links. */
  code: string;
  minutes: number;
}

/** MAIL-8: a new second password instead of a forgotten one. */
export interface ResetSecondPasswordEmail extends EmailFrame {
  url: string;
  minutes: number;
  /** Which account, for a mailbox that serves several. */
  maskedUserId: string;
}

/** Instead of MAIL-8, for an account that has no second password yet. */
export interface SecondPasswordNotSetEmail extends EmailFrame {
  maskedUserId: string;
  signInUrl: string;
}

/** The second password was set, changed or reset. */
export interface SecondPasswordChangedEmail extends EmailFrame {
  how: 'set' | 'changed' | 'reset';
  maskedUserId: string;
  at: Date;
  forgottenUrl: string;
}

/** An invitation to work with this service for a university. */
export interface StaffInvitationEmail extends EmailFrame {
  url: string;
  name: string;
  /** How long the link is good, in days. */
  days: number;
}

/** MAIL-2: change of a mail address, to the new one. */
export type ChangeMailAddressEmail = VerifyMailAddressEmail;

/** To the address that is to be replaced, or was: it may object. */
export interface MailAddressChangeAskedEmail extends EmailFrame {
  /** The new address, as far as it is told. */
  maskedAddress: string;
  at: Date;
  objection: { url: string; until: Date };
}

/** To both addresses after a change; the new one has nothing to object to. */
export interface MailAddressChangedEmail extends EmailFrame {
  maskedAddress: string;
  at: Date;
  objection: { url: string; until: Date } | null;
}

/** To the old address after its objection. */
export interface MailAddressObjectedEmail extends EmailFrame {
  outcome: 'kept' | 'restored';
  frozenUntil: Date;
}

/** A certificate with its own language, as the mail names it. */
export interface EmailCertificate {
  name: Bilingual;
  language: CertificateLanguage;
}

/** One print number, the certificate it prints, and the chains whose copiers take it. */
export interface EmailPrintNumber {
  certificate: EmailCertificate;
  chains: StoreChain[];
  /** Null while the network has not given it yet: the mail says that it is delayed. */
  code: string | null;
}

export interface EmailOrderLine extends EmailCertificate {
  copies: number;
  feeYen: number;
}

/** MAIL-10 with MAIL-11: payment received and print numbers. */
export interface OrderNumbersEmail extends EmailFrame {
  issueNumber: string;
  lines: EmailOrderLine[];
  systemFeeYen: number;
  totalYen: number;
  paymentMethodName: Bilingual;
  paidAt: Date;
  issuerName: Bilingual;
  numbers: EmailPrintNumber[];
  printDeadline: Date;
  printFeeYenASheet: number;
  orderUrl: string;
}

/** Money went back: late, doubled, wrong amount, or the order could not be issued. */
export interface PaymentReturnedEmail extends EmailFrame {
  issueNumber: string;
  /** 0 when it was taken in another currency: the mail then names no amount. */
  amountYen: number;
  cause: RefundCause;
  orderUrl: string;
}

/** The payment deadline passed without payment; nothing was charged. */
export interface OrderLapsedEmail extends EmailFrame {
  issueNumber: string;
  paymentDeadline: Date;
  orderUrl: string;
}

/** The print window closed. */
export interface PrintExpiredEmail extends EmailFrame {
  issueNumber: string;
  printDeadline: Date;
  printedCopies: number;
  orderUrl: string;
}

/** Every mail by the name of its folder in views/emails. */
export interface EmailModels {
  'staff-invitation': StaffInvitationEmail;
  'verify-mail-address': VerifyMailAddressEmail;
  'reset-second-password': ResetSecondPasswordEmail;
  'second-password-not-set': SecondPasswordNotSetEmail;
  'second-password-changed': SecondPasswordChangedEmail;
  'change-mail-address': ChangeMailAddressEmail;
  'mail-address-change-asked': MailAddressChangeAskedEmail;
  'mail-address-changed': MailAddressChangedEmail;
  'mail-address-objected': MailAddressObjectedEmail;
  'order-numbers': OrderNumbersEmail;
  'payment-returned': PaymentReturnedEmail;
  'order-lapsed': OrderLapsedEmail;
  'print-expired': PrintExpiredEmail;
}
