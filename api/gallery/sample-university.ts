import type { UniversityProfile } from '../../domain/university/profile.ts';
import { UNIVERSITIES } from '../../prisma/profiles/index.ts';
import type { LayoutModel } from '../rendering/layout-model.ts';

export interface SampleUniversity {
  code: string;
  profile: UniversityProfile;
}

/**
 * The university in whose frame an entry is drawn: what a page tells of settings follows it, so that the manual of each
 * university can show its own pages.
 */
export function universityIn({ university }: LayoutModel): SampleUniversity {
  const code = university?.code ?? 'aomine';
  const known = UNIVERSITIES.find((one) => one.code === code);
  if (!known) throw new Error(`there is no university called ${code}`);
  return { code, profile: known.profile };
}
