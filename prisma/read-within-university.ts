import type { Pool } from 'pg';
import { OutsideUniversity } from './within-university.ts';

const belowOrder = (table: string) =>
  `select t.* from public.${table} t join public."order" of_order on of_order.id = t.order_id and of_order.university_id = $1`;

/** Every table that pages of staff read by SQL, as its rows of the university `$1` and no others. */
const ROWS_OF: Readonly<Record<string, string>> = {
  '"order"': 'select * from public."order" where university_id = $1',
  order_line: belowOrder('order_line'),
  payment: belowOrder('payment'),
  deposit: belowOrder('deposit'),
  deadline_change: belowOrder('deadline_change'),
  refund: belowOrder('refund'),
  journal_entry: belowOrder('journal_entry'),
  print_job: belowOrder('print_job'),
  staff_task: 'select * from public.staff_task where university_id = $1',
  staff_member: 'select * from public.staff_member where university_id = $1',
  ledger_comparison: 'select * from public.ledger_comparison where university_id = $1',
  audit_entry: 'select * from public.audit_entry where university_id = $1',
  account: 'select * from public.account where university_id = $1',
  mail_message:
    'select t.* from public.mail_message t join public.account of_account on of_account.id = t.account_id and of_account.university_id = $1',
};

/** The tables are hidden behind their rows of one university: a name in the statement can mean nothing else. */
const HIDING = `with ${Object.entries(ROWS_OF)
  .map(([table, rows]) => `${table} as not materialized (${rows})`)
  .join(', ')}`;

const TABLE = /\b(?:from|join)\s+(?:lateral\s+)?((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?)/giu;
/** A second table after a comma would not be looked at. */
const BESIDE = /\b(?:from|join)\s+(?:"[^"]+"|\w+)(?:\s+(?:as\s+)?\w+)?\s*,/iu;

const known = new Set<string>();

/** @throws OutsideUniversity for anything but a reading of the tables above */
function check(text: string): void {
  if (known.has(text)) return;
  if (!/^\s*select\b/iu.test(text) || /;|\b(insert|update|delete|truncate)\b/iu.test(text)) {
    throw new OutsideUniversity('SQL of staff pages only reads');
  }
  if (BESIDE.test(text)) throw new OutsideUniversity('a join says so');
  for (const [, table = ''] of text.matchAll(TABLE)) {
    if (!(table in ROWS_OF)) throw new OutsideUniversity(`${table} is not confined`);
  }
  known.add(text);
}

const notingIn = (entries: string): string => `, noted as (
  insert into public.audit_entry (at, actor, action, entity, entity_id, after, university_id)
  select n.at, n.actor, n.action, n.entity, n.entity_id, n.after, $1 from (${entries}) n)`;

export interface Reading {
  text: string;
  /** From `$2` on; `$1` is the university. */
  values: readonly unknown[];
  /**
   * That somebody reads is written down in the same statement (R-325): a `select` of `at`, `actor`, `action`, `entity`,
   * `entity_id` and `after`, one row an entry, of the same tables and values.
   */
  noting?: string;
  /** Prepared once a connection under this name. Without: planned for these very values. */
  name?: string;
}

/** Reads with SQL of one's own what belongs to one university. */
export type UniversityReader = <Row extends object>(reading: Reading) => Promise<Row[]>;

/**
 * SQL as the staff of one university may send it (R-306): one `select`, in which every table is its rows of that
 * university, and beside it entries of the record. For pages that `withinUniversity` would need a statement a table for, and for indexes that it cannot use.
 * @throws OutsideUniversity from the reader, for any other statement or table
 */
export function readWithinUniversity(pool: Pool, universityId: string): UniversityReader {
  return async <Row extends object>({ text, values, name, noting }: Reading): Promise<Row[]> => {
    check(text);
    if (noting !== undefined) check(noting);
    const { rows } = await pool.query<Row>({
      ...(name === undefined ? {} : { name }),
      text: `${HIDING}${noting === undefined ? '' : notingIn(noting)} ${text}`,
      values: [universityId, ...values],
    });
    return rows;
  };
}
