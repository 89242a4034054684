// `node prisma/profiles/seed.ts` for production, after `npm run migrate`.
import { randomUUID } from 'node:crypto';
import { readEnvironment } from '../../platform/env.ts';
import { openDatabase } from '../client.ts';
import type { Prisma, PrismaClient } from '../client.ts';
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
        create: {
          id: randomUUID(),
          universityId: id,
          effectiveFrom,
          edition: profile.edition,
          settings,
        },
        update: { edition: profile.edition, settings },
      }),
    ]);
  }
}

if (import.meta.main) {
  const { DATABASE_URL } = readEnvironment(process.env);
  if (DATABASE_URL === undefined) {
    console.error('DATABASE_URL: must be set to write the universities.');
    process.exit(1);
  }
  const database = openDatabase(DATABASE_URL, 1);
  try {
    await seedProfiles(database.prisma);
    console.log(`Written: ${UNIVERSITIES.map(({ code }) => code).join(', ')}.`);
  } finally {
    await database.close();
  }
}
