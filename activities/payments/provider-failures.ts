import { CashProviderUnavailable } from '../../gateways/cash/port.ts';
import { PayPalUnavailable, PayPalUnknownOutcome } from '../../gateways/paypal/port.ts';
import { tryAgainLater } from '../failures.ts';

/**
 * The provider's silence is not an answer: the activity is tried again, and asks before it repeats anything.
 * @throws the error itself when it is something else
 */
export function laterWhenSilent(error: unknown): never {
  if (error instanceof PayPalUnavailable) {
    throw tryAgainLater('PaymentProviderUnavailable', error.retryAfterMs ?? 5_000, error);
  }
  if (error instanceof CashProviderUnavailable) {
    throw tryAgainLater('PaymentProviderUnavailable', 5_000, error);
  }
  if (error instanceof PayPalUnknownOutcome) {
    throw tryAgainLater('PaymentOutcomeUnknown', 2_000, error);
  }
  throw error;
}
