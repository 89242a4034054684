import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultBook } from './fault-book.ts';
import type { Ledger } from './ledger.ts';

/** What a party has to tell the merchant, and how far it got. */
export interface NoticeEntry {
  id: string;
  type: string;
  /** What the party puts on the wire. */
  content: object;
  createdAt: string;
  /** `unsent`: there was no address to send it to. `lost`: it never left the party, and never will. */
  state: 'held' | 'waiting' | 'delivered' | 'given-up' | 'unsent' | 'lost';
  /** Real instants of the attempts and what was answered (null = nothing). */
  attempts: { at: string; status: number | null }[];
}

export interface NoticeBooks {
  notices: Record<string, NoticeEntry>;
  holdsNotices: boolean;
}

export interface NoticeAnswer {
  /** HTTP status; null = no answer. */
  status: number | null;
  isTaken: boolean;
}

export interface NoticeSenderOptions {
  party: string;
  ledger: Ledger<NoticeBooks>;
  faults: FaultBook;
  now(): Date;
  /** Where notices go; null = nowhere yet. */
  url: string | null;
  /** Real milliseconds before each further attempt; after the last the notice is given up. */
  retryDelaysMs: readonly number[];
  /** One attempt on the party's own wire; `garbage` makes the body unreadable. Must not throw. */
  post(
    notice: NoticeEntry,
    url: string,
    how: { garbage: boolean; signal: AbortSignal },
  ): Promise<NoticeAnswer>;
}

const NO_ANSWER: NoticeAnswer = { status: null, isTaken: false };

/** Tells the merchant what happened, again until it is taken; holds back, reorders, repeats and loses what it is told to. */
export class NoticeSender {
  url: string | null;
  readonly #options: NoticeSenderOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<unknown>>();
  #stopping = new AbortController();

  constructor(options: NoticeSenderOptions) {
    this.#options = options;
    this.url = options.url;
  }

  /** Goes on with what an earlier life of the town left unsent. */
  start(): void {
    for (const notice of this.all()) if (notice.state === 'waiting') this.#attemptIn(notice, 0);
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

  all(): NoticeEntry[] {
    return Object.values(this.#options.ledger.value.notices);
  }

  find(id: string): NoticeEntry | undefined {
    return this.#options.ledger.value.notices[id];
  }

  /** Writes the notice down and sends it as soon as may be. */
  tell(news: Pick<NoticeEntry, 'id' | 'type' | 'content'>): void {
    const notice = this.#write(news);
    if (notice.state === 'waiting') this.#attemptIn(notice, 0);
  }

  /** Sends the notice at once and only once; the merchant's answer decides what the party does next. */
  async ask(news: Pick<NoticeEntry, 'id' | 'type' | 'content'>): Promise<NoticeAnswer> {
    const notice = this.#write(news);
    const answer = await this.#attempt(notice);
    if (!answer.isTaken) {
      clearTimeout(this.#timers.get(notice.id));
      this.#options.ledger.change(() => {
        notice.state = 'given-up';
      });
    }
    return answer;
  }

  hold(): void {
    this.#options.ledger.change((books) => {
      books.holdsNotices = true;
    });
  }

  /** Sends what was held back, one after the other. Returns the ids in the order of sending. */
  async release(order: 'as-held' | 'reversed'): Promise<string[]> {
    const held = this.#letGo('waiting');
    if (order === 'reversed') held.reverse();
    for (const notice of held) await this.#attempt(notice);
    return held.map(({ id }) => id);
  }

  /** What was held back never leaves. Returns the ids. */
  lose(): string[] {
    return this.#letGo('lost').map(({ id }) => id);
  }

  /** Sends a notice once more at once. */
  async resend(notice: NoticeEntry): Promise<NoticeAnswer> {
    clearTimeout(this.#timers.get(notice.id));
    return this.#attempt(notice);
  }

  #letGo(state: NoticeEntry['state']): NoticeEntry[] {
    const held = this.all().filter((notice) => notice.state === 'held');
    this.#options.ledger.change((books) => {
      books.holdsNotices = false;
      for (const notice of held) notice.state = state;
    });
    return held;
  }

  #write({ id, type, content }: Pick<NoticeEntry, 'id' | 'type' | 'content'>): NoticeEntry {
    return this.#options.ledger.change((books) => {
      const state = books.holdsNotices ? 'held' : this.url === null ? 'unsent' : 'waiting';
      // What is told is what was true then, however the books go on.
      const notice: NoticeEntry = {
        ...{ id, type, state },
        content: structuredClone(content),
        createdAt: this.#options.now().toISOString(),
        attempts: [],
      };
      books.notices[id] = notice;
      return notice;
    });
  }

  #attemptIn(notice: NoticeEntry, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(notice.id);
      void this.#attempt(notice);
    }, delayMs);
    // A notice that waits for its next attempt must not keep the town alive.
    timer.unref();
    this.#timers.set(notice.id, timer);
  }

  #attempt(notice: NoticeEntry): Promise<NoticeAnswer> {
    const attempt = this.#deliver(notice, this.#stopping.signal);
    this.#underWay.add(attempt);
    return attempt.finally(() => this.#underWay.delete(attempt));
  }

  async #deliver(notice: NoticeEntry, stopping: AbortSignal): Promise<NoticeAnswer> {
    const fault = this.#options.faults.take(this.#options.party, 'notice');
    if (fault && fault.delayMs > 0) {
      await sleep(fault.delayMs, undefined, { signal: stopping }).catch(() => undefined);
    }
    if (stopping.aborted) return NO_ANSWER;
    let answer = NO_ANSWER;
    if (this.url !== null && !['down', 'drop-before', 'fail-before'].includes(fault?.mode ?? '')) {
      const how = { garbage: fault?.mode === 'garbage', signal: stopping };
      answer = await this.#options.post(notice, this.url, how);
      if (fault?.mode === 'twice') await this.#options.post(notice, this.url, how);
      // Delivered, but the party does not notice: it will come again.
      if (fault?.mode === 'fail-after' || fault?.mode === 'drop-after') answer = NO_ANSWER;
    }
    this.#record(notice, answer);
    return answer;
  }

  #record(notice: NoticeEntry, { status, isTaken }: NoticeAnswer): void {
    if (this.find(notice.id) !== notice) return;
    const delay = this.#options.retryDelaysMs[notice.attempts.length];
    this.#options.ledger.change(() => {
      notice.attempts.push({ at: new Date().toISOString(), status });
      if (isTaken) notice.state = 'delivered';
      else if (notice.state !== 'delivered') {
        notice.state = delay === undefined ? 'given-up' : 'waiting';
      }
    });
    if (notice.state === 'waiting' && delay !== undefined && !this.#stopping.signal.aborted) {
      this.#attemptIn(notice, delay);
    }
  }
}
