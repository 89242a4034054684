import type { Request, Response } from 'express';
import { maskMailAddress } from '../../domain/mail/address.ts';
import { mayObject, objectionEndsAt } from '../../domain/mail/objection.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { showUniversity } from '../middleware/frame.ts';
import type { Handler } from '../middleware/policy.ts';
import { requestByObjection, requestState } from '../one-time-links/queries.ts';
import type { VerificationRequest } from '../one-time-links/queries.ts';
import { renderPage } from '../rendering/render-page.ts';
import { objectToChange } from './object.ts';
import { objectedPage, objectionOverPage, objectionPage, objectionUnknownPage } from './pages.ts';
import type { ObjectionModel } from './pages.ts';

type Found = { request: VerificationRequest; university: LoadedProfile; now: Date };

function stateOf(request: VerificationRequest, now: Date): Pick<ObjectionModel, 'state' | 'tone'> {
  const state = requestState(request, now);
  if (state === 'used') return { state: 'done', tone: 'done' };
  const isOpen = state === 'sending' || state === 'sent';
  return isOpen ? { state: 'pending', tone: 'waiting' } : { state: 'over', tone: 'stopped' };
}

/** An objection that was made: what it did, until when the address is frozen, and whom to call. */
async function showObjected(
  { pool }: AppDependencies,
  res: Response,
  { request, university, now }: Found,
): Promise<void> {
  const { rows } = await pool.query<{ until: Date | null }>(
    'select mail_frozen_until as until from account where id = $1',
    [request.accountId],
  );
  const until = rows[0]?.until ?? null;
  renderPage(res, objectedPage, {
    maskedOld: maskMailAddress(request.oldAddress ?? ''),
    until: until && until > now ? until : null,
    contact: university.profile.contacts.system,
  });
}

/** `/not-me/<token>`: for whoever reads the old mailbox, on any device, without a session. */
export function createObjection(deps: AppDependencies): { show: Handler; submit: Handler } {
  /** @returns an objection that can be made; everything else has been answered */
  async function find(req: Request, res: Response): Promise<Found | null> {
    res.set('Cache-Control', 'no-store');
    const request = await requestByObjection(deps.pool, String(req.params.token));
    const now = deps.clock();
    const university = request && (await deps.profiles.inForce(request.universityCode, now));
    if (!request || !university) {
      renderPage(res, objectionUnknownPage, {}, { status: 404 });
      return null;
    }
    showUniversity(req, res, university, now);
    const found = { request, university, now };
    const { contacts, oneTimeLink } = university.profile;
    if (request.objectedAt) await showObjected(deps, res, found);
    else if (!mayObject(request.requestedAt, oneTimeLink.objectionDays, now)) {
      renderPage(res, objectionOverPage, { contact: contacts.system }, { status: 410 });
    } else return found;
    return null;
  }

  return {
    /** GET and HEAD change nothing: mail scanners open every link. */
    async show(req, res) {
      const found = await find(req, res);
      if (!found) return;
      const { request, university, now } = found;
      const days = university.profile.oneTimeLink.objectionDays;
      renderPage(res, objectionPage, {
        maskedOld: maskMailAddress(request.oldAddress ?? ''),
        maskedNew: maskMailAddress(request.mailAddress),
        requestedAt: request.requestedAt,
        ...stateOf(request, now),
        days,
        until: objectionEndsAt(request.requestedAt, days),
      });
    },

    /** POST: once; a second press is told the same. */
    async submit(req, res) {
      const found = await find(req, res);
      if (!found) return;
      await objectToChange(deps, found);
      res.locals.account = undefined;
      await showObjected(deps, res, found);
    },
  };
}
