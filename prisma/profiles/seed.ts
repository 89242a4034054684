import type { Prisma } from '../client.ts';
import type { PrismaClient } from '../client.ts';
import { UNIVERSITIES } from './index.ts';
import { parseProfile } from './profile-schema.ts';

/**
 * Writes the four universities and their settings; what is there already is brought up to date.
 * @throws ProfileMistakes before anything is written, when settings cannot be used
 */
export async function seedProfiles(prisma: PrismaClient): Promise<void> {
  for (const { code, profile } of UNIVERSITIES) parseProfile(profile, code);
  for (const { id, code, effectiveFrom, profile } of UNIVERSITIES) {
    const names = { nameJa: profile.name.ja, nameEn: profile.name.en };
    const settings = profile as unknown as Prisma.InputJsonObject;
    await prisma.$transaction([
      prisma.university.upsert({ where: { id }, create: { id, code, ...names }, update: names }),
      prisma.universityProfile.upsert({
        where: { universityId_effectiveFrom: { universityId: id, effectiveFrom } },
        create: { id, universityId: id, effectiveFrom, edition: profile.edition, settings },
        update: { edition: profile.edition, settings },
      }),
      prisma.issueNumberCounter.upsert({
        where: { universityId: id },
        create: { universityId: id, next: 10_001 },
        update: {},
      }),
    ]);
  }
}
