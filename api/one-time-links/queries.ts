import type { Pool } from 'pg';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import { hashToken } from '../../platform/one-time-proof.ts';

/** One request to prove a mailbox, as far as its pages tell. */
export interface VerificationRequest {
  id: string;
  purpose: LinkPurpose;
  accountId: string | null;
  staffId: string | null;
  universityCode: string;
  mailAddress: string;
  oldAddress: string | null;
  requestedAt: Date;
  sentAt: Date | null;
  expiresAt: Date | null;
  resendAllowedAt: Date | null;
  usedAt: Date | null;
  supersededAt: Date | null;
  closedAt: Date | null;
  bouncedAt: Date | null;
  objectedAt: Date | null;
  codeAttempts: number;
}

/**
 * Where a request stands:
 *
 * - `sending`: its mail has not been accepted by the mail server yet
 * - `sent`: its link and code are good
 * - `used`, `expired`, `superseded`: its link is not good any more, and why
 * - `undeliverable`: the mail server refused the address for good
 * - `bounced`: the mail was accepted and came back afterwards
 * - `objected`: the owner of the old address put a stop to it
 */
export type RequestState =
  'sending' | 'sent' | 'used' | 'expired' | 'superseded' | 'undeliverable' | 'bounced' | 'objected';

/** Half-open: at `expiresAt` itself the request is over (I10). */
export function requestState(request: VerificationRequest, now: Date): RequestState {
  if (request.usedAt) return 'used';
  if (request.objectedAt) return 'objected';
  if (request.supersededAt) return 'superseded';
  if (request.bouncedAt) return 'bounced';
  if (request.sentAt === null) return request.closedAt ? 'undeliverable' : 'sending';
  const isOver =
    request.closedAt !== null || (request.expiresAt !== null && request.expiresAt <= now);
  return isOver ? 'expired' : 'sent';
}

const COLUMNS = `
  link.id, link.purpose, link.account_id as "accountId", link.staff_id as "staffId",
  university.code as "universityCode", link.mail_address as "mailAddress", link.old_address as "oldAddress",
  link.requested_at as "requestedAt", link.sent_at as "sentAt", link.expires_at as "expiresAt",
  link.resend_allowed_at as "resendAllowedAt", link.used_at as "usedAt", link.closed_at as "closedAt",
  link.bounced_at as "bouncedAt", link.objected_at as "objectedAt", link.code_attempts as "codeAttempts"`;

const LATEST = `
  select ${COLUMNS}, link.superseded_at as "supersededAt"
  from one_time_link link join university on university.id = link.university_id
  where link.account_id = $1 and link.purpose = $2
  order by link.requested_at desc limit 1`;

/** @returns the last request of an account for this purpose */
export async function latestRequest(
  pool: Pool,
  accountId: string,
  purpose: LinkPurpose,
): Promise<VerificationRequest | null> {
  const { rows } = await pool.query<VerificationRequest>(LATEST, [accountId, purpose]);
  return rows[0] ?? null;
}

/** A token that a later mail of the same request replaced counts as superseded. */
const BY_TOKEN = `
  select ${COLUMNS}, link.superseded_at as "supersededAt"
  from one_time_link link join university on university.id = link.university_id
  where link.token_hash = $1
  union all
  select ${COLUMNS}, coalesce(link.superseded_at, old.superseded_at) as "supersededAt"
  from one_time_link_superseded old
  join one_time_link link on link.id = old.link_id
  join university on university.id = link.university_id
  where old.token_hash = $1`;

const BY_OBJECTION = `
  select ${COLUMNS}, link.superseded_at as "supersededAt"
  from one_time_link link join university on university.id = link.university_id
  where link.objection_hash = $1`;

const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;

async function byProof(pool: Pool, statement: string, token: string) {
  if (!TOKEN.test(token)) return null;
  const { rows } = await pool.query<VerificationRequest>(statement, [hashToken(token)]);
  return rows[0] ?? null;
}

/** @returns the request whose mail had this link, or null for a token that we never made */
export function requestByToken(pool: Pool, token: string): Promise<VerificationRequest | null> {
  return byProof(pool, BY_TOKEN, token);
}

/** @returns the change to which this token objects, or null for a token that we never made */
export function requestByObjection(pool: Pool, token: string): Promise<VerificationRequest | null> {
  return byProof(pool, BY_OBJECTION, token);
}

/**
 * Uses up one attempt at the six digits of a request, before they are checked, so that guesses at the same moment
 * cannot slip through together.
 * @returns how many attempts are left, or null when there was none left
 */
export async function useCodeAttempt(
  pool: Pool,
  linkId: string,
  most: number,
): Promise<number | null> {
  const { rows } = await pool.query<{ left: number }>(
    `update one_time_link set code_attempts = code_attempts + 1
     where id = $1 and code_attempts < $2 returning $2 - code_attempts as left`,
    [linkId, most],
  );
  return rows[0]?.left ?? null;
}
