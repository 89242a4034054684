import { isHeldBack } from '../../domain/orders/held-back.ts';
import type { HeldBack } from '../../domain/orders/held-back.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { openTask, settleTask } from '../../platform/staff-tasks.ts';
import type { IssuanceReport } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { setAttention, transitionOrder } from '../records/order-transition.ts';
import { giveBackLostTime } from './give-back-time.ts';
import { mailNumbers, mailNumbersReplaced, mailReceived } from './mail-numbers.ts';
import { isUsable, linesLeft } from './printed.ts';

/**
 * What became of an attempt to issue. Tells the person as soon as one number for everything can be used, and again when
 * those that were late have come, or another took the place of one they know.
 */
export async function reportIssuance(
  deps: ActivityDependencies,
  orderId: string,
  profile: UniversityProfile,
): Promise<IssuanceReport> {
  const order = await loadOrder(deps.pool, orderId);
  const left = linesLeft(order).map(({ id }) => id);
  const isWaiting = order.printJobs.some(
    ({ lineId, state }) => left.includes(lineId) && ['requested', 'processing'].includes(state),
  );
  const usable = isUsable(order);
  if (usable) {
    const isNews = await transitionOrder(deps.pool, {
      orderId,
      event: 'numbers_ready',
      at: deps.clock(),
    });
    await release(deps, order);
    // What the person lost by waiting is given back before the mail says until when to print.
    const told = isNews ? await giveBackLostTime(deps, order) : order;
    const replaced = told.printJobs.filter(
      ({ state, reason }) => state === 'ready' && reason === 'replaced',
    );
    if (replaced.length > 0) {
      const reference = replaced.map(({ key }) => key).join(',');
      await mailNumbersReplaced(deps, told, profile, reference);
    } else {
      await mailNumbers(deps, told, profile, { isComplete: !isWaiting });
    }
  } else {
    await mailReceived(deps, order, profile, { isBlocked: !isWaiting });
  }
  if (isWaiting) return { state: usable ? 'usable' : 'incomplete' };
  if (usable) return { state: 'complete' };
  const wasLost = order.printJobs.some(({ reason }) => reason === 'lost');
  await holdBack(deps, order, wasLost ? 'number_lost' : 'print_refused');
  return { state: 'blocked' };
}

/** A person must act: the order's row says so, and a task stands on the desk's list. */
export async function holdBack(
  deps: ActivityDependencies,
  order: OrderRecord,
  why: HeldBack,
): Promise<void> {
  await setAttention(deps.pool, order.id, why);
  await openTask(deps.pool, {
    universityId: order.universityId,
    orderId: order.id,
    kind: why,
    reference: order.id,
    amountYen: order.totalYen,
    facts: { networks: [...new Set(order.printJobs.map(({ network }) => network))].join(', ') },
    at: deps.clock(),
    reopens: true,
  });
}

/** What staff were asked to look at is settled by itself; anything else (a refund that was refused, say) is not. */
async function release(deps: ActivityDependencies, order: OrderRecord): Promise<void> {
  const was = order.attention;
  if (!isHeldBack(was)) return;
  await setAttention(deps.pool, order.id, null);
  await settleTask(deps.pool, {
    kind: was,
    reference: order.id,
    by: null,
    action: null,
    note: null,
    at: deps.clock(),
  });
}
