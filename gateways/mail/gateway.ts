import { createTransport } from 'nodemailer';
import { MailRefused, MailUnavailable } from './port.ts';
import type { MailGateway, OutgoingMail } from './port.ts';

export interface SmtpMailOptions {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  url: string;
  /** Milliseconds for one mail, waiting for a free connection included; default 20,000. */
  timeoutMs?: number;
  /** How many connections at most, and after how many mails each is renewed. */
  pool?: { connections?: number; mailsEach?: number };
}

/**
 * Hands mails to a mail server over SMTP, one recipient each. Nothing is sent a second time by itself: after a lost
 * reply the caller decides, with the same Message-ID.
 *
 * A permanent reply (5xx) to the recipient or to the message is `MailRefused`. To anything else (greeting, sign-in, the
 * sender's address) it is `MailUnavailable`: the recipient has nothing to do with it.
 */
export function createSmtpMail(options: SmtpMailOptions): MailGateway {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const transport = createTransport({
    url: options.url,
    pool: true,
    maxConnections: options.pool?.connections ?? 3,
    maxMessages: options.pool?.mailsEach ?? 100,
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  // The pool reports trouble of idle connections here; the next mail opens a new one.
  transport.on('error', () => undefined);
  return {
    async send(mail) {
      refuseMalformed(mail);
      try {
        await transport.sendMail({
          messageId: mail.messageId,
          from: mail.from,
          to: { name: '', address: mail.to },
          envelope: { from: mail.bounceAddress, to: [mail.to] },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            'Content-Language': mail.locale,
          },
          signal: AbortSignal.timeout(timeoutMs),
        });
      } catch (error) {
        throw failureOf(error);
      }
    },
    close() {
      transport.close();
    },
  };
}

/** One plain address: no list, no display name, no comment, nothing that ends a line. */
const plainAddress = /^[^\s"(),:;<>@[\\\]]+@[^\s"(),:;<>@[\\\]]+$/;
const plainMessageId = /^<?[^\s"(),:;<>@[\\\]]+@[^\s"(),:;<>@[\\\]]+>?$/;
const lineEnd = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Nothing that comes from a person can begin a header of its own.
 *
 * @throws MailRefused naming the part that is malformed
 */
function refuseMalformed({ messageId, from, bounceAddress, to, subject }: OutgoingMail): void {
  const malformed = [
    !plainMessageId.test(messageId) && 'Message-ID',
    (!plainAddress.test(from.address) || lineEnd.test(from.name)) && 'From',
    (!plainAddress.test(bounceAddress) || lineEnd.test(bounceAddress)) && 'envelope',
    (!plainAddress.test(to) || lineEnd.test(to)) && 'To',
    lineEnd.test(subject) && 'Subject',
  ].filter((part) => part !== false);
  if (malformed.length > 0) throw new MailRefused(`Malformed: ${malformed.join(', ')}`, null);
}

/** Nodemailer's errors quote addresses, so nothing of them but codes is passed on. */
function failureOf(error: unknown): MailRefused | MailUnavailable {
  const { code, command, response, responseCode, permanent } = error as {
    code?: string;
    command?: string;
    response?: string;
    responseCode?: number;
    permanent?: boolean;
  };
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const facts = [responseCode, enhanced, command && `at ${command}`, code]
    .filter(Boolean)
    .join(' ');
  const concernsMail = command === 'RCPT TO' || command === 'DATA';
  if (responseCode !== undefined && permanent === true && concernsMail) {
    return new MailRefused(`The mail server refused the mail: ${facts}`, responseCode);
  }
  return new MailUnavailable(`The mail was not accepted: ${facts || 'no reason given'}`);
}
