import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { note } from './audit.ts';
import { dataOf } from './data.ts';
import type { StaffLimits } from './limits.ts';
import { recoveryCodesPage, recoveryCodesShownPage } from './pages.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { countSecondFactor, useSecondFactor } from './second-factor.ts';

const schema = z.object({
  code: z.string().min(1, 'staff.errors.codeMissing').max(100, 'staff.errors.codeWrong'),
});

async function render(
  deps: AppDependencies,
  res: Response,
  shown: { form: FormState; retryAt?: Date; status?: number },
): Promise<void> {
  const { staffId } = staffOf(res);
  const member = await dataOf(deps, universityOf(res)).staffMember.findUnique({
    where: { id: staffId },
    select: {
      totpSecret: true,
      _count: { select: { recoveryCodes: { where: { usedAt: null } } } },
    },
  });
  const left = member?._count.recoveryCodes ?? 0;
  const isUsed = Boolean(member?.totpSecret);
  const model = { form: shown.form, left, isUsed, retryAt: shown.retryAt ?? null };
  renderPage(res, recoveryCodesPage, model, { status: shown.status ?? 200 });
}

/** GET: how many codes are left, and how to get new ones. */
export function showRecoveryCodes(deps: AppDependencies) {
  return (_req: Request, res: Response): Promise<void> => render(deps, res, { form: newForm() });
}

/** POST: ten new codes in place of the old ones, for who shows a code once more; an open desk is not enough. */
export function submitRecoveryCodes(deps: AppDependencies, limits: StaffLimits) {
  return async (req: Request, res: Response): Promise<void> => {
    const { staffId } = staffOf(res);
    const university = universityOf(res);
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) {
      return render(deps, res, { form: { values: {}, errors: parsed.errors }, status: 400 });
    }
    const { code } = parsed.value;
    let giveBack: () => Promise<void>;
    try {
      giveBack = await countSecondFactor(limits, req, staffId, code);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      return render(deps, res, { form: newForm(), retryAt: error.retryAt, status: 429 });
    }
    const codes = newRecoveryCodes();
    const now = deps.clock();
    const isDone = await dataOf(deps, university).$transaction(async (data) => {
      const member = await data.staffMember.findUniqueOrThrow({
        where: { id: staffId },
        select: { id: true, totpSecret: true },
      });
      if (!(await useSecondFactor(deps, data, member, code, now))) return false;
      await data.staffRecoveryCode.deleteMany({ where: { staffId } });
      for (const one of codes) {
        const codeHash = hashRecoveryCode(deps.environment.COOKIE_SECRET, staffId, one);
        await data.staffRecoveryCode.create({ data: { staffId, codeHash } });
      }
      const entry = { at: now, staffId, entity: 'staff_member', entityId: staffId } as const;
      await note(data, { ...entry, action: 'staff_recovery_codes_made' });
      return true;
    });
    if (!isDone) {
      const wrong = { field: 'code', message: { key: 'staff.errors.codeWrong' } };
      return render(deps, res, { form: withErrors(newForm(), wrong), status: 400 });
    }
    await giveBack();
    const onwardHref = paths.staffDesk(university.code);
    renderPage(res, recoveryCodesShownPage, { codes, onwardHref, isNew: false });
  };
}
