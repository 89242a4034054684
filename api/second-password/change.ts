import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { audit } from '../middleware/audit.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { rotateSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { storeSecondPassword } from './commands.ts';
import type { SecondPasswordLimits } from './limits.ts';
import {
  brokenAlone,
  changedPasswordSchema,
  NOT_JUDGED,
  readNewPassword,
  ruleErrors,
  ruleViews,
} from './new-password.ts';
import type { Judgement } from './new-password.ts';
import { changedPage, changePage } from './pages.ts';
import { passwordOwner } from './queries.ts';
import { isUniversityPassword } from './university-password.ts';

interface Shown {
  form?: FormState;
  judgement?: Judgement;
  retryAt?: Date;
  status?: number;
}

function show(res: Response, shown: Shown = {}): void {
  const { form = newForm(), judgement = NOT_JUDGED, retryAt = null, status = 200 } = shown;
  const { rules, notes } = universityOf(res).profile.secondPassword;
  const model = { form, rules: ruleViews(rules, judgement, { replaces: true }), notes, retryAt };
  renderPage(res, changePage, model, { status });
}

/** GET: 第2パスワードの変更. */
export function showChange(_req: Request, res: Response): void {
  show(res);
}

const CURRENT_WRONG = {
  field: 'currentSecondPassword',
  message: { key: 'secondPassword.errors.currentWrong' },
};

/**
 * POST: changes it for somebody who knows the present one (R-069…R-071). Other sessions of the account end, this one
 * goes on under a new id: a cookie that was copied before opens nothing any more.
 */
export function submitChange(deps: AppDependencies, limits: SecondPasswordLimits) {
  const { pool, passwords, clock } = deps;

  async function refuseCurrent(res: Response): Promise<void> {
    const { accountId } = accountOf(res);
    const { universityId } = universityOf(res);
    const actor = `account:${accountId}`;
    const entry = { actor, entity: 'account', entityId: accountId, universityId };
    await audit(pool, { ...entry, at: clock(), action: 'second_password_change_refused' });
    show(res, { form: withErrors(newForm(), CURRENT_WRONG), status: 400 });
  }

  function refuseNew(res: Response, rule: 'differs' | 'differs_from_university'): void {
    const { rules } = universityOf(res).profile.secondPassword;
    const judgement = brokenAlone(rule);
    const form = withErrors(newForm(), ...ruleErrors(rules, judgement.broken));
    show(res, { form, judgement, status: 400 });
  }

  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { rules } = university.profile.secondPassword;
    const { accountId } = accountOf(res);
    const { form, judgement, typed } = readNewPassword(changedPasswordSchema, rules, req.body);
    if (!typed) return show(res, { form, judgement, status: 400 });
    const { currentSecondPassword: current, secondPassword: password } = typed;

    let giveBack: () => Promise<void>;
    try {
      giveBack = await limits.countGuess(accountId);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      return show(res, { retryAt: error.retryAt, status: 429 });
    }
    const owner = await passwordOwner(pool, accountId);
    if (!(await passwords.verify(owner.hash, current))) return refuseCurrent(res);
    await giveBack();

    if (password === current) return refuseNew(res, 'differs');
    if (await isUniversityPassword(deps, limits, university, { ...owner, password })) {
      return refuseNew(res, 'differs_from_university');
    }
    const hash = await passwords.hash(password);
    // Changed meanwhile, in another tab or by a link: then what was typed as current is not it any more.
    const isStored = await storeSecondPassword(deps, university, owner, hash, req.sessionID);
    if (!isStored) return refuseCurrent(res);
    await rotateSession(req);
    res.redirect(303, paths.changeSecondPasswordDone(university.code));
  };
}

/** GET: 第2パスワードは変更されました. */
export function showChanged(_req: Request, res: Response): void {
  renderPage(res, changedPage, {});
}
