import type { Request, Response } from 'express';
import { z } from 'zod';
import { isAllowed, knownRoles, STAFF_ROLES } from '../../domain/staff/roles.ts';
import type { StaffRoleName } from '../../domain/staff/roles.ts';
import { parseMailAddress } from '../../domain/mail/address.ts';
import { linkMinutes } from '../../domain/mail/link-lifetime.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { isUuid } from '../../platform/uuid.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { NotFound } from '../middleware/failures.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { dataOf } from './data.ts';
import { changeMember, inviteAgain, inviteMember } from './member-commands.ts';
import type { ChangeResult } from './member-commands.ts';
import { invitePage, memberPage, membersPage } from './pages.ts';
import type { InviteModel, MemberModel, MemberNotice, MemberRow, RoleView } from './pages.ts';

const TONES = { active: 'ready', invited: 'waiting', disabled: 'stopped' } as const;
const isState = (state: string): state is keyof typeof TONES => state in TONES;
const DAY = 24 * 60;

const COLUMNS = {
  id: true,
  name: true,
  mailAddress: true,
  state: true,
  lastSignInAt: true,
  roles: { select: { role: true } },
} as const;

interface MemberRecord {
  id: string;
  name: string;
  mailAddress: string;
  state: string;
  lastSignInAt: Date | null;
  roles: { role: string }[];
}

function rowOf(record: MemberRecord, selfId: string, code: string): MemberRow {
  const state = isState(record.state) ? record.state : 'disabled';
  return {
    href: paths.staffMember(code, record.id),
    name: record.name,
    mailAddress: record.mailAddress,
    roles: knownRoles(record.roles.map(({ role }) => role)),
    state,
    tone: TONES[state],
    lastSignInAt: record.lastSignInAt,
    isSelf: record.id === selfId,
  };
}

/** GET: everybody who works here, with roles and state. */
export function showMembers(deps: AppDependencies) {
  return async (_req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { staffId, roles } = staffOf(res);
    const members = await dataOf(deps, university).staffMember.findMany({
      select: COLUMNS,
      orderBy: [{ state: 'asc' }, { name: 'asc' }, { id: 'asc' }],
    });
    renderPage(res, membersPage, {
      rows: members.map((member) => rowOf(member, staffId, university.code)),
      mayInvite: isAllowed(roles, 'members.manage'),
    });
  };
}

/** The check boxes of roles are controls of their own: `role-auditor`. */
const control = (role: StaffRoleName) => `role-${role}`;
const checkedRoles = (values: Readonly<Record<string, unknown>>): StaffRoleName[] =>
  STAFF_ROLES.filter((role) => values[control(role)] === 'on');
const rolesView = (checked: readonly StaffRoleName[]): RoleView[] =>
  STAFF_ROLES.map((role) => ({ role, isChecked: checked.includes(role) }));
const invitationDays = ({ profile }: LoadedProfile) =>
  linkMinutes(profile.oneTimeLink, 'staff_invitation') / DAY;

const roleControls = Object.fromEntries(
  STAFF_ROLES.map((role) => [control(role), z.string().optional()]),
);
const inviteSchema = z.object({
  name: z
    .string()
    .transform((typed) => typed.trim().replace(/\s+/gu, ' '))
    .pipe(z.string().min(1, 'staff.errors.nameMissing').max(100, 'staff.errors.nameLong'))
    .refine((name) => !/\p{Cc}/u.test(name), 'staff.errors.nameLong'),
  mailAddress: z.string().transform((typed, context) => {
    const parsed = parseMailAddress(typed);
    if (parsed.ok) return parsed.address;
    const message = parsed.problem === 'empty' ? 'addressMissing' : 'addressWrong';
    context.addIssue({ code: 'custom', message: `staff.errors.${message}` });
    return z.NEVER;
  }),
  language: z.enum(['ja', 'en'], 'common.errors.required'),
  ...roleControls,
});

const NO_ROLE = { field: 'roles', message: { key: 'staff.errors.noRole' } };

function inviteModel(university: LoadedProfile, form: FormState): InviteModel {
  return {
    form,
    roles: rolesView(checkedRoles(form.values)),
    languages: [
      { value: 'ja', label: '日本語' },
      { value: 'en', label: 'English' },
    ],
    days: invitationDays(university),
  };
}

/** GET: the form for a new member. */
export function showInvite(_req: Request, res: Response): void {
  const form = newForm({ language: res.locals.locale });
  renderPage(res, invitePage, inviteModel(universityOf(res), form));
}

