/** The states of one request to prove a mailbox (R-044…R-046), and what leads from one to the next. */
export const VERIFICATION_TRANSITIONS = {
  sending: { mail_accepted: 'awaiting_confirmation', mail_refused: 'undeliverable' },
  awaiting_confirmation: {
    resend: 'awaiting_confirmation',
    confirm: 'confirmed',
    thirty_minutes: 'expired',
    newer_request: 'superseded',
  },
  confirmed: {},
  expired: {},
  superseded: {},
  undeliverable: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type VerificationState = keyof typeof VERIFICATION_TRANSITIONS;
