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
import { showMoney } from './money.ts';
import { showStaffCancel, submitStaffCancel } from './order-cancel.ts';
import { showStaffOrder, submitMailAgain } from './order.ts';
import { showOrders, submitOrderSearch } from './orders.ts';
import { showRecoveryCodes, submitRecoveryCodes } from './recovery-codes-page.ts';
import { showTask, submitTask } from './task.ts';
import { showTasks } from './tasks.ts';
import { finishStaffSaml, submitStaffSaml } from './saml.ts';

const UNIVERSITY = ':university';
const DESK: Policy = { staff: 'desk.open' };
const READ_ORDERS: Policy = { staff: 'order.read' };
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

  route(router, 'get', paths.staffDesk(UNIVERSITY), DESK, showDesk(deps));
  route(router, 'get', recovery, DESK, showRecoveryCodes(deps));
  route(router, 'post', recovery, DESK, submitRecoveryCodes(deps, limits));

  const orders = paths.staffOrders(UNIVERSITY);
  const order = paths.staffOrder(UNIVERSITY, ':order');
  const cancellation = paths.staffOrderCancellation(UNIVERSITY, ':order');
  const task = paths.staffTask(UNIVERSITY, ':task');
  route(router, 'get', paths.staffTasks(UNIVERSITY), READ_ORDERS, showTasks(deps));
  route(router, 'get', task, { staff: 'order.read', of: 'task' }, showTask(deps));
  route(router, 'post', task, { staff: 'desk.act', of: 'task' }, submitTask(deps));
  route(router, 'get', orders, READ_ORDERS, showOrders(deps));
  route(router, 'post', orders, READ_ORDERS, submitOrderSearch);
  route(router, 'get', order, { staff: 'order.read', of: 'order' }, showStaffOrder(deps));
  const mail = paths.staffOrderMail(UNIVERSITY, ':order', ':message');
  route(router, 'post', mail, { staff: 'order.manage', of: 'order' }, submitMailAgain(deps));
  route(router, 'get', cancellation, { staff: 'desk.act', of: 'order' }, showStaffCancel(deps));
  route(router, 'post', cancellation, { staff: 'desk.act', of: 'order' }, submitStaffCancel(deps));
  route(router, 'get', paths.staffMoney(UNIVERSITY), { staff: 'money.read' }, showMoney(deps));

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
