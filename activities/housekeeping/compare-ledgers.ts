import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { addDays, tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { ProviderId } from '../../domain/university/profile.ts';
import { openTask } from '../../platform/staff-tasks.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { examinePayments } from '../payments/examine-payments.ts';
import { takersByProvider } from '../payments/takers.ts';
import { recordUnknownDeposit } from '../payments/unknown-deposit.ts';
import { loadOrder } from '../records/load-order.ts';
import { ourBooks } from './our-books.ts';
import type { BookLine } from './our-books.ts';
import { readLedger } from './provider-ledger.ts';
import type { LedgerLine } from './provider-ledger.ts';

/** From when on the day before is compared: the providers' own ledgers are complete by then. Time in Japan. */
const COMPARE_FROM = '04:00';
/** Days that are made up for, if nobody compared them: longer than any order can be paid. */
const MOST_DAYS = 31;

/**
 * Lays, once a day, what the orders say, what the journal says and what each provider's ledger says of the day before
 * beside each other, sum by sum and item by item. Money that we were never told of is judged at once, and its life told;
 * what does not agree after that becomes a task of staff (R-190, R-325, I1, I2).
 * @returns how many days of providers were compared
 */
export async function compareLedgers(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const today = tokyoDate(now);
  if (now.getTime() < tokyoInstant(today, COMPARE_FROM)) return 0;
  const yesterday = addDays(today, -1);
  const { rows } = await deps.pool.query<{ provider: ProviderId; last: CivilDate }>(
    'SELECT provider, max(day) AS last FROM ledger_comparison GROUP BY provider',
  );
  const earliest = addDays(yesterday, 1 - MOST_DAYS);
  let compared = 0;
  const failures: unknown[] = [];
  for (const [provider, universityIds] of await takersByProvider(deps)) {
    const last = rows.find((row) => row.provider === provider)?.last;
    try {
      let day = last === undefined ? yesterday : laterOf(addDays(last, 1), earliest);
      for (; day <= yesterday; day = addDays(day, 1)) {
        await compareDay(deps, { provider, universityIds, day });
        compared += 1;
      }
    } catch (error) {
      // One that is silent does not keep the others from being compared; it is asked again in a minute.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return compared;
}

const laterOf = (one: CivilDate, other: CivilDate) => (one > other ? one : other);

interface Day {
  provider: ProviderId;
  /** Universities that take money through the provider; what belongs to nobody is shown to the first. */
  universityIds: string[];
  day: CivilDate;
}

async function compareDay(deps: ActivityDependencies, of: Day): Promise<void> {
  const ledger = await readLedger(deps, of.provider, of.day);
  await heal(deps, of, ledger);
  const books = await ourBooks(deps.pool, of, ledger);
  const [first] = of.universityIds;
  if (first === undefined) return;
  const universityOf = (line: BookLine) => line.universityId ?? first;
  const universityIds = new Set([...of.universityIds, ...books.map(universityOf)]);
  await inTransaction(deps.pool, async (client) => {
    for (const universityId of universityIds) {
      const lines = books.filter((line) => universityOf(line) === universityId);
      await record(client, { ...of, universityId, lines, at: deps.clock() });
    }
  });
}

/** What the provider has and our books have not: asked about and judged now, and the order's life is told (I2, I15). */
async function heal(
  deps: ActivityDependencies,
  of: Day,
  ledger: readonly LedgerLine[],
): Promise<void> {
  const books = await ourBooks(deps.pool, of, ledger);
  const isKnown = ({ reference, isReversed }: LedgerLine) =>
    books.some(
      (line) => line.reference === reference && line.isBooked && line.isReversed === isReversed,
    );
  const orderIds = new Set<string>();
  for (const line of ledger) {
    if (isKnown(line)) continue;
    const orderId = line.paymentId === null ? null : await orderOf(deps, line.paymentId);
    if (orderId !== null) orderIds.add(orderId);
    else if (line.deposit && of.provider !== 'paypal') {
      await recordUnknownDeposit(deps, of.provider, line.deposit);
    }
  }
  for (const orderId of orderIds) {
    deps.logger.warn({ orderId, provider: of.provider }, 'money was found that nobody told of');
    await examinePayments(deps, await loadOrder(deps.pool, orderId), { capturing: false });
    await deps.lives.noticePayment(orderId, 'reconciliation');
  }
}

async function orderOf({ pool }: ActivityDependencies, paymentId: string): Promise<string | null> {
  const { rows } = await pool.query<{ orderId: string }>(
    'SELECT order_id AS "orderId" FROM payment WHERE id = $1',
    [paymentId],
  );
  return rows[0]?.orderId ?? null;
}

/** One university's part of the day, and what does not agree in it. */
async function record(
  client: PoolClient,
  {
    universityId,
    provider,
    day,
    lines,
    at,
  }: Day & { universityId: string; lines: BookLine[]; at: Date },
): Promise<void> {
  const differing = lines.filter((line) => !agrees(line));
  const sum = (yenOf: (line: BookLine) => number) =>
    lines.filter(({ kind }) => kind === 'in').reduce((total, line) => total + yenOf(line), 0);
  await client.query(
    `INSERT INTO ledger_comparison (id, university_id, provider, day, compared_at, orders_yen, journal_yen,
       provider_yen, differences)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (university_id, provider, day) DO NOTHING`,
    [
      randomUUID(),
      universityId,
      provider,
      day,
      at,
      sum((line) => line.ordersYen),
      sum((line) => line.journalYen),
      sum((line) => line.providerYen),
      differing.length,
    ],
  );
  for (const { reference, orderId, kind, ordersYen, journalYen, providerYen } of differing) {
    const all = [ordersYen, journalYen, providerYen];
    await openTask(client, {
      universityId,
      orderId,
      kind: 'difference',
      reference: `${provider} ${day} ${reference}`,
      amountYen: Math.max(...all) - Math.min(...all),
      facts: { provider, day, direction: kind, ordersYen, journalYen, providerYen },
      at,
    });
  }
}

const agrees = ({ ordersYen, journalYen, providerYen }: BookLine) =>
  ordersYen === journalYen && journalYen === providerYen;
