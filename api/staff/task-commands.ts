import { lifeOfRefund } from '../../domain/orders/refund-causes.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import type { Payout } from '../../domain/staff/payouts.ts';
import type { StaffTaskAction, StaffTaskKind, TaskStep } from '../../domain/staff/tasks.ts';
import { tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import type { Prisma } from '../../prisma/client.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { note } from './audit.ts';
import type { StaffAct } from './audit.ts';
import { dataOf } from './data.ts';
import type { DataInTransaction } from './data.ts';

export type DeskDependencies = Pick<AppDependencies, 'prisma' | 'pool' | 'lives' | 'clock'>;

/** A task as it was read before somebody acts on it. */
export interface TaskRow {
  id: string;
  orderId: string | null;
  kind: StaffTaskKind;
  reference: string;
  amountYen: number | null;
  facts: Record<string, unknown>;
  firstAt: Date | null;
}

/**
 * How an action ended. `changed`: somebody was faster, nothing was done. `unknown`: written down, but the order's life
 * could not be told yet.
 */
export type Outcome = 'done' | 'first' | 'changed' | 'unknown';

interface Act {
  task: TaskRow;
  staffId: string;
  step: TaskStep;
}

const entry = (at: Date, staffId: string, task: TaskRow): Omit<StaffAct, 'action'> => ({
  at,
  staffId,
  entity: 'staff_task',
  entityId: task.id,
});

/** The state that a step begins from; a second person completes what they have seen, not what was written since. */
function before({ task, staffId, step }: Act): Prisma.StaffTaskWhereInput {
  return step === 'second'
    ? { id: task.id, state: 'awaiting_second', firstBy: { not: staffId }, firstAt: task.firstAt }
    : { id: task.id, state: 'open' };
}

/** Ends a task with its audit row. @returns whether it was still as this person saw it */
async function finish(
  data: DataInTransaction,
  act: Act,
  done: { action: StaffTaskAction; note?: string; facts?: Prisma.InputJsonObject; at: Date },
): Promise<boolean> {
  const { task, staffId } = act;
  const { action, at } = done;
  const { count } = await data.staffTask.updateMany({
    where: before(act),
    data: {
      state: 'done',
      doneBy: staffId,
      doneAt: at,
      action,
      ...(done.note === undefined ? {} : { note: done.note }),
      ...(done.facts === undefined ? {} : { facts: done.facts }),
    },
  });
  if (count === 0) return false;
  const kind = { kind: task.kind };
  await note(data, {
    ...entry(at, staffId, task),
    action: 'task_done',
    before: { ...kind, state: act.step === 'second' ? 'awaiting_second' : 'open' },
    after: { ...kind, state: 'done', action },
  });
  return true;
}

/** Rolls a transaction back when what it needs has changed meanwhile. */
class Changed extends Error {}

async function together(
  deps: DeskDependencies,
  university: LoadedProfile,
  work: (data: DataInTransaction) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await dataOf(deps, university).$transaction(work);
  } catch (error) {
    if (error instanceof Changed) return 'changed';
    throw error;
  }
}

const payoutFacts = (task: TaskRow, payout: Payout): Prisma.InputJsonObject => ({
  ...(task.facts as Prisma.InputJsonObject),
  paidOn: payout.paidOn,
  way: payout.way,
  payoutReference: payout.reference,
});

/** How the refund must stand for that: with this sum, and not being tried at the provider this moment. */
const payableRefund = ({ kind, reference, amountYen }: TaskRow): Prisma.RefundWhereInput => ({
  ...{ id: reference, paidOutAt: null, ...(amountYen === null ? {} : { amountYen }) },
  state: kind === 'refund_refused' ? 'refused' : 'requested',
});

/**
 * Writes down that money was paid out (R-190, I2), then tells the life that waits for it. Where two people are needed
 * the first one's entry waits on the task until another confirms that very entry.
 */
