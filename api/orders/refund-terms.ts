import type { PaymentMethod, UniversityProfile } from '../../domain/university/profile.ts';
import type { Say } from './words.ts';

/**
 * What is given back and what is not, sentence by sentence, before anybody pays.
 * @param methods the ways to pay that the person can choose from; none for an order that costs nothing
 */
export function refundTerms(
  { certificate }: UniversityProfile,
  methods: readonly PaymentMethod[],
  say: Say,
): string[] {
  if (methods.length === 0) return [];
  const { cancelledByPerson, cancelledByPersonUntil } = certificate.refunds;
  const until = cancelledByPerson === 'none' ? 'printing' : cancelledByPersonUntil;
  return [
    say('orders.check.refund.before'),
    say(`orders.check.refund.after.${until}.${cancelledByPerson}`),
    say('orders.check.refund.expired'),
    say('orders.check.refund.ours'),
    ...(methods.some(({ way }) => way !== 'page') ? [say('orders.check.refund.cash')] : []),
  ];
}
