import { randomUUID } from 'node:crypto';
import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import type { Ledger } from '../ledger.ts';

/** A mail as it came in: what the envelope said and the bytes behind DATA. */
export interface StoredMessage {
  id: string;
  /** ISO instant by the town's clock. */
  receivedAt: string;
  envelope: { from: string; to: string[] };
  /** The raw message in base64. */
  raw: string;
}

export interface MailboxLedger {
  /** Oldest first. */
  messages: StoredMessage[];
}

/** The mails of the town: kept, looked up, read and waited for. */
export class MessageStore {
  readonly #ledger: Ledger<MailboxLedger>;
  readonly #now: () => Date;
  readonly #kept: number;
  readonly #read = new WeakMap<StoredMessage, Promise<Email>>();
  readonly #waiting = new Set<() => void>();

  /** @param kept how many of the newest mails are kept */
  constructor(ledger: Ledger<MailboxLedger>, now: () => Date, kept: number) {
    this.#ledger = ledger;
    this.#now = now;
    this.#kept = kept;
  }

  add(envelope: StoredMessage['envelope'], raw: Buffer): StoredMessage {
    const message: StoredMessage = {
      id: randomUUID(),
      receivedAt: this.#now().toISOString(),
      envelope,
      raw: raw.toString('base64'),
    };
    this.#ledger.change(({ messages }) => {
      messages.push(message);
      messages.splice(0, messages.length - this.#kept);
    });
    for (const wake of [...this.#waiting]) wake();
    return message;
  }

  /** Oldest first; `to` is a recipient, or a part of one, regardless of case; `after` the id of an earlier mail. */
  list({ to = '', after = '' }: { to?: string; after?: string } = {}): StoredMessage[] {
    const { messages } = this.#ledger.value;
    const wanted = to.trim().toLowerCase();
    const start = messages.findIndex(({ id }) => id === after) + 1;
    return messages
      .slice(start)
      .filter(({ envelope }) =>
        envelope.to.some((recipient) => recipient.toLowerCase().includes(wanted)),
      );
  }

  /** Resolves as soon as at least `count` mails match, or after `milliseconds` with those there are. */
  waitFor(
    filter: { to?: string; after?: string },
    { count, milliseconds }: { count: number; milliseconds: number },
  ): Promise<StoredMessage[]> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(this.list(filter));
      };
      const wake = (): void => {
        if (this.list(filter).length >= count) finish();
      };
      const timer = setTimeout(finish, milliseconds);
      timer.unref();
      this.#waiting.add(wake);
      wake();
    });
  }

  find(id: string): StoredMessage | undefined {
    return this.#ledger.value.messages.find((message) => message.id === id);
  }

  /** The mail's headers, parts and attachments. */
  read(message: StoredMessage): Promise<Email> {
    const known = this.#read.get(message);
    if (known) return known;
    const reading = PostalMime.parse(Buffer.from(message.raw, 'base64'));
    this.#read.set(message, reading);
    return reading;
  }

  clear(): void {
    this.#ledger.change((value) => (value.messages = []));
  }
}
