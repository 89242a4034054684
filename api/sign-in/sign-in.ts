import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { normaliseIdentifier } from '../forms/normalise.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { audit } from '../middleware/audit.ts';
import { chosenLocale } from '../middleware/choose-locale.ts';
import { NotFound } from '../middleware/failures.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { beginSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { showSamlSignIn } from '../saml/sign-in-page.ts';
import { studentDoor } from './availability.ts';
import type { StudentDoor } from './availability.ts';
import { checkPasswords } from './check-passwords.ts';
import type { SignInLimits } from './limits.ts';
import { nextAddress } from './next-address.ts';
import { onwards } from './onwards.ts';
import { openAccount } from './open-account.ts';
import { directoryAwayPage, noRecordPage, signInPage } from './pages.ts';
import type { SignInModel, SignInNotice } from './pages.ts';

/**
 * A refusal is never told sooner than this after the attempt came in, so that its time does not tell whether there is
 * such a user ID. Milliseconds; well above what a directory needs to check a password.
 */
const REFUSED_NOT_BEFORE = 600;

/** When to try again while the directory is away. Milliseconds. */
const DIRECTORY_BACK_IN = 5 * 60_000;

const schema = z.object({
  userId: z
    .string()
    .transform(normaliseIdentifier)
    .pipe(z.string().min(1, 'signIn.errors.userIdMissing').max(100, 'signIn.errors.userIdLong')),
  password: z.string().min(1, 'signIn.errors.passwordMissing').max(1000, 'signIn.errors.rejected'),
  /** Blank until one is set; where the page does not ask for it, it is not sent. */
  secondPassword: z.string().max(1000, 'signIn.errors.rejected').default(''),
});

const NOTICES: readonly SignInNotice[] = ['registration', 'second-password', 'sign-out'];

function modelFor(
  { code, profile }: LoadedProfile,
  next: string | null,
  form: FormState,
): SignInModel {
  const { student: hasSecondPassword } = profile.secondPassword;
  return {
    form,
    next: next ?? '',
    notice: null,
    notes: profile.notices.signIn,
    secondPassword: hasSecondPassword
      ? { forgottenHref: paths.forgottenSecondPassword(code) }
      : null,
    retryAt: null,
  };
}

const DIRECTORY_DOORS: readonly (StudentDoor | null)[] = [
  'directory',
  'directory_with_second_password',
];

/** Only universities whose students sign in on our own page have its form. */
function openDoor(res: Response): LoadedProfile {
  const university = universityOf(res);
  if (!DIRECTORY_DOORS.includes(studentDoor(university.profile))) {
    throw new NotFound('no sign-in form here');
  }
  return university;
}

/** GET: the form, or the way to the identity provider. Whoever is signed in already goes on. */
export function showSignIn(req: Request, res: Response): void {
  if (studentDoor(universityOf(res).profile) === 'saml') return showSamlSignIn(req, res);
  const university = openDoor(res);
  const next = nextAddress(req.query.next, university.code);
  const { account, confirmedSinceSignIn, secondPasswordSetSinceSignIn } = res.locals;
  if (account && !confirmedSinceSignIn && !secondPasswordSetSinceSignIn) {
    return res.redirect(303, next ?? paths.top(university.code));
  }
  const notice = NOTICES.find((known) => known === req.query.after) ?? null;
  renderPage(res, signInPage, { ...modelFor(university, next, newForm()), notice });
}

/**
 * POST: asks the university's directory, opens the account and a new session (R-027…R-032).
 *
 * An empty password is refused before the directory is asked: many directories take it for a visitor without a name
 * and say yes (RFC 4513, 5.1.2). Whatever is wrong, user ID, password or second password, the words and the time are
 * the same, and the words say when the second password is left blank. A directory that is away is
 * not the person's mistake: nothing is counted against them.
 */
export function submitSignIn(deps: AppDependencies, limits: SignInLimits) {
  const { pool, clock, environment, logger } = deps;

  function refuse(res: Response, model: SignInModel, status: number): void {
    const key = model.secondPassword
      ? 'signIn.errors.rejectedWithSecond'
      : 'signIn.errors.rejected';
    const error = { field: 'userId', message: { key } };
    const form = model.retryAt ? model.form : withErrors(model.form, error);
    renderPage(res, signInPage, { ...model, form }, { status });
  }

  async function signIn(req: Request, res: Response, userId: string, next: string | null) {
    const university = universityOf(res);
    const now = clock();
    const account = await openAccount(pool, {
      university,
      directoryId: userId,
      chosenLocale: chosenLocale(req, environment),
      locale: res.locals.locale,
      now,
    });
    if (!account) {
      await audit(pool, { ...doorOf(university), at: now, action: 'sign_in_without_record' });
      const { records } = university.profile.contacts;
      return renderPage(res, noRecordPage, { contact: records }, { status: 403 });
    }
    await beginSession(req, account);
    limits.remember(req, res, university.code, userId);
    res.redirect(303, onwards(university.code, account, next));
  }

  return async (req: Request, res: Response): Promise<void> => {
    const startedAt = performance.now();
    const university = openDoor(res);
    const body = req.body as Record<string, unknown> | undefined;
    const next = nextAddress(body?.next, university.code);
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) {
      return renderPage(res, signInPage, modelFor(university, next, parsed), { status: 400 });
    }
    const { userId } = parsed.value;
    const model = modelFor(university, next, newForm({ userId }));

    let giveBack: () => Promise<void>;
    try {
      giveBack = await limits.count(req, university.code, userId);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      logger.warn({ requestId: res.locals.requestId, limit: error.limit }, 'sign-in limited');
      const seconds = Math.ceil((error.retryAt.getTime() - Date.now()) / 1000);
      res.set('Retry-After', String(Math.max(seconds, 1)));
      return refuse(res, { ...model, retryAt: error.retryAt }, 429);
    }

    const answer = await checkPasswords(deps, university, parsed.value);
    if (answer.kind === 'rejected') {
      await audit(pool, { ...doorOf(university), at: clock(), action: 'sign_in_rejected' });
      await wait(Math.max(0, startedAt + REFUSED_NOT_BEFORE - performance.now()));
      return refuse(res, model, 400);
    }
    await giveBack();
    if (answer.kind === 'unavailable') {
      const { reason, detail } = answer;
      logger.error({ requestId: res.locals.requestId, reason, detail }, 'directory away');
      const retryAt = new Date(clock().getTime() + DIRECTORY_BACK_IN);
      res.set('Retry-After', String(DIRECTORY_BACK_IN / 1000));
      const { system } = university.profile.contacts;
      const query = next === null ? '' : `?${new URLSearchParams({ next }).toString()}`;
      const away = { retryAt, againHref: paths.signIn(university.code) + query, contact: system };
      return renderPage(res, directoryAwayPage, away, { status: 503 });
    }
    await signIn(req, res, answer.userId, next);
  };
}

const doorOf = (university: LoadedProfile) => ({
  actor: 'visitor',
  entity: 'university',
  entityId: university.code,
  universityId: university.universityId,
});
