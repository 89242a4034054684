import type { StaffRoleName, StaffState } from '../../domain/staff/roles.ts';
import type { StaffTaskKind } from '../../domain/staff/tasks.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import type { FormState } from '../forms/form-state.ts';
import type { Message } from '../../rendering/translate.ts';
import { definePage } from '../rendering/page.ts';
import type { FactView, Worded } from './audit-words.ts';

/** Why the door's page came up again, above its form. */
export type StaffDoorNotice = 'sign-out' | 'invitation' | 'withheld';

export interface StaffSignInModel {
  form: FormState;
  /** Page behind the door to go to afterwards, empty for the desk. */
  next: string;
  notice: StaffDoorNotice | null;
  /** When the next attempt is allowed; null unless there were too many. */
  retryAt: Date | null;
  /** What the university calls its own sign-in page, where staff may use that. */
  provider: Bilingual | null;
}

/** The second half: a code of the authenticator app, or one of the recovery codes. */
export interface StaffCodeModel {
  form: FormState;
  next: string;
  retryAt: Date | null;
}

export interface RoleView {
  role: StaffRoleName;
  isChecked: boolean;
}

/** Tasks of one kind that wait at the desk. */
export interface WorkView {
  kind: StaffTaskKind;
  count: number;
  /** How many of them wait for a second person. */
  waitsForSecond: number;
  /** Since when the oldest waits. */
  oldest: Date;
  /** This person may do something about them. */
  isOwn: boolean;
  href: string;
}

export interface DeskModel {
  name: string;
  mailAddress: string;
  roles: StaffRoleName[];
  previousSignInAt: Date | null;
  work: WorkView[];
  /** Pages that the roles open. */
  mayReadOrders: boolean;
  mayReadMoney: boolean;
  mayReadMembers: boolean;
  mayReadAudit: boolean;
}

export interface MemberRow {
  href: string;
  name: string;
  mailAddress: string;
  roles: StaffRoleName[];
  state: StaffState;
  tone: 'ready' | 'waiting' | 'stopped';
  lastSignInAt: Date | null;
  isSelf: boolean;
}

export interface MembersModel {
  rows: MemberRow[];
  mayInvite: boolean;
}

export interface InviteModel {
  form: FormState;
  roles: RoleView[];
  languages: { value: string; label: string }[];
  days: number;
}

export type MemberNotice = 'invited' | 'roles' | 'withdrawn';

export interface MemberModel {
  id: string;
  name: string;
  mailAddress: string;
  roles: StaffRoleName[];
  state: StaffState;
  tone: MemberRow['tone'];
  lastSignInAt: Date | null;
  notice: MemberNotice | null;
  form: FormState;
  /** Null where nothing may be changed: by an auditor, or about oneself. */
  change: { roles: RoleView[]; mayWithdraw: boolean; days: number } | null;
  isSelf: boolean;
}

export interface AuditRowView {
  id: string;
  at: Date;
  actor: Worded;
  action: Worded;
  entity: Worded;
  entityId: string;
  before: FactView[];
  after: FactView[];
  cause: string | null;
}

/** A choice of a filter, by its words where it has some. */
export interface AuditOption {
  value: string;
  label: string;
  words: Message | null;
}

export interface AuditTrailModel {
  form: FormState;
  /** What one may look for, and what was looked for although nothing of now is called so. */
  actions: AuditOption[];
  entities: AuditOption[];
  rows: AuditRowView[];
  isFiltered: boolean;
  newestHref: string | null;
  olderHref: string | null;
}

/** The page behind an invitation's link. */
export interface EnrolmentModel {
  form: FormState;
  name: string;
  mailAddress: string;
  roles: StaffRoleName[];
  /** Address of the form: the link itself. */
  href: string;
  /** The authenticator's key, encrypted for this link, so that a form that comes back has the same. */
  sealedKey: string;
  /** The key for those who type it, in groups of four. */
  key: string;
  /** The picture for the app's camera. */
  qrCode: string;
  provider: Bilingual | null;
  isReceived: boolean;
}

/** Shown once: nobody can read them again. */
export interface RecoveryCodesShownModel {
  codes: string[];
  onwardHref: string;
  isNew: boolean;
}

export interface RecoveryCodesModel {
  form: FormState;
  left: number;
  /** False for those who sign in at the university's own page: they need none. */
  isUsed: boolean;
  retryAt: Date | null;
}

/** The university's provider knows the person, this service has not invited them. */
export interface NotInvitedModel {
  signInHref: string;
}

export const staffSignInPage = definePage<StaffSignInModel>('staff/sign-in');
export const staffCodePage = definePage<StaffCodeModel>('staff/code');
export const deskPage = definePage<DeskModel>('staff/desk');
export const membersPage = definePage<MembersModel>('staff/members');
export const invitePage = definePage<InviteModel>('staff/invite');
export const memberPage = definePage<MemberModel>('staff/member');
export const auditTrailPage = definePage<AuditTrailModel>('staff/audit-trail');
export const enrolmentPage = definePage<EnrolmentModel>('staff/enrolment');
export const recoveryCodesShownPage = definePage<RecoveryCodesShownModel>(
  'staff/recovery-codes-shown',
);
export const recoveryCodesPage = definePage<RecoveryCodesModel>('staff/recovery-codes');
export const notInvitedPage = definePage<NotInvitedModel>('staff/not-invited');
