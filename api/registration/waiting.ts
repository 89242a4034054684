import type { Request, Response } from 'express';
import { z } from 'zod';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import { hashCode } from '../../platform/one-time-proof.ts';
import { VERIFICATION_REFUSALS } from '../../workflows/email-verification/contract.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { normaliseIdentifier } from '../forms/normalise.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { endSession } from '../middleware/sessions.ts';
import { latestRequest, requestState, useCodeAttempt } from '../one-time-links/queries.ts';
import type { VerificationRequest } from '../one-time-links/queries.ts';
import { requestLink } from '../one-time-links/request-link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import type { MailLimits } from './limits.ts';
import { waitingPage } from './pages.ts';
import type { WaitingModel, WaitingNotice } from './pages.ts';

const codeSchema = z.object({
  code: z
    .string()
    .transform(normaliseIdentifier)
    .pipe(z.string().regex(/^\d{6}$/, 'registration.errors.codeShape')),
});

const NOTICES: readonly WaitingNotice[] = ['again', 'received'];

type WaitingState = WaitingModel['state'];
const isWaiting = (state: string): state is WaitingState =>
  ['sending', 'sent', 'expired', 'undeliverable'].includes(state);

const TONES: Record<WaitingState, WaitingModel['tone']> = {
  sending: 'working',
  sent: 'waiting',
  expired: 'stopped',
  undeliverable: 'stopped',
};

interface Shown {
  codeForm?: FormState;
  notice?: WaitingNotice | null;
  retryAt?: Date | null;
  status?: number;
}

/** Shows where a request stands, or leads on when it is over. */
function show(res: Response, request: VerificationRequest, now: Date, shown: Shown = {}): void {
  const { code, profile } = universityOf(res);
  const state = requestState(request, now);
  if (state === 'used') return res.redirect(303, paths.mailAddressDone(code));
  if (!isWaiting(state)) return res.redirect(303, paths.mailAddress(code));
  const { resendAllowedAt } = request;
  const model: WaitingModel = {
    state,
    mailAddress: request.mailAddress,
    senderAddress: profile.mail.senderAddress,
    minutes: profile.oneTimeLink.ttlMinutes,
    expiresAt: request.expiresAt,
    resendAllowedAt: resendAllowedAt && resendAllowedAt > now ? resendAllowedAt : null,
    codeForm: shown.codeForm ?? newForm(),
    isCodeClosed: request.codeAttempts >= profile.oneTimeLink.maxCodeAttempts,
    notice: shown.notice ?? null,
    noticeKind: shown.notice === 'again' ? 'success' : 'info',
    tone: TONES[state],
    retryAt: shown.retryAt ?? null,
  };
  renderPage(res, waitingPage, model, { status: shown.status ?? 200 });
}

/** Every step of the waiting page begins with the last request of the account, and without one at its form. */
async function currentRequest(
  { pool }: AppDependencies,
  res: Response,
): Promise<VerificationRequest | null> {
  const { accountId, mailConfirmed } = accountOf(res);
  const request = mailConfirmed ? null : await latestRequest(pool, accountId, 'register_address');
  if (!request) res.redirect(303, paths.mailAddress(universityOf(res).code));
  return request;
}

/** GET: 確認メールを送信しました, and how far it has got. */
export function showWaiting(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const request = await currentRequest(deps, res);
    if (!request) return;
    const notice = NOTICES.find((known) => known === req.query.notice) ?? null;
    show(res, request, deps.clock(), { notice });
  };
}

