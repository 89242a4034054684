/** What the product asks of a mail server. */
export interface MailGateway {
  /**
   * Resolves when the mail server has accepted the mail. Sending it again with the same Message-ID is
   * harmless: mailboxes show it once, or twice at worst.
   *
   * @throws MailRefused when it will never be accepted
   * @throws MailUnavailable when it may be accepted later, or nobody knows whether it was
   */
  send(mail: OutgoingMail): Promise<void>;
  /** Closes the connections; a mail under way is finished first. */
  close(): void;
}

export interface OutgoingMail {
  /** Globally unique, with or without angle brackets, e.g. `<5f0c…@mail.aomine.example>`. */
  messageId: string;
  from: { name: string; address: string };
  /** Where the mail comes back to when it cannot be delivered: the sender of the envelope alone (RFC 5321). */
  bounceAddress: string;
  /** One recipient. */
  to: string;
  subject: string;
  text: string;
  html: string;
  locale: 'ja' | 'en';
}

/** A permanent refusal (5xx) of this recipient or message: never deliverable. Names no address. */
export class MailRefused extends Error {
  override name = 'MailRefused';
  /** The server's reply code; null when the mail was not even offered because it is malformed. */
  readonly smtpCode: number | null;

  constructor(message: string, smtpCode: number | null) {
    super(message);
    this.smtpCode = smtpCode;
  }
}

/**
 * A refusal for now (4xx), a server that does not answer or does not let us in, or a lost reply:
 * try again with the same Message-ID. Names no address.
 */
export class MailUnavailable extends Error {
  override name = 'MailUnavailable';
}
