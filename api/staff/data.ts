import { sendMailAgain } from '../../platform/mail-again.ts';
import type { SentAgain } from '../../platform/mail-again.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { readWithinUniversity } from '../../prisma/read-within-university.ts';
import type { UniversityReader } from '../../prisma/read-within-university.ts';
import { withinUniversity } from '../../prisma/within-university.ts';
import type { UniversityData } from '../../prisma/within-university.ts';
import type { AppDependencies } from '../dependencies.ts';

/**
 * The only way for pages of staff to any data: that of their own university. Lint refuses every other.
 * @param university that of the address, whose staff door it is
 */
export function dataOf(
  { prisma }: Pick<AppDependencies, 'prisma'>,
  { universityId }: Pick<LoadedProfile, 'universityId'>,
): UniversityData {
  return withinUniversity(prisma, universityId);
}

/** The same for pages that gather much in one statement: SQL that sees the rows of their university alone. */
export function readerOf(
  { pool }: Pick<AppDependencies, 'pool'>,
  { universityId }: Pick<LoadedProfile, 'universityId'>,
): UniversityReader {
  return readWithinUniversity(pool, universityId);
}

/** Sends a mail to a person of the university once more. */
export function sendAgainIn(
  { pool, clock }: Pick<AppDependencies, 'pool' | 'clock'>,
  { universityId }: Pick<LoadedProfile, 'universityId'>,
  mail: { messageId: string; actor: string },
): Promise<SentAgain> {
  return sendMailAgain(pool, { ...mail, of: { universityId }, now: clock() });
}

export type { UniversityData, UniversityReader };

/** What a transaction on it has. */
export type DataInTransaction = Parameters<Parameters<UniversityData['$transaction']>[0]>[0];
