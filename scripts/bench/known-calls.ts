// Functions of the product that send one statement each (or two that belong together), to be repeated alone.
import { createHash, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { acceptPayment } from '../../activities/payments/payment-records.ts';
import {
  recordCount,
  recordReady,
  recordRegistered,
  recordRemoved,
} from '../../activities/printing/print-job-records.ts';
import { book } from '../../activities/records/journal.ts';
import { loadOrder } from '../../activities/records/load-order.ts';
import { transitionOrder } from '../../activities/records/order-transition.ts';
import { placeOrder } from '../../api/orders/place-order.ts';
import type { Placement } from '../../api/orders/place-order.ts';
import { findDraft } from '../../api/orders/draft-queries.ts';
import { findOrder, listOrders } from '../../api/orders/queries.ts';
import { PostgresSessionStore } from '../../platform/session-store.ts';
import { judgeDraft } from './orders.ts';
import { UNIVERSITY } from './people.ts';
import type { Stage } from './stage.ts';

/** Rows that there are in any run: of one account, an order that waits for its payment and one that can be printed. */
export interface Subject {
  accountId: string;
  sessionId: string;
  draftId: string;
  waitingOrder: string;
  waitingPayment: string;
  printableOrder: string;
  printJob: string;
  placement: Placement;
}

export interface KnownCall {
  name: string;
  /** Found in no other statement. */
  fragment: string;
  run(pool: Pool, subject: Subject): Promise<unknown>;
}

export const knownCalls: KnownCall[] = [
  {
    name: 'reading a session',
    fragment: 'select data, last_seen_at, idle_expires_at',
    run: (pool, { sessionId }) =>
      new Promise((resolve, reject) => {
        const store = new PostgresSessionStore({
          pool,
          clock: now,
          idleSeconds: 1_800,
          absoluteSeconds: 28_800,
          prolongs: true,
          ownerOf: () => ({ accountId: null, staffId: null, samlSubject: null }),
        });
        store.get(sessionId, (error, session) =>
          error instanceof Error ? reject(error) : resolve(session),
        );
      }),
  },
  {
    name: 'an order for its page',
    fragment: 'from mail_message m\n    where m.order_id = o.id',
    run: (pool, { printableOrder, accountId }) =>
      findOrder(pool, { orderId: printableOrder, accountId, universityCode: UNIVERSITY }),
  },
  {
    name: 'the list of orders',
    fragment: 'with mine as materialized',
    run: (pool, { accountId }) =>
      listOrders(pool, {
        accountId,
        tab: 'printable',
        page: 1,
        pageSize: 20,
        now: now(),
        rule: { legacy: false },
        methodsWithDays: [],
        search: null,
      }),
  },
  {
    name: 'a draft',
    fragment: 'from order_draft d left join "order" o',
    run: (pool, { draftId, accountId }) => findDraft(pool, draftId, accountId),
  },
  {
    name: 'placing an order',
    fragment: 'insert into issue_number_counter',
    run: (pool, { placement }) => placeOrder(pool, placement),
  },
  {
    name: 'an order for its life',
    fragment: ') AS record\nFROM "order" o JOIN university u',
    run: (pool, { printableOrder }) => loadOrder(pool, printableOrder),
  },
  {
    name: 'counting a payment',
    fragment: 'WITH waiting AS',
    run: (pool, { waitingOrder, waitingPayment }) =>
      acceptPayment(pool, {
        orderId: waitingOrder,
        paymentId: waitingPayment,
        captureId: randomUUID(),
        paidAt: now(),
        at: now(),
      }),
  },
  {
    name: 'a step of an order',
    fragment: 'SELECT id, state, university_id FROM "order" WHERE id = $1 AND state = ANY($2)',
    run: (pool, { printableOrder }) =>
      transitionOrder(pool, { orderId: printableOrder, event: 'all_printed', at: now() }),
  },
  {
    name: 'a booking',
    fragment:
      'INSERT INTO journal_entry (id, order_id, event, reference, debit, credit, amount_yen)\n     VALUES',
    run: (pool, { printableOrder }) =>
      book(pool, {
        orderId: printableOrder,
        event: 'issued',
        reference: randomUUID(),
        amountYen: 500,
      }),
  },
  {
    name: 'a document at a network',
    fragment: 'registered_at = coalesce(registered_at, $4)',
    run: (pool, { printJob }) =>
      recordRegistered(
        pool,
        { id: printJob, key: 'bench' },
        { jobRef: 'bench', pages: 1, at: now() },
      ),
  },
  {
    name: 'a number',
    fragment: 'ready_at = coalesce(ready_at, $3)',
    run: (pool, { printJob }) =>
      recordReady(pool, printJob, {
        jobRef: 'bench',
        code: '00000000',
        retainedUntil: null,
        at: now(),
      }),
  },
  {
    name: 'a count of prints',
    fragment: 'SELECT id, printed_count FROM print_job WHERE id = $1 AND job_ref = $4 FOR UPDATE',
    run: (pool, { printJob }) =>
      recordCount(pool, printJob, { jobRef: 'bench', printedCount: 1, at: now() }),
  },
  {
    name: 'a document taken back',
    fragment: `SET state = 'removed', removed_at`,
    run: (pool, { printJob }) =>
      recordRemoved(pool, printJob, { jobRef: null, printedCount: 1, wasLost: false, at: now() }),
  },
];

const now = () => new Date();

/** Rows to ask about, of the student whose pages are measured; makes a session and a draft that can be asked for. */
export async function somethingToAskAbout(stage: Stage): Promise<Subject> {
  const { pool } = stage;
  const sessionId = randomUUID();
  const { rows } = await pool.query<FoundRows>(
    `SELECT w.account_id AS "accountId", w.id AS "waitingOrder", p.id AS "waitingPayment",
       r.id AS "printableOrder", j.id AS "printJob", m.affiliation_id AS "affiliationId"
     FROM "order" w JOIN payment p ON p.order_id = w.id AND p.state = 'created'
     JOIN "order" r ON r.account_id = w.account_id AND r.state = 'printable'
     JOIN print_job j ON j.order_id = r.id
     JOIN account_affiliation m ON m.account_id = w.account_id
     WHERE w.state = 'awaiting_payment' LIMIT 1`,
  );
  const [found] = rows;
  if (!found) throw new Error('there are no orders to ask about');
  const placement = await judgeDraft(stage, { ...found, university: UNIVERSITY });
  await pool.query(
    `INSERT INTO session (id_hash, account_id, data, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
     VALUES ($1, $2, '{}', now(), now(), now() + interval '1 hour', now() + interval '1 hour')`,
    [createHash('sha256').update(sessionId).digest('hex'), found.accountId],
  );
  return { ...found, sessionId, draftId: placement.draft.id, placement };
}

type FoundRows = Omit<Subject, 'sessionId' | 'draftId' | 'placement'> & { affiliationId: string };
