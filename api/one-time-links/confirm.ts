import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import { hashToken } from '../../platform/one-time-proof.ts';
import { VERIFICATION_REFUSALS } from '../../workflows/email-verification/contract.ts';
import type { AppDependencies } from '../dependencies.ts';
import { paths } from '../paths.ts';
import { isClosed, showClosed } from './closed.ts';
import type { ClosedState } from './closed.ts';
import type { FoundLink } from './link.ts';
import { requestByToken, requestState } from './queries.ts';

type Dependencies = Pick<AppDependencies, 'pool' | 'lives' | 'clock'>;

/** What a refusal of the life says about the link, where the row does not say it yet. */
const REFUSED: Partial<Record<string, ClosedState>> = {
  [VERIFICATION_REFUSALS.used]: 'used',
  [VERIFICATION_REFUSALS.expired]: 'expired',
  [VERIFICATION_REFUSALS.superseded]: 'superseded',
  [VERIFICATION_REFUSALS.unknown]: 'superseded',
  [VERIFICATION_REFUSALS.objected]: 'objected',
  [VERIFICATION_REFUSALS.undeliverable]: 'bounced',
};

async function keepProposal(
  { pool }: Dependencies,
  linkId: string,
  proposal: Record<string, unknown>,
): Promise<string> {
  const proposalId = randomUUID();
  await pool.query('insert into one_time_link_proposal (id, link_id, data) values ($1, $2, $3)', [
    proposalId,
    linkId,
    proposal,
  ]);
  return proposalId;
}

/**
 * Proves the mailbox by the link's token, once: of many attempts the first wins, and it is that attempt's
 * proposal that is set. Signs nobody in.
 *
 * @param proposal what is to be set by the link, e.g. a new password's hash; it never enters the life
 * @returns `confirmed`: done, and the caller answers; `answered`: it was refused or is not known yet, and the page that
 *   says so has been sent
 */
export async function confirmByLink(
  deps: Dependencies,
  res: Response,
  found: FoundLink,
  proposal?: Record<string, unknown>,
): Promise<'confirmed' | 'answered'> {
  const { pool, lives, clock } = deps;
  const { token, id: linkId } = found;
  const link = paths.oneTimeLink(token);
  const proposalId = proposal && (await keepProposal(deps, linkId, proposal));
  try {
    await lives.confirmMailbox(linkId, hashToken(token), proposalId);
    return 'confirmed';
  } catch (error) {
    // Whether it was done is not known, so the proposal stays; whoever wins, it goes when the link is over.
    if (error instanceof LifeUnreachable) {
      res.redirect(303, `${link}?received`);
      return 'answered';
    }
    if (proposalId) {
      await pool.query('delete from one_time_link_proposal where id = $1', [proposalId]);
    }
    if (error instanceof LifeEnded) {
      const current = await requestByToken(pool, token);
      const state = current && requestState(current, clock());
      if (state && isClosed(state)) showClosed(res, found, state);
      else res.redirect(303, `${link}?received`);
      return 'answered';
    }
    if (!(error instanceof LifeRefusal)) throw error;
    // The mail arrived before the mail server had said so: a moment later the same press succeeds.
    if (error.type === VERIFICATION_REFUSALS.notSentYet) {
      res.redirect(303, link);
      return 'answered';
    }
    const refused = REFUSED[error.type];
    if (!refused) throw error;
    showClosed(res, found, refused);
    return 'answered';
  }
}
