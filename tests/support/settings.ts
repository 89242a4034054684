import type { Express } from 'express';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { parseProfile } from '../../prisma/profiles/profile-schema.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { TestApp } from './app.ts';

/**
 * The same web site where one university has other settings.
 * @param options.clock the site's own when not given
 * @throws ProfileMistakes when nobody could have such settings
 */
export function withSettings(
  test: TestApp,
  code: string,
  change: (profile: UniversityProfile) => UniversityProfile,
  options: { clock?: () => Date } = {},
): Express {
  const { profiles } = test.deps;
  const changed = <T extends LoadedProfile>(loaded: T): T =>
    loaded.code === code
      ? { ...loaded, profile: parseProfile(change(loaded.profile), `${code} of this test`) }
      : loaded;
  return test.restart({
    ...options,
    profiles: {
      inForce: async (...asked) => {
        const loaded = await profiles.inForce(...asked);
        return loaded && changed(loaded);
      },
      forUniversity: async (...asked) => {
        const loaded = await profiles.forUniversity(...asked);
        return loaded && changed(loaded);
      },
      all: async (at) => (await profiles.all(at)).map(changed),
      editions: async (at) => (await profiles.editions(at)).map(changed),
    },
  });
}