/** POST: a new member, invited by mail. */
export function submitInvite(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const refuse = (form: FormState) =>
      renderPage(res, invitePage, inviteModel(university, form), { status: 400 });
    const parsed = parseForm(inviteSchema, req.body);
    const typed = (req.body ?? {}) as Record<string, string>;
    const roles = checkedRoles(typed);
    if (!parsed.ok) return refuse(roles.length > 0 ? parsed : withErrors(parsed, NO_ROLE));
    const { name, mailAddress, language } = parsed.value;
    const checked = Object.fromEntries(roles.map((role) => [control(role), 'on']));
    const form = newForm({ name, mailAddress, language, ...checked });
    if (roles.length === 0) return refuse(withErrors(form, NO_ROLE));
    const actor = `staff:${staffOf(res).staffId}`;
    const invitation = { actor, name, mailAddress, roles, locale: language };
    const memberId = await inviteMember(deps, university, invitation);
    if (memberId === null) {
      const error = { field: 'mailAddress', message: { key: 'staff.errors.addressTaken' } };
      return refuse(withErrors(form, error));
    }
    res.redirect(303, `${paths.staffMember(university.code, memberId)}?done=invited`);
  };
}

const NOTICES: readonly MemberNotice[] = ['invited', 'roles', 'withdrawn'];

/** @throws NotFound for what cannot be a member's id */
function memberIdOf(req: Request): string {
  const id = String(req.params.member);
  if (!isUuid(id)) throw new NotFound('no such member');
  return id;
}

async function renderMember(
  deps: AppDependencies,
  res: Response,
  memberId: string,
  shown: { notice?: MemberNotice | null; form?: FormState; status?: number },
): Promise<void> {
  const university = universityOf(res);
  const self = staffOf(res);
  const member = await dataOf(deps, university).staffMember.findUnique({
    where: { id: memberId },
    select: COLUMNS,
  });
  // Another university's member and nobody are the same.
  if (!member) throw new NotFound('no such member');
  const { name, mailAddress, roles, state, tone, lastSignInAt, isSelf } = rowOf(
    member,
    self.staffId,
    university.code,
  );
  const form = shown.form ?? newForm();
  const checked = shown.form ? checkedRoles(form.values) : roles;
  const mayChange = isAllowed(self.roles, 'members.manage') && !isSelf;
  const change = {
    roles: rolesView(checked),
    mayWithdraw: state !== 'disabled',
    days: invitationDays(university),
  };
  const model: MemberModel = {
    id: member.id,
    name,
    mailAddress,
    roles,
    state,
    tone,
    lastSignInAt,
    isSelf,
    notice: shown.notice ?? null,
    form,
    change: mayChange ? change : null,
  };
  renderPage(res, memberPage, model, { status: shown.status ?? 200 });
}

/** GET: one member, and what an administrator may change. */
export function showMember(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const notice = NOTICES.find((known) => known === req.query.done) ?? null;
    await renderMember(deps, res, memberIdOf(req), { notice });
  };
}

const REFUSALS = {
  own_roles: 'staff.errors.ownRoles',
  no_role: 'staff.errors.noRole',
  last_administrator: 'staff.errors.lastAdministrator',
} as const;

/** Leads back to the member's page, which says what was done, or why not. */
async function answerChange(
  deps: AppDependencies,
  res: Response,
  memberId: string,
  result: ChangeResult,
  done: MemberNotice,
  form: FormState,
): Promise<void> {
  if (result === 'unknown') throw new NotFound('no such member');
  if (result === 'done') {
    const address = paths.staffMember(universityOf(res).code, memberId);
    return res.redirect(303, `${address}?done=${done}`);
  }
  const refused = withErrors(form, { field: 'roles', message: { key: REFUSALS[result] } });
  await renderMember(deps, res, memberId, { form: refused, status: 400 });
}

/** POST: other roles. They count from the member's next click. */
export function submitRoles(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const memberId = memberIdOf(req);
    const next = checkedRoles((req.body ?? {}) as Record<string, unknown>);
    const actorId = staffOf(res).staffId;
    const result = await changeMember(deps, universityOf(res), { actorId, memberId, next });
    const form = newForm(Object.fromEntries(next.map((role) => [control(role), 'on'])));
    await answerChange(deps, res, memberId, result, 'roles', form);
  };
}

/** POST: takes the access away; all of the member's sessions end at once. */
export function submitWithdrawal(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const memberId = memberIdOf(req);
    const change = { actorId: staffOf(res).staffId, memberId, next: null };
    const result = await changeMember(deps, universityOf(res), change);
    await answerChange(deps, res, memberId, result, 'withdrawn', newForm());
  };
}

/** POST: a new invitation, in place of the one before. */
export function submitInviteAgain(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const memberId = memberIdOf(req);
    const by = { actor: `staff:${staffOf(res).staffId}`, memberId };
    const result = await inviteAgain(deps, universityOf(res), by);
    await answerChange(deps, res, memberId, result, 'invited', newForm());
  };
}
