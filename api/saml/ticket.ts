import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { ReleasedIdentity } from '../../domain/account/gakunin-attributes.ts';
import type { SamlAnswer, SamlVisit } from '../../gateways/directory-saml/port.ts';
import type { AppDependencies } from '../dependencies.ts';
import { ownCookie } from '../middleware/cookies.ts';

/** Which door of a university somebody began at. */
export type SamlDoor = 'student' | 'staff';

/** How long somebody may stay at the provider's page. Milliseconds. */
export const REQUEST_LIFE = 10 * 60_000;

/** How long the browser has from the provider's form to our page. Milliseconds. */
export const TICKET_LIFE = 60_000;

/** Who came back from the provider, in the browser that had left for it. */
export type SamlTicket = { door: SamlDoor; next: string | null } & SamlTicketContent;

type SamlTicketContent =
  | { kind: 'accepted'; identity: ReleasedIdentity; visit: SamlVisit }
  /** The person did not agree that the provider says who they are. */
  | { kind: 'withheld' };

type Deps = Pick<AppDependencies, 'pool' | 'clock' | 'environment'>;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const newSecret = () => randomBytes(32).toString('base64url');
const SECRET = /^[\w-]{43}$/;

/**
 * Ties a request to the browser that makes it, so that nobody is signed in as somebody else by an address that they
 * were sent (login CSRF). A browser keeps its secret while several of its tabs sign in at once.
 */
export const browserSecret = {
  cookie: (environment: AppDependencies['environment']) => ownCookie(environment, 'saml'),
  /** @returns the browser's secret, a new one when it has none */
  of(req: Request, environment: AppDependencies['environment']): string {
    return browserSecret.shown(req, environment) ?? newSecret();
  },
  shown(req: Request, environment: AppDependencies['environment']): string | null {
    const cookies = req.cookies as Record<string, string> | undefined;
    const value = cookies?.[ownCookie(environment, 'saml').name];
    return value !== undefined && SECRET.test(value) ? value : null;
  },
  hash: sha256,
};

/**
 * One statement, so that of twenty posts of the same answer one is accepted: the request is used up, the assertion is
 * remembered, and the ticket is written only when both were new.
 */
const ISSUE = `
  with answered as (
    update saml_request set used_at = $3
    where id = $1 and university_id = $2 and used_at is null and expires_at > $3
    returning id, door
  ), remembered as (
    insert into saml_assertion (university_id, assertion_id, expires_at)
    select $2, $4, $5 from answered
    on conflict do nothing
    returning assertion_id
  ), ticket as (
    insert into saml_ticket (ticket_hash, request_id, identity, expires_at)
    select $6, answered.id, $7::jsonb, $8 from answered, remembered
    returning request_id
  )
  select answered.door from answered join ticket on ticket.request_id = answered.id`;

/**
 * Accepts a provider's answer, once.
 * @returns what the browser shows at the door's own page, or null when the request was answered before, has run out or
 *   never was, or the assertion was accepted before
 */
export async function issueTicket(
  { pool, clock }: Pick<Deps, 'pool' | 'clock'>,
  universityId: string,
  answer: Extract<SamlAnswer, { kind: 'accepted' | 'withheld' }>,
): Promise<{ ticket: string; door: SamlDoor } | null> {
  const ticket = newSecret();
  const now = clock();
  const content: SamlTicketContent =
    answer.kind === 'accepted'
      ? { kind: 'accepted', identity: answer.identity, visit: answer.visit }
      : { kind: 'withheld' };
  const expiresAt = new Date(now.getTime() + TICKET_LIFE);
  // An answer without a person has no assertion to replay; its request is what makes it single.
  const { assertionId, expiresAt: validUntil } =
    answer.kind === 'accepted' ? answer : { assertionId: answer.requestId, expiresAt };
  const { rows } = await pool.query<{ door: SamlDoor }>(ISSUE, [
    answer.requestId,
    universityId,
    now,
    assertionId,
    validUntil,
    sha256(ticket),
    JSON.stringify(content),
    expiresAt,
  ]);
  const [row] = rows;
  return row ? { ticket, door: row.door } : null;
}

const TAKE = `
  delete from saml_ticket using saml_request
  where saml_ticket.ticket_hash = $1 and saml_ticket.expires_at > $2
    and saml_request.id = saml_ticket.request_id
    and saml_request.university_id = $3 and saml_request.door = $4 and saml_request.browser_hash = $5
  returning saml_ticket.identity as content, saml_request.next`;

/**
 * Takes the ticket of the address (`?ticket=…`), once, and only in the browser that had left for the provider.
 * @returns null for any other browser, another door or university, and a ticket that was taken or is older than a minute
 */
export async function takeTicket(
  { pool, clock, environment }: Deps,
  req: Request,
  { universityId, door }: { universityId: string; door: SamlDoor },
): Promise<SamlTicket | null> {
  const { ticket } = req.query;
  const secret = browserSecret.shown(req, environment);
  if (typeof ticket !== 'string' || !SECRET.test(ticket) || secret === null) return null;
  const { rows } = await pool.query<{ content: SamlTicketContent; next: string | null }>(TAKE, [
    sha256(ticket),
    clock(),
    universityId,
    door,
    sha256(secret),
  ]);
  const [row] = rows;
  return row ? { door, next: row.next, ...row.content } : null;
}
