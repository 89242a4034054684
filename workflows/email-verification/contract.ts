import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import type { VerificationState } from '../../domain/mail/verification-states.ts';

/**
 * The life of one request to prove a mailbox (30 minutes from the moment the mail was accepted; X-27).
 * The token itself never enters Temporal: only its SHA-256 does, and an HMAC of the 6-digit code.
 */
export const EMAIL_VERIFICATION = 'emailVerification';

/** @returns the workflow id of a request: `email-verification:<id>` */
export function emailVerificationWorkflowId(linkId: string): string {
  return `email-verification:${linkId}`;
}

export type VerificationPurpose = LinkPurpose;

export interface EmailVerificationInput {
  linkId: string;
  university: string;
  purpose: VerificationPurpose;
  ttlMinutes: number;
  resendCoolDownSeconds: number;
  /** How often a new mail may be asked for in one life. */
  maxResends: number;
}

export interface EmailVerificationResult {
  outcome: Exclude<VerificationState, 'sending' | 'awaiting_confirmation'>;
}

/** Update: the person proves the mailbox with the token of the link or the 6-digit code. */
export const CONFIRM_MAILBOX = 'confirmMailbox';
export interface ConfirmMailbox {
  /** SHA-256 (hex) of the token, or HMAC (hex) of the code. */
  proof: string;
  /** What is to be set if this attempt is the first: a row of one_time_link_proposal. */
  proposalId?: string;
}
export interface MailboxConfirmed {
  confirmedAt: string;
}

/** Update: send a new mail with a new link; the old one stops working. */
export const RESEND_MAIL = 'resendMail';
export interface MailResent {
  /** Instants (ISO, UTC). */
  expiresAt: string;
  resendAllowedAt: string;
}

/** Signal: a newer request of the same person took this one's place. */
export const SUPERSEDE_REQUEST = 'supersedeRequest';

/** Signal: the owner of the old address put a stop to it; the row says so already. */
export const OBJECT_TO_REQUEST = 'objectToRequest';

/** Signal: the mail was accepted and came back; the row says so already. */
export const MAIL_BOUNCED = 'mailBounced';

/** Types of the `ApplicationFailure`s with which the updates refuse. */
export const VERIFICATION_REFUSALS = {
  used: 'LinkUsed',
  expired: 'LinkExpired',
  superseded: 'LinkSuperseded',
  unknown: 'LinkUnknown',
  coolingDown: 'ResendCoolingDown',
  tooManyResends: 'TooManyResends',
  notSentYet: 'MailNotSentYet',
  objected: 'LinkObjected',
  undeliverable: 'LinkUndeliverable',
} as const;

/** `superseded`: another request of the same person had done it meanwhile. */
export type VerificationApplied = 'applied' | 'objected' | 'superseded';

/** The mail was accepted by the mail server: from now on the clock runs. */
export interface VerificationMailAccepted {
  tokenHash: string;
  /** Null for purposes without digits. */
  codeHash: string | null;
  /** Instants (ISO, UTC). */
  sentAt: string;
  expiresAt: string;
}

export interface EmailVerificationActivities {
  /** Makes token and code, stores their hashes, sends the mail. Fails without retry with `MailUndeliverable` when the address is refused for good. */
  sendVerificationMail(input: {
    linkId: string;
    ttlMinutes: number;
    attempt: number;
  }): Promise<VerificationMailAccepted>;
  /**
   * Marks the request used (once) and does what its purpose says. An objection that was written down before it wins:
   * then nothing is done. So does another request that has done it already.
   */
  applyVerification(input: {
    linkId: string;
    confirmedAt: string;
    proposalId?: string;
  }): Promise<VerificationApplied>;
  /** Sends the mails that say what was done; part of the lives of the purposes in `PURPOSES_WITH_NOTICES`. */
  sendConfirmationNotices(input: { linkId: string }): Promise<void>;
  /** Closes the request's row when it ended without success. */
  closeVerification(input: {
    linkId: string;
    outcome: Exclude<EmailVerificationResult['outcome'], 'confirmed'>;
  }): Promise<void>;
}

/** Type of the failure of `sendVerificationMail` for an address that will never receive it. */
export const MAIL_UNDELIVERABLE = 'MailUndeliverable';