export async function recordPayout(
  deps: DeskDependencies,
  university: LoadedProfile,
  act: Act,
  payout: Payout,
): Promise<Outcome> {
  const { task, staffId, step } = act;
  const at = deps.clock();
  const facts = payoutFacts(task, payout);
  if (step === 'first') {
    return together(deps, university, async (data) => {
      const { count } = await data.staffTask.updateMany({
        where: before(act),
        data: { state: 'awaiting_second', firstBy: staffId, firstAt: at, facts },
      });
      if (count === 0) return 'changed';
      const refund = { where: payableRefund(task) };
      if (task.orderId !== null && (await data.refund.count(refund)) === 0) throw new Changed();
      const kind = { kind: task.kind };
      await note(data, {
        ...entry(at, staffId, task),
        action: 'task_first_approved',
        before: { ...kind, state: 'open' },
        after: { ...kind, state: 'awaiting_second', action: 'record_payout' },
      });
      return 'first';
    });
  }
  const outcome = await together(deps, university, async (data) => {
    if (!(await finish(data, act, { action: 'record_payout', facts, at }))) return 'changed';
    const paidOutAt = payout.paidOn === tokyoDate(at) ? at : new Date(tokyoInstant(payout.paidOn));
    // Nobody's money has no row that a university could change: housekeeping books it by the task.
    if (task.orderId === null) return 'done';
    const { count } = await data.refund.updateMany({
      where: payableRefund(task),
      data: {
        channel: 'payout',
        paidOutAt,
        paidOutBy: `staff:${staffId}`,
        payoutReference: payout.reference,
      },
    });
    if (count === 0) throw new Changed();
    await note(data, {
      at,
      staffId,
      action: 'payout_recorded',
      entity: 'refund',
      entityId: task.reference,
      after: { amountYen: task.amountYen, paidOn: payout.paidOn, way: payout.way },
    });
    return 'done';
  });
  const isWaitedFor = outcome === 'done' && task.orderId !== null;
  return isWaitedFor ? tellOfRefund(deps, university, task.reference) : outcome;
}

/** The life that waits for a refund looks at its row again: paid out, or to be tried once more. */
async function tellOfRefund(
  deps: DeskDependencies,
  university: LoadedProfile,
  refundId: string,
): Promise<Outcome> {
  const refund = await dataOf(deps, university).refund.findUniqueOrThrow({
    where: { id: refundId },
    select: { orderId: true, captureId: true, cause: true },
  });
  const cause = refund.cause as RefundCause;
  return reached(() => deps.lives.recordPayout(lifeOfRefund({ ...refund, cause })));
}

/** @returns `unknown` when Temporal is away: what is written is found there later */
async function reached(tell: () => Promise<unknown>): Promise<Outcome> {
  try {
    await tell();
    return 'done';
  } catch (error) {
    if (error instanceof LifeUnreachable) return 'unknown';
    throw error;
  }
}

/** What the first person recorded is not confirmed: the task is open again, and says why. */
export async function declinePayout(
  deps: DeskDependencies,
  university: LoadedProfile,
  { task, staffId }: Act,
  because: string,
): Promise<Outcome> {
  const at = deps.clock();
  return together(deps, university, async (data) => {
    const { count } = await data.staffTask.updateMany({
      where: { id: task.id, state: 'awaiting_second', firstAt: task.firstAt },
      data: { state: 'open', firstBy: null, firstAt: null, note: because },
    });
    if (count === 0) return 'changed';
    const kind = { kind: task.kind };
    await note(data, {
      ...entry(at, staffId, task),
      action: 'task_declined',
      before: { ...kind, state: 'awaiting_second' },
      after: { ...kind, state: 'open', action: 'decline_payout' },
    });
    return 'done';
  });
}

/** Nothing more can or need be done: a person says so, and why. */
export async function settleByHand(
  deps: DeskDependencies,
  university: LoadedProfile,
  act: Act,
  because: string,
): Promise<Outcome> {
  const at = deps.clock();
  return together(deps, university, async (data) =>
    (await finish(data, act, { action: 'note_as_settled', note: because, at }))
      ? 'done'
      : 'changed',
  );
}

/**
 * Has the service try once more what it could not do. The task stays until it worked: then the service ends it.
 * @param task of a kind that `try_again` belongs to, with an order
 */
export async function tryAgain(
  deps: DeskDependencies,
  university: LoadedProfile,
  act: Act,
): Promise<Outcome> {
  const { task, staffId } = act;
  const at = deps.clock();
  const outcome = await together(deps, university, async (data) => {
    const { count } = await data.staffTask.updateMany({
      where: before(act),
      data: { facts: { ...(task.facts as Prisma.InputJsonObject), triedAt: at.toISOString() } },
    });
    if (count === 0) return 'changed';
    await note(data, {
      ...entry(at, staffId, task),
      action: 'task_tried_again',
      after: { kind: task.kind, action: 'try_again' },
    });
    return 'done';
  });
  if (outcome !== 'done') return outcome;
  const { orderId } = task;
  if (orderId === null) return 'done';
  if (task.kind === 'refund_refused') return tellOfRefund(deps, university, task.reference);
  return reached(() => deps.lives.retryIssuance(orderId));
}
