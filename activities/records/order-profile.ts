import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OrderRecord } from './load-order.ts';

/** The settings that were in force when the order was placed: an order keeps them. */
export async function orderProfile(
  { profiles }: Pick<ActivityDependencies, 'profiles'>,
  order: OrderRecord,
): Promise<UniversityProfile> {
  const loaded = await profiles.forUniversity(order.universityId, new Date(order.placedAt));
  if (!loaded) throw new Error(`no settings were in force for order ${order.id}`);
  return loaded.profile;
}
