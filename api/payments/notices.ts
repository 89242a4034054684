import type { Request } from 'express';
import type { CashProviderId } from '../../gateways/cash/port.ts';
import { dispatchProviderEvent } from '../../platform/provider-events.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit, isWithin, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';

/** How many refusals of one network leave a row in the audit trail, which only grows; the log has them all. */
export const REFUSALS_KEPT: Limit = { name: 'webhook:refused', attempts: 20, seconds: 60 * 60 };

/** Hands a stored event on to its life; what hinders it is left to the reconciliation, which finds what was not handled. */
export async function handOn(
  deps: Pick<AppDependencies, 'pool' | 'lives' | 'logger'>,
  eventId: string,
): Promise<void> {
  try {
    await dispatchProviderEvent(deps, eventId, 'arrival');
  } catch (error) {
    const type = error instanceof Error ? error.name : typeof error;
    deps.logger.warn({ eventId, type }, 'an event is left to the reconciliation');
  }
}

/** @returns what writes down that a notice was refused: `cause` is a word of ours, nothing of the request */
export function createRefusals(
  deps: AppDependencies,
): (req: Request, provider: 'paypal' | CashProviderId, cause: string) => Promise<void> {
  const kept = createAttemptLimit(deps, REFUSALS_KEPT);
  return async (req, provider, cause) => {
    deps.logger.warn({ provider, cause }, 'a webhook was refused');
    if (!(await isWithin(kept, networkOf(req)))) return;
    await deps.pool.query({
      name: 'webhook-refused',
      text: `insert into audit_entry (at, actor, action, entity, entity_id, cause)
        values ($1, 'provider:unverified', 'webhook_refused', 'provider_event', 'unverified', $2)`,
      values: [deps.clock(), cause],
    });
  };
}
