import { AUDIT_ACTIONS, AUDIT_ENTITIES } from '../../domain/audit-actions.ts';
import { STAFF_ROLES } from '../../domain/staff/roles.ts';
import type { StaffRoleName } from '../../domain/staff/roles.ts';
import { roleMissingPage } from '../errors/pages.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { staffInFrame } from '../middleware/frame.ts';
import { actionInWords, actorInWords, entityInWords, factsInWords } from './audit-words.ts';
import type { Worded } from './audit-words.ts';
import {
  auditTrailPage,
  deskPage,
  enrolmentPage,
  invitePage,
  memberPage,
  membersPage,
  notInvitedPage,
  recoveryCodesPage,
  recoveryCodesShownPage,
  staffCodePage,
  staffSignInPage,
} from './pages.ts';
import type { EnrolmentModel, MemberModel, MemberRow } from './pages.ts';

const visitor = { account: null };
const previousSignInAt = new Date('2026-11-20T00:31:00Z');
const frameOf = (...roles: StaffRoleName[]) => ({
  account: staffInFrame({ roles, previousSignInAt }, 'aomine'),
});
const administrator = frameOf('administrator');
const auditor = frameOf('auditor');
const reviewer = frameOf('reviewer');

const retryAt = new Date('2026-11-21T06:45:00Z');
const error = (field: string, key: string) => ({ field, message: { key: `staff.errors.${key}` } });
const provider = { ja: '洛央大学 統合認証', en: 'Rakuo University single sign-on' };
const rolesView = (...checked: StaffRoleName[]) =>
  STAFF_ROLES.map((role) => ({ role, isChecked: checked.includes(role) }));
const id = '0b7a3c52-0f0e-4a3b-9d42-6a0e6a1d7c11';
const codes = ['7KQ2-M9XD-04TZ', 'H3VN-8RWC-5PYJ', 'A1B2-C3D4-E5F6', 'Z9Y8-X7W6-V5T4'];

const signIn = { form: newForm(), next: '', notice: null, retryAt: null, provider: null };
const wrong = withErrors(
  newForm({ mailAddress: 'ohara@aomine.example' }),
  error('mailAddress', 'rejected'),
);
const self: MemberRow = {
  href: `/aomine/staff/members/${id}`,
  name: '大原 美咲',
  mailAddress: 'ohara@aomine.example',
  roles: ['administrator', 'auditor'],
  state: 'active',
  tone: 'ready',
  lastSignInAt: previousSignInAt,
  isSelf: true,
};
const rows: MemberRow[] = [
  self,
  {
    ...self,
    name: 'Alexandra Montgomery-Featherstonehaugh',
    mailAddress: 'alexandra.montgomery-featherstonehaugh@certificates.office.aomine.example',
    roles: ['reviewer'],
    state: 'invited',
    tone: 'waiting',
    lastSignInAt: null,
    isSelf: false,
  },
  { ...self, name: '佐伯 亮', roles: ['accountant'], state: 'disabled', tone: 'stopped' },
];
const member: MemberModel = {
  id,
  name: '佐伯 亮',
  mailAddress: 'saeki@aomine.example',
  roles: ['reviewer'],
  state: 'active',
  tone: 'ready',
  lastSignInAt: previousSignInAt,
  notice: null,
  form: newForm(),
  change: { roles: rolesView('reviewer'), mayWithdraw: true, days: 7 },
  isSelf: false,
};
const enrolment: EnrolmentModel = {
  form: newForm(),
  name: '大原 美咲',
  mailAddress: 'ohara@aomine.example',
  roles: ['administrator'],
  href: '/cert/sample',
  sealedKey: 'sample',
  key: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
  qrCode: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
  provider: null,
  isReceived: false,
};
const audit = {
  id: '1204',
  at: previousSignInAt,
  actor: actorInWords(`staff:${id}`),
  action: actionInWords('staff_roles_changed'),
  entity: entityInWords('staff_member'),
  entityId: '5f2d7f0c-93a4-4a6f-8b67-0f4f7a0f3f22',
  before: factsInWords({ roles: ['reviewer'], state: 'active' }),
  after: factsInWords({ roles: ['reviewer', 'accountant'], state: 'active' }),
  cause: null,
};
/** By an order's life, by a person at the door of a link, and by a release of which this one knows nothing. */
const paid = {
  ...audit,
  id: '1203',
  actor: actorInWords('life:order:8b6a6a0e-5a53-4d7c-8f0e-2a7f3a1d9c11'),
  action: actionInWords('paid'),
  entity: entityInWords('order'),
  before: factsInWords({ state: 'awaiting_payment' }),
  after: factsInWords({ state: 'preparing' }),
};
const objected = {
  ...audit,
  id: '1202',
  actor: actorInWords('visitor'),
  action: actionInWords('mail_address_objected'),
  entity: entityInWords('account'),
  before: [],
  after: factsInWords({
    isRestored: true,
    sessionsEnded: 2,
    mailFrozenUntil: '2026-11-28T06:30:00.000Z',
  }),
  cause: 'one_time_link:5f2d7f0c-93a4-4a6f-8b67-0f4f7a0f3f22',
};
const unknown = {
  ...audit,
  id: '1201',
  action: actionInWords('of_an_earlier_release'),
  before: [],
  after: [],
};
const choice = (code: string, { words }: Worded) => ({ value: code, label: code, words });
const choices = {
  actions: AUDIT_ACTIONS.map((code) => choice(code, actionInWords(code))),
  entities: AUDIT_ENTITIES.map((code) => choice(code, entityInWords(code))),
};
const waiting = {
  count: 1,
  waitsForSecond: 0,
  oldest: previousSignInAt,
  isOwn: true,
  href: '/aomine/staff/tasks?kind=sample',
};
const invite = {
  form: newForm({ language: 'ja' }),
  roles: rolesView(),
  languages: [
    { value: 'ja', label: '日本語' },
    { value: 'en', label: 'English' },
  ],
  days: 7,
};

