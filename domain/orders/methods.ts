import type { PaymentMethod, PrintNetworkId, UniversityProfile } from '../university/profile.ts';
import type { Destination } from './fees.ts';
import { leavesTooLittle } from './order-deadlines.ts';

/** What stands for the way to pay of an order that costs nothing. */
export const FREE_OF_CHARGE = 'free';

/** Why a way to pay that the university offers is not offered for an order. */
export type MethodRefusal =
  /** The order costs more than can be paid with it. */
  | { reason: 'above_maximum'; maxYen: number }
  /** It would leave less than so many hours for printing. */
  | { reason: 'too_short_to_print'; hours: number }
  /** Whoever pays with it cannot print at the destination. */
  | { reason: 'no_network' };

export interface MethodsFor {
  /** In the order of the settings; empty where nothing is to be paid. */
  offered: PaymentMethod[];
  notOffered: ({ method: PaymentMethod } & MethodRefusal)[];
}

type MethodSettings = Pick<UniversityProfile, 'halts' | 'haltRules' | 'certificate'>;

/**
 * The ways to pay for an order, and why others are not among them. Methods that are switched off are in
 * neither list.
 * @param order `placedAt`: instant of application, from which deadlines count
 */
export function methodsFor(
  settings: MethodSettings,
  order: { totalYen: number; placedAt: Date; destination: Destination },
): MethodsFor {
  const found: MethodsFor = { offered: [], notOffered: [] };
  if (order.totalYen === 0) return found;
  for (const method of settings.certificate.paymentMethods) {
    if (!method.isOffered) continue;
    const refusal = refusalOf(settings, method, order);
    if (refusal) found.notOffered.push({ method, ...refusal });
    else found.offered.push(method);
  }
  return found;
}

function refusalOf(
  settings: MethodSettings,
  method: PaymentMethod,
  { totalYen, placedAt, destination }: Parameters<typeof methodsFor>[1],
): MethodRefusal | null {
  if (method.maxYen !== null && totalYen > method.maxYen) {
    return { reason: 'above_maximum', maxYen: method.maxYen };
  }
  if (leavesTooLittle(settings, method, placedAt)) {
    const hours = settings.certificate.printDeadline.minHoursAfterPaymentDeadline;
    return { reason: 'too_short_to_print', hours };
  }
  if (networksFor(settings, method, destination).length === 0) return { reason: 'no_network' };
  return null;
}

/** @throws Error when the settings do not know the method: a defect, they are kept for what is open */
export function methodOf(
  { certificate }: { certificate: Pick<UniversityProfile['certificate'], 'paymentMethods'> },
  code: string,
): PaymentMethod {
  const method = certificate.paymentMethods.find((one) => one.code === code);
  if (!method) throw new Error(`no payment method is called ${code}`);
  return method;
}

/**
 * The print networks at which an order is registered: those of the destination's chains, of these the ones that the
 * university has for the method, where it restricts them.
 * @param method null for an order that costs nothing
 */
export function networksFor(
  {
    certificate,
  }: { certificate: Pick<UniversityProfile['certificate'], 'chains' | 'networksByMethod'> },
  method: Pick<PaymentMethod, 'code'> | null,
  destination: Destination,
): PrintNetworkId[] {
  const allowed = method ? certificate.networksByMethod[method.code] : undefined;
  const networks = certificate.chains
    .filter((chain) => chain.destination === destination)
    .map(({ network }) => network)
    .filter((network) => !allowed || allowed.includes(network));
  return [...new Set(networks)];
}
