import type { Request, Response } from 'express';
import { z } from 'zod';
import { linkMinutes } from '../../domain/mail/link-lifetime.ts';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import { hashCode } from '../../platform/one-time-proof.ts';
import { VERIFICATION_REFUSALS } from '../../workflows/email-verification/contract.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { normaliseIdentifier } from '../forms/normalise.ts';
import { parseForm } from '../forms/parse-form.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { latestRequest, requestState, useCodeAttempt } from '../one-time-links/queries.ts';
import type { RequestState, VerificationRequest } from '../one-time-links/queries.ts';
import { requestLink } from '../one-time-links/request-link.ts';
import { renderPage } from '../rendering/render-page.ts';
import { retryTime } from './address-fields.ts';
import type { MailLimits } from './limits.ts';
import { waitingPage } from './pages.ts';
import type { WaitingModel, WaitingNotice } from './pages.ts';

type Address = (university: string) => string;

/** In what waiting for the first registration differs from waiting for a change. */
export interface WaitingFlow {
  purpose: 'register_address' | 'change_address';
  paths: { form: Address; sent: Address; code: Address; again: Address; done: Address };
  /** There is nothing to wait for any more, whatever the last request says. */
  isOver(res: Response): boolean;
  /** The mailbox was proven by the digits. */
  proven(req: Request, res: Response): Promise<void>;
}

const codeSchema = z.object({
  code: z
    .string()
    .transform(normaliseIdentifier)
    .pipe(z.string().regex(/^\d{6}$/, 'mailAddress.errors.codeShape')),
});

const NOTICES: readonly WaitingNotice[] = ['again', 'received'];

type WaitingState = WaitingModel['state'];

const TONES: Record<WaitingState, WaitingModel['tone']> = {
  sending: 'working',
  sent: 'waiting',
  expired: 'stopped',
  undeliverable: 'stopped',
  bounced: 'stopped',
};
const isWaiting = (state: RequestState): state is WaitingState => state in TONES;
/** A new mail is of no use where the address takes none, but nobody is kept from trying. */
const MAY_BEGIN_ANEW: readonly RequestState[] = ['expired', 'undeliverable', 'bounced'];

interface Shown {
  codeForm?: FormState;
  notice?: WaitingNotice | null;
  retryAt?: Date | null;
  status?: number;
}

/**
 * The page between asking for a mail and proving the mailbox: how far the mail has got, the six digits as the other way,
 * and sending it again. One for the first registration and for every change.
 */
