import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultBook } from '../fault-book.ts';
import type { Ledger } from '../ledger.ts';
import type { Authority } from './authority.ts';
import { newId } from './books.ts';
import type { Books, EventEntry } from './books.ts';
import { signTransmission } from './webhook-signature.ts';

export interface WebhookSenderOptions {
  ledger: Ledger<Books>;
  faults: FaultBook;
  /** Address of this party. */
  url: string;
  now(): Date;
  authority: Promise<Authority>;
  webhookId: string;
  /** Where events go; null = nowhere yet. */
  webhookUrl: string | null;
  /** Real milliseconds before each further attempt; after the last the event is given up. */
  retryDelaysMs: readonly number[];
}

/** How a webhook can be false. */
export const forgeries = {
  /** Signed with a stranger's key under the address of the good certificate. */
  'wrong-signature': { byStranger: true },
  /** Changed after it was signed. */
  'altered-body': { isAltered: true },
  /** Properly signed with a certificate that leads to another authority. */
  'foreign-authority': { byStranger: true, certificate: 'CERT-stranger' },
  /** Properly signed, with the certificate at an address that only looks like PayPal's. */
  'foreign-host': { certificate: 'https://paypal.com.example/certs/CERT-own' },
  old: { sentAfterMs: -4 * 24 * 60 * 60 * 1000 },
  ahead: { sentAfterMs: 60 * 60 * 1000 },
} satisfies Record<string, ForgeryPlan>;

export type Forgery = keyof typeof forgeries;

interface ForgeryPlan {
  byStranger?: boolean;
  isAltered?: boolean;
  certificate?: string;
  sentAfterMs?: number;
}

const answerTimeoutMs = 10_000;

