// What the database and the ledgers of the simulated parties say, read at one moment for the invariants.
import type { Pool } from 'pg';
import type { JournalBooking } from '../../domain/orders/journal.ts';
import type { OrderEvent, OrderState } from '../../domain/orders/states.ts';
import type { StoredDocument } from '../../simulators/print-documents/document-book.ts';

export interface PayPalLedger {
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

/** Cash as its provider's ledger has it. */
export interface CashTaken {
  provider: string;
  id: string;
  key: string;
  amountYen: number;
  paidAt: string;
  reversedAt: string | null;
}

export interface DepositRow {
  reference: string;
  slipKey: string;
  orderId: string | null;
  paymentId: string | null;
  amountYen: number;
  countedYen: number;
  returningYen: number;
  paidAt: Date;
  isReversed: boolean;
}

export interface OrderRow {
  id: string;
  state: OrderState;
  attention: string | null;
  totalYen: number;
  paymentDeadline: Date;
  printDeadline: Date;
}

export interface Evidence {
  orders: OrderRow[];
  payments: {
    id: string;
    orderId: string;
    provider: string;
    state: string;
    captureId: string | null;
    amountYen: number;
    paidAt: Date | null;
  }[];
  lines: { id: string; copies: number }[];
  jobs: { orderId: string; lineId: string; key: string; code: string | null; printed: number }[];
  deposits: DepositRow[];
  journal: (JournalBooking & { orderId: string | null; event: string; reference: string })[];
  refunds: {
    id: string;
    orderId: string | null;
    captureId: string;
    state: string;
    channel: string;
    amountYen: number;
    isPaidOut: boolean;
  }[];
  tasks: { kind: string; reference: string; state: string }[];
  steps: { orderId: string; action: OrderEvent; before: OrderState; after: OrderState }[];
  personal: string[];
  kept: string;
  payPal: PayPalLedger;
  cash: CashTaken[];
  documents: StoredDocument[];
  /** Lines of which staff were told that too many copies came out. */
  overprinted: string[];
}

const CASH_PROVIDERS = ['smart-pit', 'sbps'];

/** Reads everything. */
export async function collect({
  pool,
  townUrl,
}: {
  pool: Pool;
  townUrl: string;
}): Promise<Evidence> {
  const all = async <T extends object>(sql: string) => (await pool.query<T>(sql)).rows;
  const ledger = async <T>(party: string) =>
    (await (await fetch(`${townUrl}/control/ledger/${party}`)).json()) as T;
  const printLedgers = await Promise.all(
    ['netprint', 'network-print', 'campus-printer'].map((name) =>
      ledger<{ documents: StoredDocument[] }>(name),
    ),
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
      `SELECT id, state, attention, total_yen AS "totalYen", payment_deadline AS "paymentDeadline",
         print_deadline AS "printDeadline" FROM "order"`,
    ),
    payments: await all(
      `SELECT id, order_id AS "orderId", provider, state, capture_id AS "captureId", amount_yen AS "amountYen",
         paid_at AS "paidAt" FROM payment`,
    ),
    lines: await all('SELECT id, copies FROM order_line'),
    jobs: await all(
      `SELECT order_id AS "orderId", line_id AS "lineId", key, code, printed_count AS printed FROM print_job`,
    ),
    journal: await all(
      `SELECT order_id AS "orderId", event, reference, debit, credit, amount_yen AS "amountYen" FROM journal_entry`,
    ),
    refunds: await all(
      `SELECT id, order_id AS "orderId", capture_id AS "captureId", state, channel, amount_yen AS "amountYen",
         paid_out_at IS NOT NULL AS "isPaidOut" FROM refund`,
    ),
    deposits: await all(
      `SELECT provider || ':' || provider_deposit_id AS reference, slip_key AS "slipKey", order_id AS "orderId", payment_id AS "paymentId",
         amount_yen AS "amountYen", counted_yen AS "countedYen", returning_yen AS "returningYen", paid_at AS "paidAt",
         reversed_at IS NOT NULL AS "isReversed" FROM deposit`,
    ),
    tasks: await all('SELECT kind, reference, state FROM staff_task'),
    steps: await all(
      `SELECT entity_id AS "orderId", action, before->>'state' AS before, after->>'state' AS after
       FROM audit_entry WHERE entity = 'order' AND before ? 'state' ORDER BY id`,
    ),
    personal: personal.map(({ word }) => word),
    kept: kept.map(({ text }) => text).join('\n'),
    payPal: await ledger<PayPalLedger>('paypal'),
    cash: (
      await Promise.all(
        CASH_PROVIDERS.map(async (provider) => {
          const { deposits } = await ledger<{ deposits: Omit<CashTaken, 'provider'>[] }>(provider);
          return deposits.map((deposit) => ({ ...deposit, provider }));
        }),
      )
    ).flat(),
    documents: printLedgers.flatMap(({ documents }) => documents),
    overprinted: (
      await all<{ line: string }>(
        `SELECT reference AS line FROM staff_task WHERE kind = 'overprinted'`,
      )
    ).map(({ line }) => line),
  };
}
