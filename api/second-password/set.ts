import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { endSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { storeSecondPassword } from './commands.ts';
import type { SecondPasswordLimits } from './limits.ts';
import {
  brokenAlone,
  newPasswordSchema,
  NOT_JUDGED,
  readNewPassword,
  ruleErrors,
  ruleViews,
} from './new-password.ts';
import type { Judgement } from './new-password.ts';
import { donePage, setPage } from './pages.ts';
import { passwordOwner } from './queries.ts';
import { isUniversityPassword } from './university-password.ts';

/** The mail address comes first; whoever has a second password changes it on a page of its own. */
function sendOnward(res: Response): boolean {
  const { mailConfirmed, secondPasswordMissing } = accountOf(res);
  if (mailConfirmed && secondPasswordMissing) return false;
  const { code } = universityOf(res);
  res.redirect(303, mailConfirmed ? paths.top(code) : paths.mailAddress(code));
  return true;
}

function show(res: Response, form: FormState, judgement: Judgement, status = 200): void {
  const { rules, notes } = universityOf(res).profile.secondPassword;
  const model = { form, rules: ruleViews(rules, judgement), notes };
  renderPage(res, setPage, model, { status });
}

/** GET: 第2パスワードの設定, the last step of the first sign-in (R-058…R-064). */
export function showSet(_req: Request, res: Response): void {
  if (!sendOnward(res)) show(res, newForm(), NOT_JUDGED);
}

/** POST: sets it, and ends the session: the person signs in again, now with it. */
export function submitSet(deps: AppDependencies, limits: SecondPasswordLimits) {
  return async (req: Request, res: Response): Promise<void> => {
    if (sendOnward(res)) return;
    const university = universityOf(res);
    const { rules } = university.profile.secondPassword;
    const { form, judgement, typed } = readNewPassword(newPasswordSchema, rules, req.body);
    if (!typed) return show(res, form, judgement, 400);

    const owner = await passwordOwner(deps.pool, accountOf(res).accountId);
    const password = typed.secondPassword;
    if (await isUniversityPassword(deps, limits, university, { ...owner, password })) {
      const found = brokenAlone('differs_from_university');
      return show(res, withErrors(newForm(), ...ruleErrors(rules, found.broken)), found, 400);
    }
    const hash = await deps.passwords.hash(password);
    const first = { ...owner, hash: null };
    const isStored = await storeSecondPassword(deps, university, first, hash, req.sessionID);
    // Another tab or device was first: this page's own answer says so, and where to go.
    if (!isStored) return res.redirect(303, paths.secondPassword(university.code));
    await endSession(req);
    res.redirect(303, paths.secondPasswordDone(university.code));
  };
}

/** GET: 第2パスワードが設定されました. Whoever still has to set one is led there instead. */
export function showDone(req: Request, res: Response): void {
  const { account, secondPasswordSetSinceSignIn } = res.locals;
  if (account?.secondPasswordMissing && !secondPasswordSetSinceSignIn) {
    return res.redirect(303, paths.secondPassword(universityOf(res).code));
  }
  renderPage(res, donePage, { how: req.query.after === 'reset' ? 'reset' : 'set' });
}
