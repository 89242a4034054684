// What people do with an order, over the product's own pages and the town's.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkDraft } from '../../domain/orders/draft.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import { orderingAffiliation } from '../../api/orders/ordering-affiliation.ts';
import { placeOrder } from '../../api/orders/place-order.ts';
import type { Placement } from '../../api/orders/place-order.ts';
import { draftPages } from '../../api/orders/draft-documents.ts';
import { findDraft } from '../../api/orders/draft-queries.ts';
import { paths } from '../../api/paths.ts';
import { openDatabase } from '../../prisma/client.ts';
import { createProfiles } from '../../prisma/profiles/load.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { UNIVERSITY } from './people.ts';
import type { Page, Visitor } from './people.ts';
import type { Stage } from './stage.ts';

const PATIENCE = 60_000;

export type Applicant = Pick<Visitor, 'accountId' | 'affiliationId'>;

/** A draft of one certificate of enrolment, as the pages before the check leave it. @returns its id */
export async function makeDraft({ pool }: Stage, visitor: Applicant): Promise<string> {
  const draftId = randomUUID();
  const data = {
    destination: 'convenience_store',
    affiliationId: visitor.affiliationId,
    items: [{ affiliationId: visitor.affiliationId, kind: 'enrolment', language: 'ja', copies: 1 }],
    paymentMethod: null,
  };
  await pool.query(
    `INSERT INTO order_draft (id, account_id, data, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`,
    [draftId, visitor.accountId, JSON.stringify(data)],
  );
  return draftId;
}

/** The total that the check page shows for such a draft, yen. */
export async function shownTotal(visitor: Visitor, draftId: string): Promise<string> {
  const { html } = await visitor.get(paths.draftCheck(UNIVERSITY, draftId));
  const total = /name="shownTotal"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="shownTotal"/.exec(
    html,
  );
  const shown = total?.[1] ?? total?.[2];
  if (shown === undefined) throw new Error('the check page shows no total');
  return shown;
}

/** Places the order over its page. @returns its id */
export async function place(visitor: Visitor, draftId: string, total: string): Promise<string> {
  const answer = await visitor.post(paths.draftCheck(UNIVERSITY, draftId), { shownTotal: total });
  const orderId = /orders\/([0-9a-f-]{36})\/pay$/.exec(answer.location)?.[1];
  if (!orderId) throw unexpected('placing', answer);
  return orderId;
}

/** Goes to the payment. @returns the id of the provider's order */
export async function openPayment(visitor: Visitor, orderId: string): Promise<string> {
  const answer = await visitor.post(paths.payOrder(UNIVERSITY, orderId), {});
  const token = answer.location ? new URL(answer.location).searchParams.get('token') : null;
  if (token === null) throw unexpected('paying', answer);
  return token;
}

/** The person approves at the provider, which then sends its notice by itself. */
export async function approve(stage: Stage, providerOrderId: string): Promise<void> {
  await control(stage, `/paypal/control/orders/${providerOrderId}/approve`, {});
}

/** The provider sends the browser back. */
export async function returnFromProvider(visitor: Visitor, providerOrderId: string): Promise<void> {
  const answer = await visitor.get(`${paths.paymentReturn()}?token=${providerOrderId}`);
  if (answer.status !== 303) throw unexpected('returning', answer);
}

/** Prints one copy at a copier of the chain whose number is a print reservation number. */
export async function print(stage: Stage, orderId: string): Promise<void> {
  const { rows } = await stage.pool.query<{ code: string }>(
    `SELECT code FROM print_job WHERE order_id = $1 AND network = 'netprint' AND state = 'ready'`,
    [orderId],
  );
  const number = rows[0]?.code;
  if (number === undefined) throw new Error('there is no number to print with');
  await control(stage, '/copier/control/print', { chain: 'seven-eleven', number });
}

/** Something that a person or the outside world does in the town. @throws Error unless it answers 2xx */
export async function control(stage: Stage, path: string, body: object): Promise<void> {
  const response = await fetch(`${stage.townUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 200)}`);
}

function unexpected(what: string, { status, location, html }: Page): Error {
  const title = /<h1[^>]*>([^<]*)/.exec(html)?.[1]?.trim() ?? '';
  return new Error(`${what} was answered with ${status} ${location} ${title}`);
}

