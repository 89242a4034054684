import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { PrismaClient } from '../client.ts';
import { parseProfile } from './profile-schema.ts';

/** Settings of one university as they are in force at an instant. */
export interface LoadedProfile {
  universityId: string;
  code: string;
  profile: UniversityProfile;
}

export interface Profiles {
  /** @returns null when there is no such university, or nothing is in force for it yet */
  inForce(universityCode: string, at: Date): Promise<LoadedProfile | null>;
  /** The settings that were in force when an order was placed. */
  forUniversity(universityId: string, at: Date): Promise<LoadedProfile | null>;
  all(at: Date): Promise<LoadedProfile[]>;
  /** Every edition that has begun, of every university; of each the newest first. */
  editions(at: Date): Promise<DatedProfile[]>;
}

/** Settings from an instant on. */
export interface DatedProfile extends LoadedProfile {
  effectiveFrom: Date;
}

/** How long a process goes on with what it read. Milliseconds; new settings name a future instant, so this is soon enough. */
const REREAD_AFTER = 60_000;

/**
 * Reads all settings at once and keeps them for a minute: they are asked for on every request.
 * @throws ProfileMistakes (from every method) when a row cannot be used
 */
export function createProfiles(prisma: PrismaClient): Profiles {
  let loaded: Promise<DatedProfile[]> | null = null;
  let loadedAt = 0;

  const read = async (): Promise<DatedProfile[]> => {
    const rows = await prisma.universityProfile.findMany({
      include: { university: true },
      orderBy: [{ university: { code: 'asc' } }, { effectiveFrom: 'desc' }],
    });
    return rows.map((row) => ({
      universityId: row.universityId,
      code: row.university.code,
      effectiveFrom: row.effectiveFrom,
      profile: parseProfile(
        row.settings,
        `${row.university.code} from ${row.effectiveFrom.toISOString()}`,
      ),
    }));
  };

  const current = (): Promise<DatedProfile[]> => {
    if (!loaded || Date.now() - loadedAt > REREAD_AFTER) {
      loadedAt = Date.now();
      loaded = read().catch((error: unknown) => {
        loaded = null;
        throw error;
      });
    }
    return loaded;
  };

  // Rows come newest first, so the first that has begun is the one in force.
  const find = async (at: Date, matches: (profile: DatedProfile) => boolean) =>
    (await current()).find((profile) => matches(profile) && profile.effectiveFrom <= at) ?? null;

  return {
    inForce: (universityCode, at) => find(at, (profile) => profile.code === universityCode),
    forUniversity: (universityId, at) =>
      find(at, (profile) => profile.universityId === universityId),
    editions: async (at) => (await current()).filter((profile) => profile.effectiveFrom <= at),
    async all(at) {
      const begun = (await current()).filter((profile) => profile.effectiveFrom <= at);
      return begun.filter(
        (profile, index) => begun.findIndex(({ code }) => code === profile.code) === index,
      );
    },
  };
}
