import type { Request, Response } from 'express';
import { maskMailAddress } from '../../domain/mail/address.ts';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import { hashToken } from '../../platform/one-time-proof.ts';
import { VERIFICATION_REFUSALS } from '../../workflows/email-verification/contract.ts';
import type { AppDependencies } from '../dependencies.ts';
import { showUniversity } from '../middleware/frame.ts';
import { endSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import {
  confirmPage,
  linkExpiredPage,
  linkSupersededPage,
  linkUnknownPage,
  linkUsedPage,
} from './pages.ts';
import { requestByToken, requestState } from './queries.ts';
import type { RequestState, VerificationRequest } from './queries.ts';

/** Pages for links that are not good any more. Used is friendly: most often it is a second press. */
const CLOSED = {
  used: { page: linkUsedPage, status: 200 },
  expired: { page: linkExpiredPage, status: 410 },
  undeliverable: { page: linkExpiredPage, status: 410 },
  superseded: { page: linkSupersededPage, status: 410 },
} as const;

type ClosedState = keyof typeof CLOSED;

function showClosed(res: Response, request: VerificationRequest, state: ClosedState): void {
  const { page, status } = CLOSED[state];
  const signInHref = paths.signIn(request.universityCode);
  const anewHref = paths.mailAddress(request.universityCode);
  renderPage(res, page, { signInHref, anewHref }, { status });
}

function showUnknown(req: Request, res: Response): void {
  const university = req.session.account?.universityCode;
  const anewHref = university ? paths.mailAddress(university) : paths.universities();
  const signInHref = university ? paths.signIn(university) : null;
  renderPage(res, linkUnknownPage, { anewHref, signInHref }, { status: 404 });
}

/** A link and what it leads to are nobody else's business: not kept, and not told to other sites. */
async function find(deps: AppDependencies, req: Request, res: Response) {
  res.set('Cache-Control', 'no-store');
  const request = await requestByToken(deps.pool, String(req.params.token));
  if (!request) {
    showUnknown(req, res);
    return null;
  }
  const now = deps.clock();
  const university = await deps.profiles.inForce(request.universityCode, now);
  if (university) showUniversity(req, res, university, now);
  return { request, state: requestState(request, now) };
}

const isRefusal = (error: unknown, type: string) =>
  error instanceof LifeRefusal && error.type === type;

const isClosed = (state: RequestState): state is ClosedState => state in CLOSED;

/** What a refusal of the life says about the link, where the row does not say it yet. */
const REFUSED: Partial<Record<string, ClosedState>> = {
  [VERIFICATION_REFUSALS.used]: 'used',
  [VERIFICATION_REFUSALS.expired]: 'expired',
  [VERIFICATION_REFUSALS.superseded]: 'superseded',
  [VERIFICATION_REFUSALS.unknown]: 'superseded',
};

/**
 * GET and HEAD of the link in a mail: change nothing, whoever opens it (a mail scanner, a preview, the person): a
 * masked address and a button. Works on any device, without a session.
 */
export function showLink(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const found = await find(deps, req, res);
    if (!found) return;
    const { request, state } = found;
    if (isClosed(state)) return showClosed(res, request, state);
    const isReceived = req.query.received !== undefined;
    const maskedAddress = maskMailAddress(request.mailAddress);
    renderPage(res, confirmPage, { maskedAddress, isReceived });
  };
}

/** POST: proves the mailbox, and signs nobody in (R-046…R-048). */
export function confirmLink(deps: AppDependencies) {
  const { lives, pool, clock } = deps;

  async function afterLife(res: Response, token: string, request: VerificationRequest) {
    const current = await requestByToken(pool, token);
    const state = current && requestState(current, clock());
    if (state && isClosed(state)) return showClosed(res, request, state);
    res.redirect(303, `${paths.oneTimeLink(token)}?received`);
  }

  return async (req: Request, res: Response): Promise<void> => {
    const found = await find(deps, req, res);
    if (!found) return;
    const { request, state } = found;
    if (isClosed(state)) return showClosed(res, request, state);
    const token = String(req.params.token);
    const link = paths.oneTimeLink(token);
    try {
      await lives.confirmMailbox(request.id, hashToken(token));
    } catch (error) {
      if (error instanceof LifeUnreachable) return res.redirect(303, `${link}?received`);
      if (error instanceof LifeEnded) return afterLife(res, token, request);
      // The mail arrived before the mail server had said so: a moment later the same press succeeds.
      if (isRefusal(error, VERIFICATION_REFUSALS.notSentYet)) return res.redirect(303, link);
      const refused = error instanceof LifeRefusal ? REFUSED[error.type] : undefined;
      if (!refused) throw error;
      return showClosed(res, request, refused);
    }
    // The person signs in again; a sign-in that waited in this browser for this very address is over.
    if (req.session.account?.accountId === request.accountId) await endSession(req);
    res.redirect(303, paths.mailAddressDone(request.universityCode));
  };
}
