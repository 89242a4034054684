// What people do with an order, over the product's own pages and the town's.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from 'cheerio';
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
import type { Page, Visitor } from './people.ts';
import type { Stage } from './stage.ts';

const PATIENCE = 60_000;

export type Applicant = Pick<Visitor, 'university' | 'accountId' | 'affiliationId'>;

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
  const { html } = await visitor.get(paths.draftCheck(visitor.university, draftId));
  return hiddenValue(html, 'shownTotal');
}

/** What a form brings back with it. @throws Error when there is no such field */
function hiddenValue(html: string, name: string): string {
  const value = load(html)(`input[type=hidden][name="${name}"]`).attr('value');
  if (value === undefined) throw new Error(`the page has no ${name}`);
  return value;
}

/**
 * Places the order over its page.
 * @param method code of the way to pay, where there are several
 * @returns its id
 */
export async function place(
  visitor: Visitor,
  draftId: string,
  total: string,
  method?: string,
): Promise<string> {
  const answer = await visitor.post(paths.draftCheck(visitor.university, draftId), {
    shownTotal: total,
    ...(method === undefined ? {} : { method }),
  });
  const orderId = /orders\/([0-9a-f-]{36})(\/pay|\/payment-slip)?$/.exec(answer.location)?.[1];
  if (!orderId) throw unexpected('placing', answer);
  return orderId;
}

/** Goes to the payment. @returns the id of the provider's order */
export async function openPayment(visitor: Visitor, orderId: string): Promise<string> {
  const answer = await visitor.post(paths.payOrder(visitor.university, orderId), {});
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

/** Gets the numbers to pay with at a store. */
export async function getSlip({ university, post }: Visitor, orderId: string): Promise<void> {
  const answer = await post(paths.payOrder(university, orderId), {});
  if (answer.location !== paths.paymentSlip(university, orderId))
    throw unexpected('paying', answer);
}

/** The person pays the slip of an order in cash, and the store says later that it can no longer be taken back. */
export async function payAtStore(stage: Stage, orderId: string): Promise<void> {
  const { rows } = await stage.pool.query<{ id: string; provider: string }>(
    `SELECT id, provider FROM payment WHERE order_id = $1 AND state = 'open'`,
    [orderId],
  );
  const [slip] = rows;
  if (!slip) throw new Error('there is no slip to pay');
  const till = `/${slip.provider}/control`;
  const paid = await control(stage, `${till}/slips/${slip.id}/pay`, { kind: 'provisional' });
  await control(stage, `${till}/deposits/${(paid as { id: string }).id}/final`, {});
}

/** The person gives the order up over its page, again while money is being looked into, as the page asks for. */
export async function giveUp(visitor: Visitor, orderId: string): Promise<void> {
  const address = paths.cancelOrder(visitor.university, orderId);
  const until = performance.now() + PATIENCE;
  for (;;) {
    const { html } = await visitor.get(address);
    const answer = await visitor.post(address, { shown: hiddenValue(html, 'shown') });
    if (answer.location === paths.order(visitor.university, orderId)) return;
    const isBusy = answer.location.endsWith('cancel-refused-PaymentInProgress');
    if (!isBusy || performance.now() > until) throw unexpected('giving up', answer);
    await sleep(100);
  }
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

/** Something that a person or the outside world does in the town. @returns its answer @throws Error unless it is 2xx */
export async function control(stage: Stage, path: string, body: object): Promise<unknown> {
  const response = await fetch(`${stage.townUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
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
 * @param method as in `judgeDraft`
 */
export async function placeWithDeadlines(
  stage: Stage,
  visitor: Applicant,
  deadlines: { paymentDeadline: Date; printDeadline: Date },
  method?: string,
): Promise<string> {
  const { orderId } = await placeOrder(stage.pool, await judgeDraft(stage, visitor, method));
  const { paymentDeadline, printDeadline } = deadlines;
  await stage.pool.query(
    'UPDATE "order" SET payment_deadline = $2, print_deadline = $3, started_at = now() WHERE id = $1',
    [orderId, paymentDeadline, printDeadline],
  );
  await stage.lives.startOrder({
    orderId,
    university: visitor.university,
    paymentDeadline: paymentDeadline.toISOString(),
    printDeadline: printDeadline.toISOString(),
  });
  return orderId;
}

/**
 * A new draft, judged and priced as the check page does it.
 * @param code the way to pay; absent: the university's first
 */
export async function judgeDraft(
  stage: Stage,
  applicant: Applicant,
  code?: string,
): Promise<Placement> {
  const { accountId } = applicant;
  const draft = await findDraft(stage.pool, await makeDraft(stage, applicant), accountId);
  const university = await universityInForce(stage, applicant.university);
  const now = new Date();
  if (!draft) throw new Error('the draft is lost');
  const { profile } = university;
  const { certificate } = profile;
  const ordering = draft.affiliations.map(orderingAffiliation);
  const judged = checkDraft(certificate, ordering, draft.data, tokyoDate(now));
  const method = certificate.paymentMethods.find((one) => one.code === (code ?? one.code));
  if (!judged.ok || !method) throw new Error('the draft cannot be ordered');
  const { items, price } = judged;
  const pages = await draftPages(stage.pool, { ...draft, items }, profile, tokyoDate(now));
  return { draft, items, price, pages, method, university, accountId, locale: 'ja', now };
}

const universities = new Map<string, Promise<LoadedProfile>>();

function universityInForce(stage: Stage, code: string): Promise<LoadedProfile> {
  const known = universities.get(code) ?? loadUniversity(stage, code);
  universities.set(code, known);
  return known;
}

async function loadUniversity({ databaseUrl }: Stage, code: string): Promise<LoadedProfile> {
  const database = openDatabase(databaseUrl, 1);
  try {
    const loaded = await createProfiles(database.prisma).inForce(code, new Date());
    if (!loaded) throw new Error(`no settings of ${code} are in force`);
    return loaded;
  } finally {
    await database.close();
  }
}
