import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { note } from './audit.ts';
import { dataOf } from './data.ts';
import { pageBehindDoor } from './door.ts';
import { openDesk, recordSignIn } from './enter.ts';
import type { StaffLimits } from './limits.ts';
import { staffCodePage } from './pages.ts';
import { countSecondFactor, useSecondFactor } from './second-factor.ts';

const schema = z.object({
  code: z.string().min(1, 'staff.errors.codeMissing').max(100, 'staff.errors.codeWrong'),
});

/** GET: 確認コードの入力. */
export function showStaffCode(req: Request, res: Response): void {
  const next = pageBehindDoor(req.query.next, universityOf(res).code) ?? '';
  renderPage(res, staffCodePage, { form: newForm(), next, retryAt: null });
}

/** POST: the second half. A code that was used before is as wrong as any other. */
export function submitStaffCode(deps: AppDependencies, limits: StaffLimits) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { staffEntering } = res.locals;
    if (!staffEntering) throw new Error('this route is for people between password and code');
    const { staffId } = staffEntering;
    const body = req.body as Record<string, unknown> | undefined;
    const next = pageBehindDoor(body?.next, university.code);
    const model = { form: newForm(), next: next ?? '', retryAt: null };
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) {
      const form = { values: {}, errors: parsed.errors };
      return renderPage(res, staffCodePage, { ...model, form }, { status: 400 });
    }
    const { code } = parsed.value;
    let giveBack: () => Promise<void>;
    try {
      giveBack = await countSecondFactor(limits, req, staffId, code);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      const { retryAt, limit } = error;
      deps.logger.warn({ requestId: res.locals.requestId, limit }, 'staff code limited');
      res.set('Retry-After', retryAt.toUTCString());
      return renderPage(res, staffCodePage, { ...model, retryAt }, { status: 429 });
    }
    const now = deps.clock();
    const data = dataOf(deps, university);
    const entered = await data.$transaction(async (inside) => {
      const member = await inside.staffMember.findUnique({
        where: { id: staffId, state: 'active' },
        select: { id: true, totpSecret: true, lastSignInAt: true },
      });
      const way = member && (await useSecondFactor(deps, inside, member, code, now));
      if (!member || !way) {
        const entry = { at: now, staffId, entity: 'staff_member', entityId: staffId } as const;
        await note(inside, { ...entry, action: 'staff_code_rejected' });
        return null;
      }
      return { previousSignInAt: await recordSignIn(inside, member, way, now) };
    });
    if (!entered) {
      const wrong = { field: 'code', message: { key: 'staff.errors.codeWrong' } };
      const form = withErrors(newForm(), wrong);
      return renderPage(res, staffCodePage, { ...model, form }, { status: 400 });
    }
    await giveBack();
    await openDesk(req, university, staffId, entered.previousSignInAt);
    res.redirect(303, next ?? paths.staffDesk(university.code));
  };
}