export function createWaiting(
  deps: AppDependencies,
  limits: MailLimits,
  flow: WaitingFlow,
): { show: Handler; submitCode: Handler; submitAgain: Handler } {
  const { pool, lives, clock, environment } = deps;

  /** Shows where a request stands, or leads on when it is over. */
  function show(res: Response, request: VerificationRequest, shown: Shown = {}): void {
    const { code, profile } = universityOf(res);
    const now = clock();
    const state = requestState(request, now);
    if (state === 'used') return res.redirect(303, flow.paths.done(code));
    if (!isWaiting(state)) return res.redirect(303, flow.paths.form(code));
    const { resendAllowedAt } = request;
    const model: WaitingModel = {
      state,
      mailAddress: request.mailAddress,
      senderAddress: profile.mail.senderAddress,
      minutes: linkMinutes(profile.oneTimeLink, flow.purpose),
      expiresAt: request.expiresAt,
      resendAllowedAt: resendAllowedAt && resendAllowedAt > now ? resendAllowedAt : null,
      codeForm: shown.codeForm ?? newForm(),
      isCodeClosed: request.codeAttempts >= profile.oneTimeLink.maxCodeAttempts,
      notice: shown.notice ?? null,
      noticeKind: shown.notice === 'again' ? 'success' : 'info',
      tone: TONES[state],
      isRefused: state === 'undeliverable' || state === 'bounced',
      retryAt: shown.retryAt ?? null,
      hrefs: {
        form: flow.paths.form(code),
        sent: flow.paths.sent(code),
        code: flow.paths.code(code),
        again: flow.paths.again(code),
      },
    };
    renderPage(res, waitingPage, model, { status: shown.status ?? 200 });
  }

  /** Every step begins with the last request of the account, and without one at its form. */
  async function currentRequest(res: Response): Promise<VerificationRequest | null> {
    const { accountId } = accountOf(res);
    const request = flow.isOver(res) ? null : await latestRequest(pool, accountId, flow.purpose);
    if (!request) res.redirect(303, flow.paths.form(universityOf(res).code));
    return request;
  }

  /** The request is over: the same address once more, as a new one. */
  async function beginAnew(res: Response, request: VerificationRequest): Promise<void> {
    const university = universityOf(res);
    const { accountId } = accountOf(res);
    const { mailAddress } = request;
    const retryAt = await retryTime(() => limits.count(accountId, mailAddress));
    if (retryAt) return show(res, request, { retryAt, status: 429 });
    await requestLink(deps, {
      purpose: flow.purpose,
      accountId,
      staffId: null,
      university,
      mailAddress,
      locale: res.locals.locale,
      actor: `account:${accountId}`,
      now: clock(),
    });
    res.redirect(303, `${flow.paths.sent(university.code)}?notice=again`);
  }

  async function sendAgain(res: Response, request: VerificationRequest): Promise<void> {
    const sent = flow.paths.sent(universityOf(res).code);
    try {
      await lives.resendMail(request.id);
      return res.redirect(303, `${sent}?notice=again`);
    } catch (error) {
      if (error instanceof LifeUnreachable) return res.redirect(303, `${sent}?notice=received`);
      if (error instanceof LifeEnded) return beginAnew(res, request);
      if (!(error instanceof LifeRefusal)) throw error;
      switch (error.type) {
        case VERIFICATION_REFUSALS.coolingDown:
          return show(res, request, { notice: 'coolingDown', status: 429 });
        case VERIFICATION_REFUSALS.tooManyResends:
          return show(res, request, { notice: 'tooManyResends', status: 429 });
        case VERIFICATION_REFUSALS.notSentYet:
          return show(res, request, { notice: 'notSentYet', status: 409 });
        case VERIFICATION_REFUSALS.expired:
          return beginAnew(res, request);
        default:
          return res.redirect(303, sent);
      }
    }
  }

  return {
    /** GET: 確認メールを送信しました, and how far it has got. */
    async show(req, res) {
      const request = await currentRequest(res);
      if (!request) return;
      const notice = NOTICES.find((known) => known === req.query.notice) ?? null;
      show(res, request, { notice });
    },

    /** POST: the six digits of the mail, for people whose mail filter drops links. */
    async submitCode(req, res) {
      const request = await currentRequest(res);
      if (!request) return;
      const { code: university, profile } = universityOf(res);
      const parsed = parseForm(codeSchema, req.body);
      if (!parsed.ok) return show(res, request, { codeForm: parsed, status: 400 });

      const refuse = (
        request: VerificationRequest,
        key: string,
        params: { count?: number } = {},
      ) => {
        const error = { field: 'code', message: { key, params } };
        const codeForm = withErrors(newForm({ code: parsed.value.code }), error);
        show(res, request, { codeForm, status: 400 });
      };
      if (!(await limits.mayGuess(accountOf(res).accountId))) {
        return refuse(request, 'mailAddress.errors.codeClosedToday');
      }
      const most = profile.oneTimeLink.maxCodeAttempts;
      const left = await useCodeAttempt(pool, request.id, most);
      if (left === null) return refuse(request, 'mailAddress.errors.codeClosed');

      try {
        const proof = hashCode(parsed.value.code, request.id, environment.COOKIE_SECRET);
        await lives.confirmMailbox(request.id, proof);
        return await flow.proven(req, res);
      } catch (error) {
        if (error instanceof LifeUnreachable) {
          return res.redirect(303, `${flow.paths.sent(university)}?notice=received`);
        }
        if (error instanceof LifeRefusal && error.type === VERIFICATION_REFUSALS.used) {
          return flow.proven(req, res);
        }
        if (error instanceof LifeRefusal && error.type === VERIFICATION_REFUSALS.unknown) {
          const tried = { ...request, codeAttempts: most - left };
          return left === 0
            ? refuse(tried, 'mailAddress.errors.codeClosed')
            : refuse(tried, 'mailAddress.errors.codeWrong', { count: left });
        }
        if (error instanceof LifeRefusal || error instanceof LifeEnded) {
          return res.redirect(303, flow.paths.sent(university));
        }
        throw error;
      }
    },

    /** POST: a new mail with a new link; the old one stops working. */
    async submitAgain(_req, res) {
      const request = await currentRequest(res);
      if (!request) return;
      const isOver = MAY_BEGIN_ANEW.includes(requestState(request, clock()));
      await (isOver ? beginAnew(res, request) : sendAgain(res, request));
    },
  };
}
