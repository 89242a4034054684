import type { Request, Response } from 'express';
import { isAllowed } from '../../domain/staff/roles.ts';
import { staffOf } from '../middleware/request-facts.ts';
import { renderPage } from '../rendering/render-page.ts';
import { deskPage } from './pages.ts';

/** GET: 業務トップ: who one is here, since when, and what there is to do. */
export function showDesk(_req: Request, res: Response): void {
  const { name, mailAddress, roles, previousSignInAt } = staffOf(res);
  renderPage(res, deskPage, {
    name,
    mailAddress,
    roles,
    previousSignInAt,
    mayReadMembers: isAllowed(roles, 'members.read'),
    mayReadAudit: isAllowed(roles, 'audit.read'),
  });
}