export const gallery: GalleryEntry[] = [
  entry('staff/sign-in', staffSignInPage, signIn, visitor),
  entry('staff/sign-in-provider', staffSignInPage, { ...signIn, provider }, visitor),
  entry('staff/sign-in-wrong', staffSignInPage, { ...signIn, form: wrong }, visitor),
  entry('staff/sign-in-too-many', staffSignInPage, { ...signIn, retryAt }, visitor),
  entry('staff/sign-in-signed-out', staffSignInPage, { ...signIn, notice: 'sign-out' }, visitor),
  entry('staff/sign-in-enrolled', staffSignInPage, { ...signIn, notice: 'invitation' }, visitor),
  entry('staff/sign-in-withheld', staffSignInPage, { ...signIn, notice: 'withheld' }, visitor),
  entry('staff/code', staffCodePage, { form: newForm(), next: '', retryAt: null }, visitor),
  entry(
    'staff/code-wrong',
    staffCodePage,
    { form: withErrors(newForm(), error('code', 'codeWrong')), next: '', retryAt: null },
    visitor,
  ),
  entry('staff/code-too-many', staffCodePage, { form: newForm(), next: '', retryAt }, visitor),
  entry(
    'staff/desk',
    deskPage,
    {
      ...self,
      previousSignInAt,
      work: [
        { ...waiting, kind: 'owed_money', count: 3, waitsForSecond: 1 },
        { ...waiting, kind: 'print_refused', isOwn: false },
      ],
      mayReadOrders: true,
      mayReadMoney: true,
      mayReadMembers: true,
      mayReadAudit: true,
    },
    administrator,
  ),
  entry(
    'staff/desk-first-time',
    deskPage,
    {
      ...self,
      roles: ['reviewer'],
      previousSignInAt: null,
      work: [],
      mayReadOrders: true,
      mayReadMoney: false,
      mayReadMembers: false,
      mayReadAudit: false,
    },
    reviewer,
  ),
  entry('staff/members', membersPage, { rows, mayInvite: true }, administrator),
  entry('staff/members-auditor', membersPage, { rows, mayInvite: false }, auditor),
  entry('staff/invite', invitePage, invite, administrator),
  entry(
    'staff/invite-errors',
    invitePage,
    {
      ...invite,
      form: withErrors(
        newForm({ language: 'ja', name: '佐伯 亮', mailAddress: 'ohara@aomine.example' }),
        error('mailAddress', 'addressTaken'),
        error('roles', 'noRole'),
      ),
    },
    administrator,
  ),
  entry('staff/member', memberPage, member, administrator),
  entry('staff/member-invited', memberPage, { ...member, notice: 'invited' }, administrator),
  entry('staff/member-roles-changed', memberPage, { ...member, notice: 'roles' }, administrator),
  entry(
    'staff/member-withdrawn',
    memberPage,
    {
      ...member,
      notice: 'withdrawn',
      state: 'disabled',
      tone: 'stopped',
      change: { roles: rolesView('reviewer'), mayWithdraw: false, days: 7 },
    },
    administrator,
  ),
  entry(
    'staff/member-last-administrator',
    memberPage,
    { ...member, form: withErrors(newForm(), error('roles', 'lastAdministrator')) },
    administrator,
  ),
  entry('staff/member-self', memberPage, { ...member, change: null, isSelf: true }, administrator),
  entry('staff/member-auditor', memberPage, { ...member, change: null }, auditor),
  entry(
    'staff/audit-trail',
    auditTrailPage,
    {
      form: newForm(),
      ...choices,
      rows: [audit, paid, objected, unknown],
      isFiltered: false,
      newestHref: null,
      olderHref: '/aomine/staff/audit?before=1203',
    },
    auditor,
  ),
  entry(
    'staff/audit-trail-none',
    auditTrailPage,
    {
      form: newForm({ action: 'staff_invited' }),
      ...choices,
      rows: [],
      isFiltered: true,
      newestHref: '/aomine/staff/audit?action=staff_invited',
      olderHref: null,
    },
    auditor,
  ),
  entry('staff/enrolment', enrolmentPage, enrolment, visitor),
  entry(
    'staff/enrolment-errors',
    enrolmentPage,
    {
      ...enrolment,
      form: withErrors(
        newForm(),
        error('password', 'passwordShort'),
        error('passwordAgain', 'passwordMismatch'),
        error('code', 'firstCode'),
      ),
    },
    visitor,
  ),
  entry('staff/enrolment-provider', enrolmentPage, { ...enrolment, provider }, visitor),
  entry('staff/enrolment-received', enrolmentPage, { ...enrolment, isReceived: true }, visitor),
  entry(
    'staff/recovery-codes-shown',
    recoveryCodesShownPage,
    { codes, onwardHref: '/aomine/staff/sign-in', isNew: true },
    visitor,
  ),
  entry(
    'staff/recovery-codes-shown-again',
    recoveryCodesShownPage,
    { codes, onwardHref: '/aomine/staff', isNew: false },
    administrator,
  ),
  entry(
    'staff/recovery-codes',
    recoveryCodesPage,
    { form: newForm(), left: 7, isUsed: true, retryAt: null },
    administrator,
  ),
  entry(
    'staff/recovery-codes-wrong',
    recoveryCodesPage,
    {
      form: withErrors(newForm(), error('code', 'codeWrong')),
      left: 1,
      isUsed: true,
      retryAt: null,
    },
    administrator,
  ),
  entry(
    'staff/recovery-codes-too-many',
    recoveryCodesPage,
    { form: newForm(), left: 7, isUsed: true, retryAt },
    administrator,
  ),
  entry(
    'staff/recovery-codes-not-used',
    recoveryCodesPage,
    { form: newForm(), left: 0, isUsed: false, retryAt: null },
    administrator,
  ),
  entry('staff/role-missing', roleMissingPage, { referenceId: '7KQ2-M9XD' }, reviewer),
  entry('staff/not-invited', notInvitedPage, { signInHref: '/rakuo/staff/sign-in' }, visitor),
];
