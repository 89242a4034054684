// What must always be true (money, lifecycle, prints, personal data), read from the database and from the ledgers of
// the simulated parties. Called after tests that pay, and after every run that injects faults.
import type { Pool } from 'pg';
import { journalBalances } from '../../domain/orders/journal.ts';
import type { JournalBooking } from '../../domain/orders/journal.ts';
import { isEnded, nextOrderState } from '../../domain/orders/states.ts';
import type { OrderEvent, OrderState } from '../../domain/orders/states.ts';
import type { StoredDocument } from '../../simulators/print-documents/document-book.ts';

export interface InvariantOptions {
  pool: Pool;
  townUrl: string;
  /** Captures whose return was begun and has not booked them yet: their money is neither lost nor counted. */
  underWay?: readonly string[];
}

interface PayPalLedger {
  orders: { id: string; customId: string | null }[];
  captures: {
    id: string;
    orderId: string;
    status: string;
    amount: { currency_code: string; value: string };
  }[];
  refunds: {
    captureId: string;
    status: string;
    amount: { currency_code: string; value: string };
  }[];
}

interface OrderRow {
  id: string;
  state: OrderState;
  attention: string | null;
  totalYen: number;
  printDeadline: Date;
}

interface Evidence {
  orders: OrderRow[];
  payments: {
    id: string;
    orderId: string;
    state: string;
    captureId: string | null;
    amountYen: number;
    paidAt: Date | null;
  }[];
  lines: { id: string; copies: number }[];
  jobs: { orderId: string; lineId: string; key: string; code: string | null; printed: number }[];
  journal: (JournalBooking & { orderId: string; event: string; reference: string })[];
  refunds: { orderId: string; state: string }[];
  steps: { orderId: string; action: OrderEvent; before: OrderState; after: OrderState }[];
  personal: string[];
  kept: string;
  payPal: PayPalLedger;
  documents: StoredDocument[];
}

/** @throws Error naming every invariant that does not hold, with the ids concerned */
export async function checkInvariants(options: InvariantOptions): Promise<void> {
  const evidence = await collect(options);
  const broken = [
    ...brokenMoney(evidence, options.underWay ?? []),
    ...brokenPayments(evidence),
    ...brokenPrints(evidence),
    ...brokenLives(evidence),
    ...brokenPrivacy(evidence),
    ...(await brokenJournalGuard(options.pool)),
  ];
  if (broken.length > 0) throw new Error(`Invariants broken:\n  ${broken.join('\n  ')}`);
}

async function collect({ pool, townUrl }: InvariantOptions): Promise<Evidence> {
  const all = async <T extends object>(sql: string) => (await pool.query<T>(sql)).rows;
  const ledger = async <T>(party: string) =>
    (await (await fetch(`${townUrl}/control/ledger/${party}`)).json()) as T;
  const printLedgers = await Promise.all(
    ['netprint', 'network-print', 'campus-printer'].map((name) => ledger<{ documents: StoredDocument[] }>(name)),
  );
  const personal = await all<{ word: string }>(
    `SELECT DISTINCT word FROM (
       SELECT frozen_person->>'nameJa' AS word FROM "order" UNION SELECT frozen_person->>'nameRoman' FROM "order"
       UNION SELECT frozen_person->>'nameKana' FROM "order" UNION SELECT student_number FROM order_line
       UNION SELECT recipient FROM mail_message) words WHERE length(word) > 3`,
  );
  const kept = await all<{ text: string }>(
    `SELECT a::text AS text FROM audit_entry a UNION ALL SELECT j::text FROM journal_entry j
     UNION ALL SELECT p::text FROM print_job p UNION ALL SELECT p::text FROM payment p UNION ALL SELECT r::text FROM refund r`,
  );
  return {
    orders: await all(
      `SELECT id, state, attention, total_yen AS "totalYen", print_deadline AS "printDeadline" FROM "order"`,
    ),
    payments: await all(
      `SELECT id, order_id AS "orderId", state, capture_id AS "captureId", amount_yen AS "amountYen",
         paid_at AS "paidAt" FROM payment`,
    ),
    lines: await all('SELECT id, copies FROM order_line'),
    jobs: await all(
      `SELECT order_id AS "orderId", line_id AS "lineId", key, code, printed_count AS printed FROM print_job`,
    ),
    journal: await all(
      `SELECT order_id AS "orderId", event, reference, debit, credit, amount_yen AS "amountYen" FROM journal_entry`,
    ),
    refunds: await all('SELECT order_id AS "orderId", state FROM refund'),
    steps: await all(
      `SELECT entity_id AS "orderId", action, before->>'state' AS before, after->>'state' AS after
       FROM audit_entry WHERE entity = 'order' AND before ? 'state' ORDER BY id`,
    ),
    personal: personal.map(({ word }) => word),
    kept: kept.map(({ text }) => text).join('\n'),
    payPal: await ledger<PayPalLedger>('paypal'),
    documents: printLedgers.flatMap(({ documents }) => documents),
  };
}

