import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import type { Policy } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showAuditTrail } from './audit-trail.ts';
import { showStaffCode, submitStaffCode } from './code.ts';
import { showDesk } from './desk.ts';
import { showStaffSignIn, submitStaffSignIn, submitStaffSignOut } from './door.ts';
import { createStaffLimits } from './limits.ts';
import {
  showInvite,
  showMember,
  showMembers,
  submitInvite,
  submitInviteAgain,
  submitRoles,
  submitWithdrawal,
} from './members.ts';
import { showRecoveryCodes, submitRecoveryCodes } from './recovery-codes-page.ts';
import { finishStaffSaml, submitStaffSaml } from './saml.ts';

const UNIVERSITY = ':university';
const DESK: Policy = { staff: 'desk.open' };
const MANAGE: Policy = { staff: 'members.manage' };
const MANAGE_MEMBER: Policy = { staff: 'members.manage', of: 'member' };

/** The staff of a university: door, desk, members, record of what was done. */
export function createStaffRouter(deps: AppDependencies): Router {
  const router = Router();
  const limits = createStaffLimits(deps);
  const signIn = paths.staffSignIn(UNIVERSITY);
  const code = paths.staffCode(UNIVERSITY);
  const invite = paths.staffInvitation(UNIVERSITY);
  const member = paths.staffMember(UNIVERSITY, ':member');
  const access = paths.staffMemberAccess(UNIVERSITY, ':member');
  const again = paths.staffMemberInvitation(UNIVERSITY, ':member');
  const recovery = paths.staffRecoveryCodes(UNIVERSITY);

  route(router, 'get', signIn, 'public', showStaffSignIn);
  route(router, 'post', signIn, 'public', submitStaffSignIn(deps, limits));
  route(router, 'get', code, 'staff_entering', showStaffCode);
  route(router, 'post', code, 'staff_entering', submitStaffCode(deps, limits));
  route(router, 'post', paths.staffSamlLogin(UNIVERSITY), 'public', submitStaffSaml(deps));
  route(router, 'get', paths.staffSamlFinish(UNIVERSITY), 'public', finishStaffSaml(deps));
  route(router, 'post', paths.staffSignOut(UNIVERSITY), 'public', submitStaffSignOut(deps));

  route(router, 'get', paths.staffDesk(UNIVERSITY), DESK, showDesk);
  route(router, 'get', recovery, DESK, showRecoveryCodes(deps));
  route(router, 'post', recovery, DESK, submitRecoveryCodes(deps, limits));

  route(router, 'get', invite, MANAGE, showInvite);
  route(router, 'post', invite, MANAGE, submitInvite(deps));
  route(
    router,
    'get',
    paths.staffMembers(UNIVERSITY),
    { staff: 'members.read' },
    showMembers(deps),
  );
  route(router, 'get', member, { staff: 'members.read', of: 'member' }, showMember(deps));
  route(router, 'post', member, MANAGE_MEMBER, submitRoles(deps));
  route(router, 'post', access, MANAGE_MEMBER, submitWithdrawal(deps));
  route(router, 'post', again, MANAGE_MEMBER, submitInviteAgain(deps));
  route(router, 'get', paths.staffAudit(UNIVERSITY), { staff: 'audit.read' }, showAuditTrail(deps));
  return router;
}
