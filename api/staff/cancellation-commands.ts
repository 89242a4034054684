import { randomUUID } from 'node:crypto';
import { refundOf } from '../../domain/orders/refund-policy.ts';
import type { RefundTerms } from '../../domain/orders/refund-policy.ts';
import { statesBefore } from '../../domain/orders/states.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { isAllowed } from '../../domain/staff/roles.ts';
import type { StaffRoleName } from '../../domain/staff/roles.ts';
import { needsSecondPerson } from '../../domain/staff/tasks.ts';
import type { StaffTaskAction, StaffTaskKind, TaskStep } from '../../domain/staff/tasks.ts';
import { LifeEnded, LifeRefusal, LifeUnreachable } from '../../platform/lives.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { ORDER_REFUSALS } from '../../workflows/certificate-order/contract.ts';
import { note } from './audit.ts';
import { dataOf } from './data.ts';
import type { DataInTransaction } from './data.ts';
import type { DeskDependencies, TaskRow } from './task-commands.ts';

/** What decides about a cancellation. */
export interface CancellableOrder {
  id: string;
  state: OrderState;
  issueFeeYen: number;
  systemFeeYen: number;
  paidAt: Date | null;
  placedAt: Date;
  startedAt: Date | null;
}

/** What would happen if this person cancelled this order now. */
export interface CancellationPlan {
  refundYen: number;
  keptYen: number;
  /** The cancellation waits for somebody who may return money, and is not the same person. */
  needsApproval: boolean;
}

/** The states in which nothing was printed and the order is not over. */
export const isCancellable = (state: OrderState): boolean =>
  [...statesBefore('cancel'), ...statesBefore('cancel_paid')].includes(state);

/**
 * @param terms those of the day of the order for what goes back, those of today for who decides
 * @returns what goes back and who decides, or null where nothing can be cancelled any more
 */
export function planCancellation(
  order: Pick<CancellableOrder, 'state' | 'issueFeeYen' | 'systemFeeYen' | 'paidAt'>,
  roles: readonly StaffRoleName[],
  terms: { placed: RefundTerms; today: RefundTerms },
): CancellationPlan | null {
  if (!isCancellable(order.state)) return null;
  const isPaid = order.paidAt !== null && order.state !== 'awaiting_payment';
  const { refundYen, keptYen } = isPaid
    ? refundOf(terms.placed.cancelledByStaff, order)
    : { refundYen: 0, keptYen: 0 };
  const isForTwo = needsSecondPerson(terms.today, refundYen) || !isAllowed(roles, 'money.return');
  return { refundYen, keptYen, needsApproval: refundYen > 0 && isForTwo };
}

/**
 * How a cancellation went. `requested`: it waits for another person. `already_requested`: it did so before.
 * `changed`: somebody was faster. `unknown`: sent, and nobody knows yet what became of it; it can be sent again.
 */
export type CancellationOutcome =
  | { kind: 'cancelled' | 'requested' | 'already_requested' | 'changed' | 'unknown' }
  /** The order's life said no: one of `ORDER_REFUSALS`. */
  | { kind: 'refused'; type: string };

const KIND: StaffTaskKind = 'refund_approval';
const APPROVED: StaffTaskAction = 'approve_refund';

const isUniqueViolation = (error: unknown) => (error as { code?: unknown }).code === 'P2002';

/**
 * A member of staff wants an order cancelled: its reason is written down first, then the life decides,
 * at once or after another person has agreed. A request that was declined, or came to nothing, may be made again.
 */
export async function requestCancellation(
  deps: DeskDependencies,
  university: LoadedProfile,
  order: CancellableOrder,
  by: { staffId: string; plan: CancellationPlan; reason: string },
): Promise<CancellationOutcome> {
  const { staffId, plan, reason } = by;
  const at = deps.clock();
  const waits = plan.needsApproval;
  const row = {
    amountYen: plan.refundYen,
    facts: { keptYen: plan.keptYen },
    note: reason,
    createdAt: at,
    ...(waits
      ? { state: 'awaiting_second', firstBy: staffId, firstAt: at }
      : { state: 'done', firstBy: null, firstAt: null }),
    ...(waits
      ? { doneBy: null, doneAt: null, action: null }
      : { doneBy: staffId, doneAt: at, action: APPROVED }),
  };
  const write = async (data: DataInTransaction): Promise<string | null> => {
    const key = { kind: KIND, reference: order.id };
    const found = await data.staffTask.findFirst({ where: key, select: { id: true } });
    const id = found?.id ?? randomUUID();
    if (found) {
      const where = { id, state: 'done' };
      if ((await data.staffTask.updateMany({ where, data: row })).count === 0) return null;
    } else {
      const { universityId } = university;
      const created = { id, universityId, orderId: order.id, ...key, ...row };
      await data.staffTask.create({ data: created, select: { id: true } });
    }
    const facts = { amountYen: plan.refundYen, keptYen: plan.keptYen };
    await note(data, {
      ...{ at, staffId, entity: 'order', entityId: order.id },
      action: 'refund_requested_by_staff',
      after: facts,
    });
    await note(data, {
      ...{ at, staffId, entity: 'staff_task', entityId: id },
      action: waits ? 'task_first_approved' : 'task_done',
      after: { kind: KIND, state: row.state, ...facts },
    });
    return id;
  };
  let taskId: string | null;
  try {
    taskId = await dataOf(deps, university).$transaction(write);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    taskId = null;
  }
  if (taskId === null) return { kind: 'already_requested' };
  return waits
    ? { kind: 'requested' }
    : tellLife(deps, university, {
        ...{ taskId, orderId: order.id, staffId, order },
        mostYen: plan.refundYen,
      });
}