/** Watches the rows of many orders with one statement at a time. */
export interface StateWatch {
  /** @throws Error when the order is in none of these states within a minute */
  reached(orderId: string, states: readonly OrderState[]): Promise<void>;
  close(): void;
}

export function watchStates({ pool }: Stage, everyMs: number): StateWatch {
  interface Waiting {
    orderId: string;
    states: readonly OrderState[];
    until: number;
    resolve: () => void;
    reject: (error: Error) => void;
  }
  const waiting = new Set<Waiting>();
  let isClosed = false;
  const look = async () => {
    const ids = [...waiting].map(({ orderId }) => orderId);
    if (ids.length === 0) return;
    const { rows } = await pool.query<{ id: string; state: OrderState }>({
      name: 'bench-states',
      text: 'SELECT id, state FROM "order" WHERE id = ANY($1)',
      values: [ids],
    });
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    for (const one of waiting) {
      const state = states.get(one.orderId);
      const isThere = state !== undefined && one.states.includes(state);
      if (!isThere && performance.now() < one.until) continue;
      waiting.delete(one);
      if (isThere) one.resolve();
      else one.reject(new Error(`an order is ${state}, not ${one.states.join(' or ')}`));
    }
  };
  const loop = async () => {
    while (!isClosed) {
      await look();
      await sleep(everyMs);
    }
  };
  loop().catch((error: unknown) => {
    for (const one of waiting) one.reject(error instanceof Error ? error : new Error('lost'));
  });
  return {
    reached: (orderId, states) =>
      new Promise((resolve, reject) => {
        const until = performance.now() + PATIENCE;
        waiting.add({ orderId, states, until, resolve, reject });
      }),
    close() {
      isClosed = true;
    },
  };
}

/**
 * Places an order with near deadlines and starts its life with them: what a person cannot do over the pages. The
 * statement that places it and the start are the product's own.
 */
export async function placeWithDeadlines(
  stage: Stage,
  visitor: Applicant,
  deadlines: { paymentDeadline: Date; printDeadline: Date },
): Promise<string> {
  const { orderId } = await placeOrder(stage.pool, await judgeDraft(stage, visitor));
  const { paymentDeadline, printDeadline } = deadlines;
  await stage.pool.query(
    'UPDATE "order" SET payment_deadline = $2, print_deadline = $3, started_at = now() WHERE id = $1',
    [orderId, paymentDeadline, printDeadline],
  );
  await stage.lives.startOrder({
    orderId,
    university: UNIVERSITY,
    paymentDeadline: paymentDeadline.toISOString(),
    printDeadline: printDeadline.toISOString(),
  });
  return orderId;
}

/** A new draft, judged and priced as the check page does it. */
export async function judgeDraft(stage: Stage, applicant: Applicant): Promise<Placement> {
  const { accountId } = applicant;
  const draft = await findDraft(stage.pool, await makeDraft(stage, applicant), accountId);
  const university = await universityInForce(stage);
  const now = new Date();
  if (!draft) throw new Error('the draft is lost');
  const { profile } = university;
  const { certificate } = profile;
  const ordering = draft.affiliations.map(orderingAffiliation);
  const judged = checkDraft(certificate, ordering, draft.data, tokyoDate(now));
  const [method] = certificate.paymentMethods;
  if (!judged.ok || !method) throw new Error('the draft cannot be ordered');
  const { items, price } = judged;
  const pages = await draftPages(stage.pool, { ...draft, items }, profile, tokyoDate(now));
  return { draft, items, price, pages, method, university, accountId, locale: 'ja', now };
}

let universities: Promise<LoadedProfile> | undefined;

function universityInForce({ databaseUrl }: Stage): Promise<LoadedProfile> {
  return (universities ??= (async () => {
    const database = openDatabase(databaseUrl, 1);
    try {
      const loaded = await createProfiles(database.prisma).inForce(UNIVERSITY, new Date());
      if (!loaded) throw new Error(`no settings of ${UNIVERSITY} are in force`);
      return loaded;
    } finally {
      await database.close();
    }
  })());
}