const yen = (amount: { currency_code: string; value: string }) =>
  amount.currency_code === 'JPY' ? Number(amount.value) : 0;

/** I1, I5: what PayPal took is booked, once, to the order it was taken for, and every account adds up. */
function brokenMoney(evidence: Evidence, underWay: readonly string[]): string[] {
  const { orders, payments, journal, payPal } = evidence;
  const broken: string[] = [];
  const total = { taken: 0, booked: 0, returned: 0 };
  for (const order of orders) {
    const own = payments.filter(({ orderId }) => orderId === order.id).map(({ id }) => id);
    const providerOrders = payPal.orders
      .filter(({ customId }) => customId !== null && own.includes(customId))
      .map(({ id }) => id);
    const captures = payPal.captures.filter(({ orderId }) => providerOrders.includes(orderId));
    const bookings = journal.filter(({ orderId }) => orderId === order.id);
    const isBooked = (id: string) =>
      bookings.some(({ debit, reference }) => debit === 'provider' && reference === id);
    const taken = captures
      .filter(({ status }) => status !== 'PENDING' && status !== 'DECLINED')
      .filter(({ id }) => isBooked(id) || !underWay.includes(id))
      .reduce((sum, { amount }) => sum + yen(amount), 0);
    const balances = journalBalances(bookings);
    const { provider, pending, issued, forfeited, returning, refunded } = balances;
    if (taken !== -provider) {
      broken.push(`I1 order ${order.id}: PayPal took ${taken} yen, ${-provider} are booked`);
    }
    if (pending + issued + forfeited + returning + refunded !== -provider) {
      broken.push(`I5 order ${order.id}: the journal does not balance`);
    }
    for (const [account, balance] of Object.entries(balances)) {
      if (account !== 'provider' && balance < 0) {
        broken.push(`I5 order ${order.id}: ${account} is ${balance} yen`);
      }
    }
    const returned = payPal.refunds
      .filter(
        ({ captureId, status }) =>
          status === 'COMPLETED' && captures.some(({ id }) => id === captureId),
      )
      .reduce((sum, { amount }) => sum + yen(amount), 0);
    if (returned !== refunded) {
      broken.push(`I1 order ${order.id}: PayPal returned ${returned} yen, ${refunded} are booked`);
    }
    if (isEnded(order.state) && pending !== 0) {
      broken.push(`I1 order ${order.id} is ${order.state} with ${pending} yen pending`);
    }
    total.taken += taken;
    total.booked -= provider;
    total.returned += returned;
  }
  const balances = journalBalances(journal);
  if (total.booked !== -balances.provider || total.returned !== balances.refunded) {
    broken.push('I1 the totals of the journal are not the sums of its orders');
  }
  return broken;
}

