import type { ProviderId } from '../../domain/university/profile.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/**
 * Who takes money through which provider now.
 * @returns ids of universities by provider, in the order of their codes: what belongs to nobody is shown to the first
 */
export async function takersByProvider({
  profiles,
  clock,
}: Pick<ActivityDependencies, 'profiles' | 'clock'>): Promise<Map<ProviderId, string[]>> {
  const takers = new Map<ProviderId, string[]>();
  const all = await profiles.all(clock());
  for (const { universityId, profile } of all.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
    for (const provider of new Set(profile.certificate.paymentMethods.map((one) => one.provider))) {
      takers.set(provider, [...(takers.get(provider) ?? []), universityId]);
    }
  }
  return takers;
}
