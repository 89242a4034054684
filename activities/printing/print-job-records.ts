import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { PrintNetworkId } from '../../domain/university/profile.ts';
import type { OrderLineRecord, OrderRecord, PrintJobRecord } from '../records/load-order.ts';

/** Marks for the network in a document's name: short, and not to be mixed up at a copier. */
const NETWORK_MARK: Record<PrintNetworkId, string> = {
  netprint: 'n',
  'network-print': 's',
  'campus-printer': 'c',
};

/**
 * One job a line and network. Its key is the document's name at the network, read by people at the copier; it holds
 * nothing personal. By that name a document is found again at the network, whose account outlives a database: after a
 * backup is restored, or in a second installation, the same issue number is another person's. So the name ends with
 * something of the line that no other line has.
 */
export async function ensurePrintJobs(pool: Pool, order: OrderRecord): Promise<PrintJobRecord[]> {
  const wanted = order.lines.flatMap((line) =>
    order.printNetworks.map((network) => ({ line, network })),
  );
  const missing = wanted.filter(
    ({ line, network }) =>
      !order.printJobs.some((job) => job.lineId === line.id && job.network === network),
  );
  const made: PrintJobRecord[] = [];
  for (const { line, network } of missing) made.push(await makeJob(pool, order, line, network));
  return [...order.printJobs, ...made];
}

async function makeJob(
  pool: Pool,
  order: OrderRecord,
  line: OrderLineRecord,
  network: PrintNetworkId,
): Promise<PrintJobRecord> {
  const key = [
    order.universityCode,
    order.issueNumber,
    line.position,
    NETWORK_MARK[network],
    line.id.slice(0, 8),
  ].join('-');
  // Two attempts at once (one of them given up by Temporal, still running) make one job: no matter which key collides.
  await pool.query({
    name: 'make-print-job',
    text: `INSERT INTO print_job (id, order_id, line_id, network, key, copies) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    values: [randomUUID(), order.id, line.id, network, key, line.copies],
  });
  const { rows } = await pool.query<PrintJobRecord>({
    name: 'read-print-job',
    text: `SELECT id, line_id AS "lineId", network, key, state, job_ref AS "jobRef", code, copies,
       printed_count AS "printedCount"
     FROM print_job WHERE line_id = $1 AND network = $2`,
    values: [line.id, network],
  });
  const [row] = rows;
  if (!row) throw new Error('the print job was not stored');
  return row;
}

/**
 * A document of the order that the network has and keeps until the order's deadline: where one number can hold several
 * documents, the next one goes behind the same. Read anew each time: another attempt may have been first.
 */
export async function findSibling(
  pool: Pool,
  order: Pick<OrderRecord, 'id' | 'printDeadline'>,
  network: PrintNetworkId,
): Promise<string | null> {
  const { rows } = await pool.query<{ jobRef: string }>({
    name: 'find-sibling',
    text: `SELECT job_ref AS "jobRef" FROM print_job
     WHERE order_id = $1 AND network = $2 AND job_ref IS NOT NULL AND state IN ('processing', 'ready')
       AND (retained_until IS NULL OR retained_until >= $3)
     ORDER BY registered_at LIMIT 1`,
    values: [order.id, network, new Date(order.printDeadline)],
  });
  return rows[0]?.jobRef ?? null;
}

/** The network has the document. @returns false when the job was removed meanwhile: take the document back */
export async function recordRegistered(
  pool: Pool,
  jobId: string,
  registered: { jobRef: string; pages: number; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-registered',
    text: `UPDATE print_job SET state = 'processing', job_ref = $2, pages = $3, registered_at = $4
     WHERE id = $1 AND state IN ('requested', 'processing')`,
    values: [jobId, registered.jobRef, registered.pages, registered.at],
  });
  return rowCount === 1;
}

/** The number may be shown. @returns false when the job was removed meanwhile */
export async function recordReady(
  pool: Pool,
  jobId: string,
  ready: { code: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-ready',
    text: `UPDATE print_job SET state = 'ready', code = $2, ready_at = coalesce(ready_at, $3), delayed_since = NULL, reason = NULL
     WHERE id = $1 AND state IN ('processing', 'ready')`,
    values: [jobId, ready.code, ready.at],
  });
  return rowCount === 1;
}

/** The network does not take this document, or lost it. */
export async function recordEnd(
  pool: Pool,
  jobId: string,
  state: 'refused' | 'failed',
  reason: string,
): Promise<void> {
  await pool.query({
    name: 'record-end',
    text: `UPDATE print_job SET state = $2, reason = $3 WHERE id = $1 AND state NOT IN ('removed', $2)`,
    values: [jobId, state, reason],
  });
}

/** What the network did not take is offered to it as if for the first time. */
export async function recordOfferedAgain(pool: Pool, jobId: string): Promise<void> {
  await pool.query({
    name: 'offer-again',
    text: `UPDATE print_job SET state = 'requested', job_ref = NULL, reason = NULL
     WHERE id = $1 AND state IN ('refused', 'failed')`,
    values: [jobId],
  });
}

/** The network is silent: the page says since when. */
export async function recordDelay(pool: Pool, jobId: string, since: Date): Promise<void> {
  await pool.query({
    name: 'record-delay',
    text: `UPDATE print_job SET delayed_since = coalesce(delayed_since, $2) WHERE id = $1 AND state <> 'removed'`,
    values: [jobId, since],
  });
}

/**
 * The document is gone from the network; a print that slipped in is believed.
 * @param removed `jobRef`: what was removed, null when the network had nothing yet; `printedCount`: what the network
 *   said last, or null when it did not know
 * @returns false when the network has taken the document meanwhile: remove that one
 */
export async function recordRemoved(
  pool: Pool,
  jobId: string,
  removed: { jobRef: string | null; printedCount: number | null; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-removed',
    text: `UPDATE print_job SET state = 'removed', removed_at = coalesce(removed_at, $2), delayed_since = NULL,
       printed_count = greatest(printed_count, coalesce($3, 0))
     WHERE id = $1 AND job_ref IS NOT DISTINCT FROM $4`,
    values: [jobId, removed.at, removed.printedCount, removed.jobRef],
  });
  return rowCount === 1;
}

/** Prints are only ever added. @returns whether the count grew */
export async function recordCount(
  pool: Pool,
  jobId: string,
  counted: { printedCount: number; at: Date },
): Promise<boolean> {
  const { rows } = await pool.query<{ grew: boolean }>({
    name: 'record-count',
    text: `WITH old AS (SELECT id, printed_count FROM print_job WHERE id = $1 FOR UPDATE)
     UPDATE print_job j SET printed_count = greatest(j.printed_count, $2), checked_at = $3
     FROM old WHERE j.id = old.id RETURNING $2 > old.printed_count AS grew`,
    values: [jobId, counted.printedCount, counted.at],
  });
  return rows[0]?.grew === true;
}
