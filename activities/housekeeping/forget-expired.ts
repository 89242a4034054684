import type { ActivityDependencies } from '../dependencies.ts';

/** Most rows of a kind deleted in one run: a long backlog does not hold the tables. */
const BATCH = 1_000;

/** What nobody can use any more, and since when it may go. Personal data is kept no longer than it serves. */
const EXPIRED = [
  `DELETE FROM session WHERE id_hash IN (
     SELECT id_hash FROM session WHERE least(idle_expires_at, absolute_expires_at) < $1::timestamptz LIMIT ${BATCH})`,
  `DELETE FROM order_draft WHERE id IN (
     SELECT id FROM order_draft WHERE updated_at < $1::timestamptz - interval '30 days' LIMIT ${BATCH})`,
  `DELETE FROM one_time_link_superseded WHERE token_hash IN (
     SELECT token_hash FROM one_time_link_superseded
     WHERE superseded_at < $1::timestamptz - interval '30 days' LIMIT ${BATCH})`,
];

/** @returns how many rows went */
export async function forgetExpired({
  pool,
  clock,
}: Pick<ActivityDependencies, 'pool' | 'clock'>): Promise<number> {
  let forgotten = 0;
  for (const statement of EXPIRED) {
    const { rowCount } = await pool.query(statement, [clock()]);
    forgotten += rowCount ?? 0;
  }
  return forgotten;
}
