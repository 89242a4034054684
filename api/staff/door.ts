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
import { universityOf } from '../middleware/request-facts.ts';
import { endSession, openSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { providerLogoutAddress } from '../saml/logout.ts';
import { note } from './audit.ts';
import { dataOf } from './data.ts';
import type { StaffLimits } from './limits.ts';
import { staffSignInPage } from './pages.ts';
import type { StaffDoorNotice, StaffSignInModel } from './pages.ts';

/**
 * A refusal is never told sooner than this after the attempt came in, so that its time does not tell whether there is
 * such an address. Milliseconds; well above what a password's check needs.
 */
const REFUSED_NOT_BEFORE = 600;

const schema = z.object({
  mailAddress: z
    .string()
    // PostgreSQL takes no text with NUL in it; nobody's address has one.
    .transform((typed) => normaliseIdentifier(typed).toLowerCase().replaceAll('\0', ' '))
    .pipe(z.string().min(1, 'staff.errors.addressMissing').max(254, 'staff.errors.addressLong')),
  password: z.string().min(1, 'staff.errors.passwordMissing').max(1000, 'staff.errors.rejected'),
});

const NOTICES: readonly StaffDoorNotice[] = ['sign-out', 'invitation', 'withheld'];

/**
 * Where somebody wanted to go before the door, if that is a page behind it.
 * @returns path and query, or null for anything else: another site, another university, the door itself
 */
export function pageBehindDoor(asked: unknown, university: string): string | null {
  if (typeof asked !== 'string') return null;
  const desk = paths.staffDesk(university);
  const isPage = /^(\/[\w-]+)*(\?[\w=&%.:-]*)?$/.test(asked.slice(desk.length));
  const isDoor = /^\/(sign-in|sign-out|code|saml)\b/.test(asked.slice(desk.length));
  return asked.startsWith(desk) && isPage && !isDoor ? asked : null;
}

/** @returns how the university's own sign-in is called, where its staff may use it */
export function providerOf({ profile }: LoadedProfile): StaffSignInModel['provider'] {
  const { student, staffBySaml } = profile.signIn;
  return staffBySaml && student?.kind === 'saml' ? student.providerName : null;
}

function modelFor(
  university: LoadedProfile,
  next: string | null,
  form: FormState,
): StaffSignInModel {
  return { form, next: next ?? '', notice: null, retryAt: null, provider: providerOf(university) };
}

/** GET: 職員ログイン. Whoever is signed in already goes on. */
export function showStaffSignIn(req: Request, res: Response): void {
  const university = universityOf(res);
  const next = pageBehindDoor(req.query.next, university.code);
  if (res.locals.staff) return res.redirect(303, next ?? paths.staffDesk(university.code));
  const notice = NOTICES.find((known) => known === req.query.after) ?? null;
  renderPage(res, staffSignInPage, { ...modelFor(university, next, newForm()), notice });
}

/**
 * POST: mail address and password, the first half. An address that nobody has, one of another university, an
 * invitation that was not accepted, a withdrawn access and a wrong password get the same words after the same time.
 */
export function submitStaffSignIn(deps: AppDependencies, limits: StaffLimits) {
  const { clock, logger, passwords } = deps;
  return async (req: Request, res: Response): Promise<void> => {
    const startedAt = performance.now();
    const university = universityOf(res);
    const body = req.body as Record<string, unknown> | undefined;
    const next = pageBehindDoor(body?.next, university.code);
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) {
      const model = modelFor(university, next, parsed);
      return renderPage(res, staffSignInPage, model, { status: 400 });
    }
    const { mailAddress: loginAddress, password } = parsed.value;
    const model = modelFor(university, next, newForm({ mailAddress: loginAddress }));

    let giveBack: () => Promise<void>;
    try {
      giveBack = await limits.countPassword(req, university.code, loginAddress);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      const { retryAt, limit } = error;
      logger.warn({ requestId: res.locals.requestId, limit }, 'staff sign-in limited');
      res.set('Retry-After', retryAt.toUTCString());
      return renderPage(res, staffSignInPage, { ...model, retryAt }, { status: 429 });
    }

    const data = dataOf(deps, university);
    const { universityId } = university;
    const member = await data.staffMember.findUnique({
      where: { universityId_loginAddress: { universityId, loginAddress }, state: 'active' },
      select: { id: true, passwordHash: true },
    });
    const isRight = await passwords.verify(member?.passwordHash ?? null, password);
    if (!member || !isRight) {
      const at = { at: clock(), staffId: null, action: 'staff_sign_in_rejected' } as const;
      await note(data, { ...at, entity: 'university', entityId: university.code });
      const wrong = { field: 'mailAddress', message: { key: 'staff.errors.rejected' } };
      await wait(Math.max(0, startedAt + REFUSED_NOT_BEFORE - performance.now()));
      const refused = { ...model, form: withErrors(model.form, wrong) };
      return renderPage(res, staffSignInPage, refused, { status: 400 });
    }
    await giveBack();
    const { code } = university;
    const half = { staffId: member.id, universityCode: code, isComplete: false };
    await openSession(req, { staff: { ...half, previousSignInAt: null } });
    res.redirect(303, withNext(paths.staffCode(code), next));
  };
}

/** @returns an address of the door that remembers where somebody wanted to go */
export const withNext = (address: string, next: string | null): string =>
  next === null ? address : `${address}?${new URLSearchParams({ next }).toString()}`;

/**
 * POST: ends the session, also the half one, and for who came by the university's own sign-in page the visit there too:
 * the next person at this desk would come in by one press. A second press, in another tab, ends at the same page.
 */
export function submitStaffSignOut(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { staff } = res.locals;
    const { saml } = req.session;
    await endSession(req);
    if (staff) {
      const { staffId } = staff;
      await note(dataOf(deps, university), {
        at: deps.clock(),
        staffId,
        action: 'staff_signed_out',
        entity: 'staff_member',
        entityId: staffId,
      });
    }
    const atProvider = await providerLogoutAddress(deps, university, saml, 'staff');
    res.redirect(303, atProvider ?? `${paths.staffSignIn(university.code)}?after=sign-out`);
  };
}
