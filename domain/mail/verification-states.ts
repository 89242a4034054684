/** The states of one request to prove a mailbox (R-044… ), and what leads from one to the next. */
export const VERIFICATION_TRANSITIONS = {
  sending: {
    mail_accepted: 'awaiting_confirmation',
    mail_refused: 'undeliverable',
    newer_request: 'superseded',
    objection: 'objected',
  },
  awaiting_confirmation: {
    resend: 'awaiting_confirmation',
    confirm: 'confirmed',
    thirty_minutes: 'expired',
    newer_request: 'superseded',
    mail_came_back: 'undeliverable',
    objection: 'objected',
  },
  confirmed: {},
  expired: {},
  superseded: {},
  undeliverable: {},
  objected: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type VerificationState = keyof typeof VERIFICATION_TRANSITIONS;
