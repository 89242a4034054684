import type { Bilingual } from '../domain/university/profile.ts';
import type { OrderEmailModels } from './order-email-models.ts';

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

/** Every mail by the name of its folder in views/emails. */
export interface EmailModels extends OrderEmailModels {
  'staff-invitation': StaffInvitationEmail;
  'verify-mail-address': VerifyMailAddressEmail;
  'reset-second-password': ResetSecondPasswordEmail;
  'second-password-not-set': SecondPasswordNotSetEmail;
  'second-password-changed': SecondPasswordChangedEmail;
  'change-mail-address': ChangeMailAddressEmail;
  'mail-address-change-asked': MailAddressChangeAskedEmail;
  'mail-address-changed': MailAddressChangedEmail;
  'mail-address-objected': MailAddressObjectedEmail;
}