/** Sends events to the merchant, signed, and again until they are taken. */
export class WebhookSender {
  webhookUrl: string | null;
  readonly #options: WebhookSenderOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<unknown>>();
  #stopping = new AbortController();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    this.webhookUrl = options.webhookUrl;
  }

  get #books(): Books {
    return this.#options.ledger.value;
  }

  /** Goes on with what an earlier life of the town left unsent. */
  start(): void {
    for (const event of Object.values(this.#books.events)) {
      if (event.state === 'waiting') this.#attemptIn(event, 0);
    }
  }

  /** Ends every attempt. What was not taken stays in the books for the next start. */
  async stop(): Promise<void> {
    this.#abandon();
    await Promise.all(this.#underWay);
  }

  /** Forgets what was to be sent. */
  reset(): void {
    this.#abandon();
    this.#stopping = new AbortController();
  }

  #abandon(): void {
    this.#stopping.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  notify(news: Pick<EventEntry, 'type' | 'resourceType' | 'summary' | 'resource'>): void {
    const id = `WH-${newId()}-${newId()}`;
    this.#options.ledger.change((books) => {
      books.events[id] = {
        id,
        ...news,
        // What is told is what was true then, however the books go on.
        resource: structuredClone(news.resource),
        createdAt: this.#options.now().toISOString(),
        state: books.holdsWebhooks ? 'held' : this.webhookUrl === null ? 'unsent' : 'waiting',
        attempts: [],
      };
    });
    const event = this.#books.events[id];
    if (event?.state === 'waiting') this.#attemptIn(event, 0);
  }

  /** Sends what was held back, one after the other. Returns the ids in the order of sending. */
  async release(order: 'as-held' | 'reversed'): Promise<string[]> {
    const held = Object.values(this.#books.events).filter(({ state }) => state === 'held');
    if (order === 'reversed') held.reverse();
    this.#options.ledger.change((books) => {
      books.holdsWebhooks = false;
      for (const event of held) event.state = 'waiting';
    });
    for (const event of held) await this.#attempt(event);
    return held.map(({ id }) => id);
  }

  /** Sends an event once more at once. Resolves with what was answered; null = no answer. */
  async resend(event: EventEntry): Promise<number | null> {
    clearTimeout(this.#timers.get(event.id));
    return this.#attempt(event);
  }

  /** Posts a false webhook. Resolves with what was answered; null = no answer. */
  async forge(event: EventEntry, forgery: Forgery, stranger: Authority): Promise<number | null> {
    const plan: ForgeryPlan = forgeries[forgery];
    const body = this.#bodyOf(event);
    const headers = signTransmission({
      authority: plan.byStranger ? stranger : await this.#options.authority,
      certificateUrl: this.#certificateUrl(plan.certificate),
      webhookId: this.#options.webhookId,
      body,
      at: new Date(Date.now() + (plan.sentAfterMs ?? 0)),
    });
    const altered = body.toString().replace('"event_version":"1.0"', '"event_version":"1.1"');
    return this.#post(plan.isAltered ? Buffer.from(altered) : body, headers);
  }

  #certificateUrl(certificate = 'CERT-own'): string {
    if (certificate.includes('://')) return certificate;
    return `${this.#options.url}/v1/notifications/certs/${certificate}`;
  }

  #attemptIn(event: EventEntry, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(event.id);
      void this.#attempt(event);
    }, delayMs);
    // A webhook that waits for its next attempt must not keep the town alive.
    timer.unref();
    this.#timers.set(event.id, timer);
  }

  #attempt(event: EventEntry): Promise<number | null> {
    const attempt = this.#deliver(event, this.#stopping.signal);
    this.#underWay.add(attempt);
    return attempt.finally(() => this.#underWay.delete(attempt));
  }

  async #deliver(event: EventEntry, stopping: AbortSignal): Promise<number | null> {
    const fault = this.#options.faults.take('paypal', 'webhook');
    if (fault && fault.delayMs > 0) {
      await sleep(fault.delayMs, undefined, { signal: stopping }).catch(() => undefined);
    }
    if (stopping.aborted) return null;

    let status: number | null = null;
    if (fault?.mode !== 'down' && fault?.mode !== 'drop-before' && fault?.mode !== 'fail-before') {
      const body = fault?.mode === 'garbage' ? Buffer.from('{"id":') : this.#bodyOf(event);
      status = await this.#send(body);
      if (fault?.mode === 'twice') await this.#send(body);
      // Delivered, but PayPal does not notice: it will come again.
      if (fault?.mode === 'fail-after' || fault?.mode === 'drop-after') status = null;
    }
    this.#record(event, status);
    return status;
  }

  #record(event: EventEntry, status: number | null): void {
    if (this.#books.events[event.id] !== event) return;
    const isTaken = status !== null && status >= 200 && status < 300;
    const delay = this.#options.retryDelaysMs[event.attempts.length];
    this.#options.ledger.change(() => {
      event.attempts.push({ at: new Date().toISOString(), status });
      if (isTaken) event.state = 'delivered';
      else if (event.state !== 'delivered') {
        event.state = delay === undefined ? 'given-up' : 'waiting';
      }
    });
    if (event.state === 'waiting' && delay !== undefined && !this.#stopping.signal.aborted) {
      this.#attemptIn(event, delay);
    }
  }

  #bodyOf(event: EventEntry): Buffer {
    return Buffer.from(
      JSON.stringify({
        id: event.id,
        event_version: '1.0',
        create_time: event.createdAt,
        resource_type: event.resourceType,
        resource_version: '2.0',
        event_type: event.type,
        summary: event.summary,
        resource: event.resource,
        links: [
          {
            href: `${this.#options.url}/v1/notifications/webhooks-events/${event.id}`,
            rel: 'self',
            method: 'GET',
          },
        ],
      }),
    );
  }

  async #send(body: Buffer): Promise<number | null> {
    return this.#post(
      body,
      signTransmission({
        authority: await this.#options.authority,
        certificateUrl: this.#certificateUrl(),
        webhookId: this.#options.webhookId,
        body,
        at: new Date(),
      }),
    );
  }

  async #post(body: Buffer, headers: Record<string, string>): Promise<number | null> {
    if (this.webhookUrl === null) return null;
    try {
      const response = await fetch(this.webhookUrl, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        redirect: 'manual',
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}
