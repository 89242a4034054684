import type { Request, Response } from 'express';
import { isAllowed } from '../../domain/staff/roles.ts';
import { STAFF_TASK_KINDS, TASK_ACTIONS } from '../../domain/staff/tasks.ts';
import type { AppDependencies } from '../dependencies.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { dataOf } from './data.ts';
import { deskPage } from './pages.ts';
import type { WorkView } from './pages.ts';

interface Waiting {
  kind: string;
  count: number;
  waitsForSecond: number;
  oldest: Date;
}

/** What waits at the desk: what this person can do first, and of that what waits longest. */
function workOf(
  waiting: readonly Waiting[],
  roles: Parameters<typeof isAllowed>[0],
  university: string,
): WorkView[] {
  return STAFF_TASK_KINDS.flatMap((kind) => {
    const found = waiting.find((one) => one.kind === kind);
    if (!found) return [];
    const isOwn = TASK_ACTIONS[kind].some(({ permission }) => isAllowed(roles, permission));
    const { count, waitsForSecond, oldest } = found;
    const query = new URLSearchParams({ kind }).toString();
    const href = `${paths.staffTasks(university)}?${query}`;
    return [{ kind, count, waitsForSecond, oldest, isOwn, href }];
  }).sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || a.oldest.getTime() - b.oldest.getTime());
}

/** GET: 業務トップ: what there is to do, the oldest first, who one is here and since when. */
export function showDesk(deps: AppDependencies) {
  return async (_req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { name, mailAddress, roles, previousSignInAt } = staffOf(res);
    const groups = await dataOf(deps, university).staffTask.groupBy({
      by: ['kind', 'state'],
      where: { state: { in: ['open', 'awaiting_second'] } },
      _count: { _all: true },
      _min: { createdAt: true },
    });
    const waiting = new Map<string, Waiting>();
    for (const { kind, state, _count, _min } of groups) {
      const oldest = _min.createdAt ?? new Date(0);
      const known = waiting.get(kind) ?? { kind, count: 0, waitsForSecond: 0, oldest };
      waiting.set(kind, {
        kind,
        count: known.count + _count._all,
        waitsForSecond: known.waitsForSecond + (state === 'awaiting_second' ? _count._all : 0),
        oldest: oldest < known.oldest ? oldest : known.oldest,
      });
    }
    renderPage(res, deskPage, {
      name,
      mailAddress,
      roles,
      previousSignInAt,
      work: workOf([...waiting.values()], roles, university.code),
      mayReadOrders: isAllowed(roles, 'order.read'),
      mayReadMoney: isAllowed(roles, 'money.read'),
      mayReadMembers: isAllowed(roles, 'members.read'),
      mayReadAudit: isAllowed(roles, 'audit.read'),
    });
  };
}
