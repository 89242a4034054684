import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parseMailAddress } from '../../domain/mail/address.ts';
import { linkMinutes } from '../../domain/mail/link-lifetime.ts';
import type { Lives } from '../../platform/lives.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { requestLink } from '../one-time-links/request-link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { mailThatNoneIsSet } from './commands.ts';
import type { SecondPasswordLimits } from './limits.ts';
import { forgottenPage, forgottenSentPage } from './pages.ts';
import { ownersOfMailbox } from './queries.ts';
import type { MailboxOwner } from './queries.ts';

/**
 * When a request is answered, counted from its arrival, so that its time does not tell whether the address is
 * registered. Milliseconds; well above what writing down several requests takes.
 */
const ANSWERED_AFTER = 1_000;

const schema = z.object({
  mailAddress: z.string().transform((typed, context) => {
    const parsed = parseMailAddress(typed);
    if (parsed.ok) return parsed.address;
    const key = parsed.problem === 'empty' ? 'mailMissing' : 'mailInvalid';
    context.addIssue({ code: 'custom', message: `secondPassword.errors.${key}` });
    return z.NEVER;
  }),
});

function facts(res: Response): { senderAddress: string; minutes: number } {
  const { mail, oneTimeLink } = universityOf(res).profile;
  const minutes = linkMinutes(oneTimeLink, 'reset_second_password');
  return { senderAddress: mail.senderAddress, minutes };
}

function show(res: Response, form: FormState, retryAt: Date | null = null, status = 200): void {
  renderPage(res, forgottenPage, { ...facts(res), form, retryAt }, { status });
}

/** GET: 第2パスワードを忘れた場合. It resets what this service owns, no more. */
export function showForgotten(_req: Request, res: Response): void {
  show(res, newForm());
}

/** GET: says what happens if the address is registered. */
export function showForgottenSent(_req: Request, res: Response): void {
  renderPage(res, forgottenSentPage, facts(res));
}

/**
 * POST: has a link sent to each account of this mailbox, and answers the same, after the same time, whether or not
 * there is any.
 */
export function submitForgotten(deps: AppDependencies, limits: SecondPasswordLimits) {
  return async (req: Request, res: Response): Promise<void> => {
    const startedAt = performance.now();
    const university = universityOf(res);
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) return show(res, parsed, null, 400);
    const { mailAddress } = parsed.value;
    try {
      await limits.countRequest(req, university.code, mailAddress);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      return show(res, newForm({ mailAddress }), error.retryAt, 429);
    }
    const written = askForAll(deps, university, mailAddress);
    const level = wait(Math.max(0, startedAt + ANSWERED_AFTER - performance.now()));
    const [outcome] = await Promise.allSettled([written, level]);
    if (outcome.status === 'rejected') throw outcome.reason;
    res.redirect(303, paths.forgottenSecondPasswordSent(university.code));
  };
}

/** Resolves when all that is acknowledged is in the database; the lives are started meanwhile. */
async function askForAll(
  deps: AppDependencies,
  university: LoadedProfile,
  mailAddress: string,
): Promise<void> {
  const owners = await ownersOfMailbox(deps.pool, university.universityId, mailAddress);
  await Promise.all(
    owners.map((owner) =>
      owner.hash === null
        ? mailThatNoneIsSet(deps, university, owner)
        : askForLink(deps, university, owner),
    ),
  );
}

/**
 * Resolves as soon as the request is in the database: the answer does not wait for Temporal, which may be slow or away
 * (then the schedule starts the life). A second press a moment later is the same request; a later one brings a new mail.
 */
async function askForLink(
  { pool, lives, logger, clock }: AppDependencies,
  university: LoadedProfile,
  owner: MailboxOwner,
): Promise<void> {
  const { accountId, mailAddress, locale, askedAt } = owner;
  if (mailAddress === null) return;
  const now = clock();
  const coolDown = university.profile.oneTimeLink.resendCoolDownSeconds * 1_000;
  const isAnotherPress = askedAt !== null && now.getTime() >= askedAt.getTime() + coolDown;
  const written = Promise.withResolvers<void>();
  const told: Pick<Lives, 'supersedeRequest' | 'startVerification'> = {
    supersedeRequest(linkId) {
      written.resolve();
      return lives.supersedeRequest(linkId);
    },
    startVerification(input) {
      written.resolve();
      return lives.startVerification(input);
    },
  };
  const begun = requestLink(
    { pool, logger, lives: { ...lives, ...told } },
    {
      purpose: 'reset_second_password',
      accountId,
      staffId: null,
      university,
      mailAddress,
      locale,
      actor: 'visitor',
      now,
      whenOpen: isAnotherPress ? 'replace' : 'keep',
    },
  );
  begun.catch((error: unknown) => {
    logger.error({ err: error }, 'a link for a new second password was not begun');
  });
  await Promise.race([written.promise, begun]);
}
