import { KEPT_FOR_DAYS } from '../../domain/account/kept-forms.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** Most rows of a kind deleted in one run: a long backlog does not hold the tables. */
const BATCH = 1_000;

/** The oldest rows of a table that may go at $1. */
const goneFrom = (table: string, condition: string) => `
  DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${BATCH})`;

/**
 * What nobody can use any more, and since when it may go. Personal data is kept no longer than it serves. A
 * session that is over stays for three days, so that a page that lay open can be told why.
 */
const EXPIRED = [
  goneFrom(
    'session',
    `least(idle_expires_at, absolute_expires_at, ended_at) < $1::timestamptz - interval '3 days'`,
  ),
  goneFrom('kept_form', `created_at < $1::timestamptz - interval '${KEPT_FOR_DAYS} days'`),
  goneFrom('order_draft', `updated_at < $1::timestamptz - interval '30 days'`),
  goneFrom('one_time_link_superseded', `superseded_at < $1::timestamptz - interval '30 days'`),
  // Gone with its link as a rule; this is for one whose answer was never heard. Invitations live for seven days.
  goneFrom('one_time_link_proposal', `created_at < $1::timestamptz - interval '8 days'`),
  // An hour longer than they count: clocks differ.
  ...['saml_request', 'saml_assertion', 'saml_ticket'].map((table) =>
    goneFrom(table, `expires_at < $1::timestamptz - interval '1 hour'`),
  ),
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
