import type { Pool } from 'pg';
import { hashToken } from '../../platform/one-time-proof.ts';

/** One request to prove a mailbox, as far as its pages tell. */
export interface VerificationRequest {
  id: string;
  accountId: string | null;
  universityCode: string;
  mailAddress: string;
  sentAt: Date | null;
  expiresAt: Date | null;
  resendAllowedAt: Date | null;
  usedAt: Date | null;
  supersededAt: Date | null;
  closedAt: Date | null;
  codeAttempts: number;
}

/**
 * Where a request stands:
 *
 * - `sending`: its mail has not been accepted by the mail server yet
 * - `sent`: its link and code are good
 * - `used`, `expired`, `superseded`: its link is not good any more, and why
 * - `undeliverable`: the mail server refused the address for good
 */
export type RequestState = 'sending' | 'sent' | 'used' | 'expired' | 'superseded' | 'undeliverable';

/** Half-open: at `expiresAt` itself the request is over (I10). */
export function requestState(request: VerificationRequest, now: Date): RequestState {
  if (request.usedAt) return 'used';
  if (request.supersededAt) return 'superseded';
  if (request.sentAt === null) return request.closedAt ? 'undeliverable' : 'sending';
  const isOver =
    request.closedAt !== null || (request.expiresAt !== null && request.expiresAt <= now);
  return isOver ? 'expired' : 'sent';
}

const COLUMNS = `
  link.id, link.account_id as "accountId", university.code as "universityCode", link.mail_address as "mailAddress",
  link.sent_at as "sentAt", link.expires_at as "expiresAt", link.resend_allowed_at as "resendAllowedAt",
  link.used_at as "usedAt", link.closed_at as "closedAt", link.code_attempts as "codeAttempts"`;

const LATEST = `
  select ${COLUMNS}, link.superseded_at as "supersededAt"
  from one_time_link link join university on university.id = link.university_id
  where link.account_id = $1 and link.purpose = 'register_address'
  order by link.requested_at desc limit 1`;

/** @returns the last request of an account to register its mail address */
export async function latestRequest(
  pool: Pool,
  accountId: string,
): Promise<VerificationRequest | null> {
  const { rows } = await pool.query<VerificationRequest>(LATEST, [accountId]);
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

const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;

/** @returns the request whose mail had this link, or null for a token that we never made */
export async function requestByToken(
  pool: Pool,
  token: string,
): Promise<VerificationRequest | null> {
  if (!TOKEN.test(token)) return null;
  const { rows } = await pool.query<VerificationRequest>(BY_TOKEN, [hashToken(token)]);
  return rows[0] ?? null;
}
