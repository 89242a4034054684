// What must always be true (money, lifecycle, prints, personal data), read from the database and from the ledgers of
// the simulated parties. Called after tests that pay, and after every run that injects faults.
import type { Pool } from 'pg';
import { isEnded, nextOrderState } from '../../domain/orders/states.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { collect } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { isDocumentOf } from './job-documents.ts';
import { brokenDeposits, brokenMoney, brokenPayments, brokenReturns } from './money-invariants.ts';

export interface InvariantOptions {
  pool: Pool;
  townUrl: string;
  /** Captures whose return was begun and has not booked them yet: their money is neither lost nor counted. */
  underWay?: readonly string[];
  /** Cash that the stores took may not have been told or asked about yet. */
  hasNotices?: boolean;
}

/** @throws Error naming every invariant that does not hold, with the ids concerned */
export async function checkInvariants(options: InvariantOptions): Promise<void> {
  const evidence = await collect(options);
  const broken = [
    ...brokenMoney(evidence, options.underWay ?? []),
    ...brokenPayments(evidence),
    ...brokenDeposits(evidence, options.hasNotices ?? false),
    ...brokenReturns(evidence),
    ...brokenPrints(evidence),
    ...brokenLives(evidence),
    ...brokenPrivacy(evidence),
    ...(await brokenJournalGuard(options.pool)),
  ];
  if (broken.length > 0) throw new Error(`Invariants broken:\n  ${broken.join('\n  ')}`);
}

/** I8: no more prints than copies, none after the window, none that the network's own ledger does not know. */
function brokenPrints({ orders, lines, jobs, documents, overprinted }: Evidence): string[] {
  const broken: string[] = [];
  for (const line of lines) {
    const own = jobs.filter(({ lineId }) => lineId === line.id);
    const [job] = own;
    const order = orders.find(({ id }) => id === job?.orderId);
    if (!job || !order) continue;
    const prints = documents
      .filter(({ name }) => own.some(({ key }) => isDocumentOf(name, key)))
      .flatMap((document) => document.prints);
    const printed = prints.reduce((sum, { copies }) => sum + copies, 0);
    // No network can be told to stop at a number of copies: what was printed too often is on the desk's list.
    if (printed > line.copies && !overprinted.includes(line.id)) {
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
    // What costs nothing is paid when it is placed.
    let state: OrderState = order.totalYen === 0 ? 'preparing' : 'awaiting_payment';
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