/** The second person agrees: from this moment on it cannot be declined any more, and the order's life is asked. */
export async function approveRefund(
  deps: DeskDependencies,
  university: LoadedProfile,
  act: { task: TaskRow; staffId: string; step: TaskStep },
): Promise<CancellationOutcome> {
  const { task, staffId, step } = act;
  const at = deps.clock();
  const { orderId } = task;
  if (orderId === null) return { kind: 'changed' };
  const where =
    step === 'second'
      ? { id: task.id, state: 'awaiting_second', firstBy: { not: staffId }, firstAt: task.firstAt }
      : { id: task.id, state: 'open' };
  const isFirst = await dataOf(deps, university).$transaction(async (data) => {
    const { count } = await data.staffTask.updateMany({
      where,
      data: { state: 'done', doneBy: staffId, doneAt: at, action: APPROVED },
    });
    if (count === 0) return false;
    await note(data, {
      ...{ at, staffId, action: 'task_done', entity: 'staff_task', entityId: task.id },
      before: { kind: KIND, state: where.state },
      after: { kind: KIND, state: 'done', action: APPROVED },
    });
    return true;
  });
  if (!isFirst) return { kind: 'changed' };
  // The sum that was asked for and agreed to, not what may have been paid since.
  const mostYen = task.amountYen ?? 0;
  return tellLife(deps, university, { taskId: task.id, orderId, staffId, mostYen });
}

/** The order stays as it is; the answer says why. Whoever asked may take it back so too. */
export async function declineRefund(
  deps: DeskDependencies,
  university: LoadedProfile,
  { task, staffId }: { task: TaskRow; staffId: string },
  because: string,
): Promise<CancellationOutcome> {
  const at = deps.clock();
  const action: StaffTaskAction = 'decline_refund';
  return dataOf(deps, university).$transaction(async (data) => {
    const { count } = await data.staffTask.updateMany({
      where: { id: task.id, state: { not: 'done' }, firstAt: task.firstAt },
      // Who asked stands in the record; here only one name has room, that of the answer.
      data: {
        ...{ state: 'done', firstBy: null, doneBy: staffId, doneAt: at, action },
        facts: { ...task.facts, answer: because },
      },
    });
    if (count === 0) return { kind: 'changed' };
    await note(data, {
      ...{ at, staffId, action: 'task_done', entity: 'staff_task', entityId: task.id },
      after: { kind: KIND, state: 'done', action },
    });
    return { kind: 'cancelled' };
  });
}

async function tellLife(
  deps: DeskDependencies,
  university: LoadedProfile,
  told: {
    taskId: string;
    orderId: string;
    staffId: string;
    /** Yen that were decided about. */
    mostYen: number;
    order?: Pick<CancellableOrder, 'startedAt'>;
  },
): Promise<CancellationOutcome> {
  const { taskId, orderId, staffId, mostYen } = told;
  const data = dataOf(deps, university);
  try {
    const actor = `staff:${staffId}`;
    await deps.lives.cancelOrder(orderId, { cause: 'cancelled_by_staff', actor, mostYen });
  } catch (error) {
    const isNew = error instanceof LifeEnded && told.order?.startedAt === null;
    if (error instanceof LifeUnreachable || isNew) {
      // Nobody knows: whoever may decide can send it again.
      await data.staffTask.updateMany({
        where: { id: taskId, state: 'done' },
        data: { state: 'open', firstBy: null, doneBy: null, doneAt: null, action: null },
      });
      return { kind: 'unknown' };
    }
    const ended = error instanceof LifeEnded ? ORDER_REFUSALS.ended : null;
    const refusal = error instanceof LifeRefusal ? error.type : ended;
    if (refusal === null) throw error;
    const { facts } = await data.staffTask.findUniqueOrThrow({
      where: { id: taskId },
      select: { facts: true },
    });
    await data.staffTask.update({
      where: { id: taskId },
      data: { facts: { ...(facts as object), refusal } },
    });
    return { kind: 'refused', type: refusal };
  }
  return { kind: 'cancelled' };
}
