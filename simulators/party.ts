import type { Router } from 'express';
import type { FaultBook } from './fault-book.ts';

/** What the town gives to each party it houses. */
export interface PartyContext {
  /** Address of the town without a trailing slash, e.g. `http://127.0.0.1:4000`: for links a party hands out. */
  publicUrl: string;
  /** JSON file of this party's ledger; undefined = memory only. */
  ledgerFile?: string;
  /** What shall go wrong, set over HTTP. */
  faults: FaultBook;
  /** The town's clock: the real clock plus an offset that tests and people set over HTTP. */
  now(): Date;
}

/** One outside party (a payment provider, a print network, …) as the town sees it. */
export interface Party {
  /** Path segment: 'paypal' | 'netprint' | 'network-print' | 'copier' | 'directory' | 'mailbox'. */
  name: string;
  title: { ja: string; en: string };
  /** Names that faults can be set for; the console page offers them next to `*`. */
  operations?: readonly string[];
  /** Mounted at `/<name>`. It parses its own request bodies. */
  router: Router;
  /** The whole ledger as JSON, for tests: `GET /control/ledger/<name>`. */
  ledger(): unknown;
  /** Forgets everything. */
  reset(): void;
  /** Opens extra listeners (SMTP, LDAP). */
  start?(): Promise<void>;
  /** Closes them and flushes the ledger. */
  stop?(): Promise<void>;
}