/** I2, I3: one counted capture of the exact amount; numbers only for it; no capture without an end. */
function brokenPayments({ orders, payments, jobs, refunds, payPal }: Evidence): string[] {
  const broken: string[] = [];
  for (const order of orders) {
    const counted = payments.filter((one) => one.orderId === order.id && one.state === 'captured');
    if (counted.length > 1) broken.push(`I2 order ${order.id}: ${counted.length} captures count`);
    for (const { captureId, amountYen, paidAt } of counted) {
      const capture = payPal.captures.find(({ id }) => id === captureId);
      const isExact =
        capture?.amount.currency_code === 'JPY' &&
        Number(capture.amount.value) === order.totalYen &&
        amountYen === order.totalYen &&
        paidAt !== null;
      if (!isExact) broken.push(`I3 order ${order.id}: its capture is not of the exact amount`);
    }
    const hasNumber = jobs.some(({ orderId, code }) => orderId === order.id && code !== null);
    if (hasNumber && counted.length === 0) {
      broken.push(`I3 order ${order.id} has a print number and no capture`);
    }
    const hasEnd =
      hasNumber ||
      order.attention !== null ||
      !isEnded(order.state) ||
      refunds.some(({ orderId }) => orderId === order.id);
    if (counted.length > 0 && !hasEnd) {
      broken.push(`I3 order ${order.id} was paid, and has neither number, refund nor staff entry`);
    }
  }
  return broken;
}

/** I8: no more prints than copies, none after the window, none that the network's own ledger does not know. */
function brokenPrints({ orders, lines, jobs, documents }: Evidence): string[] {
  const broken: string[] = [];
  for (const line of lines) {
    const own = jobs.filter(({ lineId }) => lineId === line.id);
    const [job] = own;
    const order = orders.find(({ id }) => id === job?.orderId);
    if (!job || !order) continue;
    const prints = documents
      .filter(({ name }) => own.some(({ key }) => name === `${key}.pdf`))
      .flatMap((document) => document.prints);
    const printed = prints.reduce((sum, { copies }) => sum + copies, 0);
    if (printed > line.copies) {
      broken.push(`I8 line ${line.id}: ${printed} prints of ${line.copies} copies`);
    }
    if (own.reduce((sum, one) => sum + one.printed, 0) > printed) {
      broken.push(`I8 line ${line.id}: more prints are counted than came out`);
    }
    if (prints.some(({ at }) => Date.parse(at) >= order.printDeadline.getTime())) {
      broken.push(`I8 line ${line.id} was printed after its window`);
    }
  }
  return broken;
}

/** I6, I17: the audit trail is a legal way from the placement to the state that the row shows. */
function brokenLives({ orders, payments, steps }: Evidence): string[] {
  const broken: string[] = [];
  for (const order of orders) {
    let state: OrderState = 'awaiting_payment';
    for (const step of steps.filter(({ orderId }) => orderId === order.id)) {
      if (step.before !== state || nextOrderState(state, step.action) !== step.after) {
        broken.push(`I6 order ${order.id}: ${step.before} –${step.action}→ ${step.after}`);
      }
      state = step.after;
    }
    if (state !== order.state) {
      broken.push(`I17 order ${order.id} is ${order.state}, its audit trail ends at ${state}`);
    }
    const isOpen = payments.some(
      (one) => one.orderId === order.id && ['created', 'open', 'pending'].includes(one.state),
    );
    if (isOpen && isEnded(order.state)) {
      broken.push(`I6 order ${order.id} is ${order.state} and has an open payment`);
    }
  }
  return broken;
}

/** I18: who somebody is stands neither in the trail, the journal, at the networks nor at PayPal. */
function brokenPrivacy({ personal, kept, documents, payPal }: Evidence): string[] {
  const elsewhere = `${kept}\n${documents.map(({ name }) => name).join('\n')}\n${JSON.stringify(payPal)}`;
  return personal
    .filter((word) => elsewhere.includes(word))
    .map((_word, index) => `I18 personal data (${index + 1}) is where it does not belong`);
}

/** I5: the database itself refuses to change what was booked. */
async function brokenJournalGuard(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query(
    `SELECT 1 FROM pg_trigger WHERE tgname = 'journal_entry_append_only' AND tgenabled <> 'D'`,
  );
  return rows.length === 1 ? [] : ['I5 the journal can be changed'];
}
