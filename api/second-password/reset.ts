import type { Request, Response } from 'express';
import { maskUserId } from '../../domain/account/user-id.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { NotFound } from '../middleware/failures.ts';
import { endSession } from '../middleware/sessions.ts';
import { confirmByLink } from '../one-time-links/confirm.ts';
import type { FoundLink, LinkPurposePage } from '../one-time-links/link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
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
import { resetPage } from './pages.ts';
import { passwordOwner } from './queries.ts';
import type { PasswordOwner } from './queries.ts';
import { isUniversityPassword } from './university-password.ts';

/**
 * Behind the link of a mail: 第2パスワードの再設定. Opening it changes nothing. The new hash goes to the
 * life as a proposal: of many attempts at once the first wins, and it is that attempt's second password that counts.
 */
export function resetSecondPasswordPage(
  deps: AppDependencies,
  limits: SecondPasswordLimits,
): LinkPurposePage {
  const { pool, passwords } = deps;

  async function ownerOf(found: FoundLink): Promise<PasswordOwner> {
    if (found.accountId === null || !found.university.profile.secondPassword.student) {
      throw new NotFound('no second password here');
    }
    return passwordOwner(pool, found.accountId);
  }

  function render(
    res: Response,
    found: FoundLink,
    { loginId }: PasswordOwner,
    shown: { form: FormState; judgement: Judgement } = { form: newForm(), judgement: NOT_JUDGED },
  ): void {
    const { rules, notes } = found.university.profile.secondPassword;
    const { form, judgement } = shown;
    const model = {
      form,
      rules: ruleViews(rules, judgement, { replaces: true }),
      notes,
      maskedUserId: maskUserId(loginId),
      expiresAt: found.expiresAt,
      isReceived: found.isReceived,
    };
    renderPage(res, resetPage, model, { status: form.errors.length > 0 ? 400 : 200 });
  }

  /** What only the server can tell about a password that keeps all other rules. */
  async function hiddenFault(found: FoundLink, owner: PasswordOwner, password: string) {
    if (await passwords.verify(owner.hash, password)) return 'differs';
    const typed = { ...owner, password };
    const isOther = await isUniversityPassword(deps, limits, found.university, typed);
    return isOther ? 'differs_from_university' : null;
  }

  return {
    async show(_req: Request, res: Response, found: FoundLink): Promise<void> {
      render(res, found, await ownerOf(found));
    },
    async submit(req: Request, res: Response, found: FoundLink): Promise<void> {
      const owner = await ownerOf(found);
      const { rules } = found.university.profile.secondPassword;
      const { form, judgement, typed } = readNewPassword(newPasswordSchema, rules, req.body);
      if (!typed) return render(res, found, owner, { form, judgement });
      const fault = await hiddenFault(found, owner, typed.secondPassword);
      if (fault) {
        const errors = ruleErrors(rules, [fault]);
        const judgement = brokenAlone(fault);
        return render(res, found, owner, { form: withErrors(newForm(), ...errors), judgement });
      }
      const secondPasswordHash = await passwords.hash(typed.secondPassword);
      const answer = await confirmByLink(deps, res, found, { secondPasswordHash });
      if (answer === 'answered') return;
      if (req.session.account?.accountId === found.accountId) await endSession(req);
      res.redirect(303, `${paths.secondPasswordDone(found.universityCode)}?after=reset`);
    },
  };
}
