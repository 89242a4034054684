import { LifeUnreachable } from '../../platform/lives.ts';
import type { AppDependencies } from '../dependencies.ts';

/**
 * Tells the life of an order that something may have happened to its payment; the life asks the provider itself.
 * When Temporal is away nothing is lost: the provider's own notice and the reconciliation come later.
 */
export async function tellLife(
  { lives, logger }: Pick<AppDependencies, 'lives' | 'logger'>,
  orderId: string,
): Promise<void> {
  try {
    await lives.noticePayment(orderId, 'return');
  } catch (error) {
    if (!(error instanceof LifeUnreachable)) throw error;
    logger.warn({ orderId }, 'a return from the provider is left to the reconciliation');
  }
}
