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
       printed_count AS "printedCount", registrations, reason,
       floor(extract(epoch FROM retained_until) * 1000)::float8 AS "retainedUntil",
       floor(extract(epoch FROM removed_at) * 1000)::float8 AS "removedAt"
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

/**
 * The network has the document, under the key that the job has.
 * @returns false when the job was removed or given another key meanwhile, or another attempt was first: take the
 *   document back
 */
export async function recordRegistered(
  pool: Pool,
  { id, key }: Pick<PrintJobRecord, 'id' | 'key'>,
  registered: { jobRef: string; pages: number; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-registered',
    text: `UPDATE print_job SET state = 'processing', job_ref = $2, pages = $3, registered_at = coalesce(registered_at, $4)
     WHERE id = $1 AND key = $5 AND state IN ('requested', 'processing') AND (job_ref IS NULL OR job_ref = $2)`,
    values: [id, registered.jobRef, registered.pages, registered.at, key],
  });
  return rowCount === 1;
}

/**
 * The number may be shown. Where it is another one than before, the job says so until it ends.
 * @returns false when the job was removed or registered anew meanwhile
 */
export async function recordReady(
  pool: Pool,
  jobId: string,
  ready: { jobRef: string; code: string; retainedUntil: Date | null; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-ready',
    text: `UPDATE print_job SET state = 'ready', code = $2, ready_at = coalesce(ready_at, $3), delayed_since = NULL,
       retained_until = $4,
       reason = CASE WHEN code <> $2 OR (code = $2 AND reason = 'replaced') THEN 'replaced' END
     WHERE id = $1 AND job_ref = $5 AND state IN ('processing', 'ready')`,
    values: [jobId, ready.code, ready.at, ready.retainedUntil, ready.jobRef],
  });
  return rowCount === 1;
}

/** The number as a picture, PNG or JPEG. */
export async function recordImage(pool: Pool, jobId: string, image: Uint8Array): Promise<void> {
  await pool.query({
    name: 'record-qr-image',
    text: `UPDATE print_job SET qr_image = $2 WHERE id = $1 AND state = 'ready'`,
    values: [jobId, Buffer.from(image)],
  });
}

/** How often a document is handed to the same network by itself. What it loses more often it loses for good. */
const MOST_REGISTRATIONS = 5;

/**
 * The document is to be handed to its network anew, under a key of its own, for the copies that are left: it was lost,
 * its network keeps it no longer, or it was taken back and is wanted after all. What came out under the earlier numbers
 * stays counted. The audit row is in the same statement.
 * @param why `lost`: gone without our doing; `retention`: its network keeps it no longer; `again`: we had taken it back
 * @returns false when another has seen to it already, or it was lost too often: then it has failed
 */
export async function recordReplacement(
  pool: Pool,
  job: Pick<PrintJobRecord, 'id' | 'jobRef' | 'registrations'>,
  why: 'lost' | 'retention' | 'again',
): Promise<boolean> {
  const isTooOften = why === 'lost' && job.registrations >= MOST_REGISTRATIONS;
  const { rowCount } = await pool.query({
    name: 'replace-print-job',
    text: `WITH replaced AS (
       UPDATE print_job SET state = $4, registrations = registrations + $5, printed_before = printed_count,
         key = regexp_replace(key, '-r[0-9]+$', '') || '-r' || (registrations + $5), job_ref = NULL, retained_until = NULL,
         registered_at = NULL, ready_at = NULL, removed_at = NULL, qr_image = NULL, reason = $6
       WHERE id = $1 AND job_ref IS NOT DISTINCT FROM $2 AND registrations = $3 AND state <> 'requested'
       RETURNING order_id, network, registrations
     )
     INSERT INTO audit_entry (actor, action, entity, entity_id, after, cause, university_id)
     SELECT 'system', $8, 'order', o.id::text,
       jsonb_build_object('network', r.network, 'registration', r.registrations), $7, o.university_id
     FROM replaced r JOIN "order" o ON o.id = r.order_id`,
    values: [
      job.id,
      job.jobRef,
      job.registrations,
      isTooOften ? 'failed' : 'requested',
      isTooOften ? 0 : 1,
      why === 'lost' ? 'lost' : null,
      why,
      why === 'lost' ? 'number_lost' : 'number_renewed',
    ],
  });
  return rowCount === 1 && !isTooOften;
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
    text: `UPDATE print_job SET state = 'requested', job_ref = NULL, reason = NULL, registrations = registrations + 1,
       key = regexp_replace(key, '-r[0-9]+$', '') || '-r' || (registrations + 1), printed_before = printed_count
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
 * The document is about to be taken back: what its network says of it is kept first. Once it is gone nobody can say how
 * often it was printed, nor whether it was we who removed it.
 */
export async function recordRemoving(
  pool: Pool,
  jobId: string,
  last: { jobRef: string; printedCount: number; at: Date },
): Promise<void> {
  await pool.query({
    name: 'record-removing',
    text: `UPDATE print_job SET removed_at = coalesce(removed_at, $2),
       printed_count = greatest(printed_count, printed_before + $3)
     WHERE id = $1 AND job_ref = $4`,
    values: [jobId, last.at, last.printedCount, last.jobRef],
  });
}

/**
 * The document is gone from the network; a print that slipped in is believed.
 * @param removed `jobRef`: what was removed, null when the network had nothing yet; `printedCount`: what the network
 *   said last under this number, or null when it did not know; `wasLost`: it was gone before its time
 * @returns false when the network has taken the document meanwhile: remove that one
 */
export async function recordRemoved(
  pool: Pool,
  jobId: string,
  removed: { jobRef: string | null; printedCount: number | null; wasLost: boolean; at: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-removed',
    text: `UPDATE print_job SET state = 'removed', removed_at = coalesce(removed_at, $2), delayed_since = NULL,
       printed_count = greatest(printed_count, printed_before + coalesce($3, 0)),
       reason = CASE WHEN $5 THEN 'lost' ELSE reason END
     WHERE id = $1 AND job_ref IS NOT DISTINCT FROM $4`,
    values: [jobId, removed.at, removed.printedCount, removed.jobRef, removed.wasLost],
  });
  return rowCount === 1;
}

/** Prints under the number that the job has now; they are only ever added. @returns whether the count grew */
export async function recordCount(
  pool: Pool,
  jobId: string,
  counted: { jobRef: string; printedCount: number; at: Date },
): Promise<boolean> {
  const { rows } = await pool.query<{ grew: boolean }>({
    name: 'record-count',
    text: `WITH old AS (SELECT id, printed_count FROM print_job WHERE id = $1 AND job_ref = $4 FOR UPDATE)
     UPDATE print_job j SET printed_count = greatest(j.printed_count, j.printed_before + $2), checked_at = $3
     FROM old WHERE j.id = old.id RETURNING j.printed_count > old.printed_count AS grew`,
    values: [jobId, counted.printedCount, counted.at, counted.jobRef],
  });
  return rows[0]?.grew === true;
}
