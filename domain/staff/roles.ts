/** What a member of staff is to a university. One person may have several roles. */
export const STAFF_ROLES = [
  'reviewer',
  'senior_reviewer',
  'accountant',
  'administrator',
  'call_centre',
  'auditor',
] as const;
export type StaffRoleName = (typeof STAFF_ROLES)[number];

/** What staff may do. Pages ask for one of these, never for a role. */
export type Permission =
  | 'desk.open'
  | 'order.read'
  | 'order.manage'
  | 'desk.act'
  | 'money.return'
  | 'money.read'
  | 'members.read'
  | 'members.manage'
  | 'audit.read';

/** Who may do what. A permission without a role would be a page that nobody can open. */
const MAY: Record<Permission, readonly StaffRoleName[]> = {
  'desk.open': STAFF_ROLES,
  'order.read': STAFF_ROLES,
  'order.manage': ['reviewer', 'senior_reviewer', 'administrator', 'call_centre'],
  // To act at the desk at all; what exactly, each action asks for besides.
  'desk.act': ['reviewer', 'senior_reviewer', 'accountant', 'administrator', 'call_centre'],
  'money.return': ['accountant', 'administrator'],
  'money.read': ['accountant', 'administrator', 'auditor'],
  'members.read': ['administrator', 'auditor'],
  'members.manage': ['administrator'],
  'audit.read': ['administrator', 'auditor'],
};

export const PERMISSIONS = Object.keys(MAY) as readonly Permission[];

/** @returns whether one of the roles allows it */
export function isAllowed(roles: readonly StaffRoleName[], permission: Permission): boolean {
  return MAY[permission].some((role) => roles.includes(role));
}

/** @returns who may do it, for those who may not */
export const rolesFor = (permission: Permission): readonly StaffRoleName[] => MAY[permission];

/** @returns the roles among what a form or a table holds, in their usual order, each once */
export function knownRoles(given: readonly string[]): StaffRoleName[] {
  return STAFF_ROLES.filter((role) => given.includes(role));
}

export type StaffState = 'invited' | 'active' | 'disabled';

/** @returns the state that a row holds; what we do not know lets nobody in */
export const stateOf = (text: string): StaffState =>
  text === 'active' || text === 'disabled' ? text : 'invited';

/** What an administrator sees of a member when a change is judged. */
export interface MemberStanding {
  id: string;
  state: StaffState;
  roles: readonly StaffRoleName[];
}

const isAtWork = ({ state, roles }: MemberStanding): boolean =>
  state === 'active' && roles.includes('administrator');

/** Why a change of a member is refused. */
export type MemberRefusal = 'own_roles' | 'no_role' | 'last_administrator';

/**
 * Judges a change of roles, or the taking away of access, before it is made: nobody changes what they
 * themselves may do, everybody has at least one role, and a university keeps an administrator who can sign in.
 * @param next roles from now on; null takes the access away
 * @param members everybody of the university as it stands
 * @returns why not, or null
 */
export function judgeMemberChange(
  actorId: string,
  memberId: string,
  next: readonly StaffRoleName[] | null,
  members: readonly MemberStanding[],
): MemberRefusal | null {
  if (actorId === memberId) return 'own_roles';
  if (next !== null && next.length === 0) return 'no_role';
  const member = members.find(({ id }) => id === memberId);
  const losesOne = member && isAtWork(member) && !next?.includes('administrator');
  const others = members.filter((other) => other.id !== memberId && isAtWork(other));
  return losesOne && others.length === 0 ? 'last_administrator' : null;
}

/** Why the operator of the service leaves a member to the university. */
export type RescueRefusal = 'no_administrator' | 'others_can';

/**
 * Judges whether the operator of the service may invite an administrator again who has lost what lets them in:
 * only where nobody else of the university could.
 * @param members everybody of the university; `canSignIn`: something that lets them in is still good
 * @returns why not, or null
 */
export function judgeRescue(
  memberId: string,
  members: readonly (MemberStanding & { canSignIn: boolean })[],
): RescueRefusal | null {
  const member = members.find(({ id }) => id === memberId);
  if (!member?.roles.includes('administrator')) return 'no_administrator';
  const helpers = members.filter(
    (other) => other.id !== memberId && isAtWork(other) && other.canSignIn,
  );
  return helpers.length > 0 ? 'others_can' : null;
}