/** POST: the six digits of the mail, for people whose mail filter drops links. */
export function submitCode(deps: AppDependencies, limits: MailLimits) {
  const { pool, lives, clock, environment } = deps;

  /** Proven: the person signs in again, now with everything open. */
  async function finish(req: Request, res: Response): Promise<void> {
    await endSession(req);
    res.redirect(303, paths.mailAddressDone(universityOf(res).code));
  }

  return async (req: Request, res: Response): Promise<void> => {
    const request = await currentRequest(deps, res);
    if (!request) return;
    const { code: university, profile } = universityOf(res);
    const parsed = parseForm(codeSchema, req.body);
    if (!parsed.ok) return show(res, request, clock(), { codeForm: parsed, status: 400 });

    const refuse = (request: VerificationRequest, key: string, params: { count?: number } = {}) => {
      const error = { field: 'code', message: { key, params } };
      const codeForm = withErrors(newForm({ code: parsed.value.code }), error);
      show(res, request, clock(), { codeForm, status: 400 });
    };
    if (!(await limits.mayGuess(accountOf(res).accountId))) {
      return refuse(request, 'registration.errors.codeClosedToday');
    }
    const left = await useCodeAttempt(pool, request.id, profile.oneTimeLink.maxCodeAttempts);
    if (left === null) return refuse(request, 'registration.errors.codeClosed');

    try {
      const proof = hashCode(parsed.value.code, request.id, environment.COOKIE_SECRET);
      await lives.confirmMailbox(request.id, proof);
      return await finish(req, res);
    } catch (error) {
      if (error instanceof LifeUnreachable) {
        return res.redirect(303, `${paths.mailAddressSent(university)}?notice=received`);
      }
      if (error instanceof LifeRefusal && error.type === VERIFICATION_REFUSALS.used) {
        return finish(req, res);
      }
      if (error instanceof LifeRefusal && error.type === VERIFICATION_REFUSALS.unknown) {
        const tried = { ...request, codeAttempts: profile.oneTimeLink.maxCodeAttempts - left };
        return left === 0
          ? refuse(tried, 'registration.errors.codeClosed')
          : refuse(tried, 'registration.errors.codeWrong', { count: left });
      }
      if (error instanceof LifeRefusal || error instanceof LifeEnded) {
        return res.redirect(303, paths.mailAddressSent(university));
      }
      throw error;
    }
  };
}

/** POST: a new mail with a new link; the old one stops working. */
export function submitAgain(deps: AppDependencies, limits: MailLimits) {
  const { lives, clock } = deps;

  /** The request is over: the same address once more, as a new one. */
  async function beginAnew(res: Response, request: VerificationRequest): Promise<void> {
    const university = universityOf(res);
    const { accountId } = accountOf(res);
    const { mailAddress } = request;
    try {
      await limits.count(accountId, mailAddress);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      return show(res, request, clock(), { retryAt: error.retryAt, status: 429 });
    }
    const { locale } = res.locals;
    await requestLink(deps, {
      purpose: 'register_address',
      accountId,
      staffId: null,
      university,
      mailAddress,
      locale,
      actor: `account:${accountId}`,
      now: clock(),
    });
    res.redirect(303, `${paths.mailAddressSent(university.code)}?notice=again`);
  }

  return async (_req: Request, res: Response): Promise<void> => {
    const request = await currentRequest(deps, res);
    if (!request) return;
    const state = requestState(request, clock());
    if (state === 'expired' || state === 'undeliverable') return beginAnew(res, request);
    const sent = paths.mailAddressSent(universityOf(res).code);
    try {
      await lives.resendMail(request.id);
      return res.redirect(303, `${sent}?notice=again`);
    } catch (error) {
      if (error instanceof LifeUnreachable) return res.redirect(303, `${sent}?notice=received`);
      if (error instanceof LifeEnded) return beginAnew(res, request);
      if (!(error instanceof LifeRefusal)) throw error;
      switch (error.type) {
        case VERIFICATION_REFUSALS.coolingDown:
          return show(res, request, clock(), { notice: 'coolingDown', status: 429 });
        case VERIFICATION_REFUSALS.tooManyResends:
          return show(res, request, clock(), { notice: 'tooManyResends', status: 429 });
        case VERIFICATION_REFUSALS.notSentYet:
          return show(res, request, clock(), { notice: 'notSentYet', status: 409 });
        case VERIFICATION_REFUSALS.expired:
          return beginAnew(res, request);
        default:
          return res.redirect(303, sent);
      }
    }
  };
}
