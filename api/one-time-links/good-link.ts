import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { FoundLink } from './link.ts';
import { requestByToken, requestState } from './queries.ts';

/** @returns the link of a token while it is good for this purpose at this university, or null */
export async function goodLink(
  { pool, clock }: Pick<AppDependencies, 'pool' | 'clock'>,
  token: string,
  purpose: LinkPurpose,
  university: LoadedProfile,
): Promise<FoundLink | null> {
  const request = await requestByToken(pool, token);
  const isGood =
    request?.purpose === purpose &&
    request.universityCode === university.code &&
    requestState(request, clock()) === 'sent';
  return isGood ? { ...request, token, university, isReceived: false } : null;
}
