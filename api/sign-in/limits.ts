import type { Request } from 'express';
import { countAttempt, createAttemptLimit, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { AppDependencies } from '../dependencies.ts';

export interface SignInLimits {
  /**
   * Counts an attempt, whether or not there is such a user ID.
   * @returns gives the attempt back, for one that was no wrong guess
   * @throws TooManyAttempts
   */
  count(req: Request, universityCode: string, userId: string): Promise<() => Promise<void>>;
}

/**
 * Wrong guesses, the narrowest limit first. Nobody can lock another person out from far away: the narrow one
 * counts an account's failures from one network, and the limit for an account from anywhere is wide and short. A
 * campus with one address towards the internet fits into the limit of a network, because right passwords do not count.
 */
export const SIGN_IN_LIMITS = {
  accountFromNetwork: { name: 'sign-in:account-network', attempts: 5, seconds: 10 * 60 },
  account: { name: 'sign-in:account', attempts: 50, seconds: 5 * 60 },
  network: { name: 'sign-in:network', attempts: 100, seconds: 10 * 60 },
  overall: { name: 'sign-in:overall', attempts: 1_000, seconds: 60 },
} satisfies Record<string, Limit>;

export type SignInLimitValues = Record<keyof typeof SIGN_IN_LIMITS, Limit>;

export function createSignInLimits(
  { pool, environment }: Pick<AppDependencies, 'pool' | 'environment'>,
  values: SignInLimitValues = SIGN_IN_LIMITS,
): SignInLimits {
  const limit = (value: Limit) => createAttemptLimit(pool, environment.COOKIE_SECRET, value);
  const accountFromNetwork = limit(values.accountFromNetwork);
  const account = limit(values.account);
  const network = limit(values.network);
  const overall = limit(values.overall);
  return {
    count(req, universityCode, userId) {
      const person = `${universityCode}:${userId.toLowerCase()}`;
      const place = networkOf(req);
      return countAttempt([
        { limit: accountFromNetwork, subject: `${person}@${place}` },
        { limit: network, subject: place },
        { limit: account, subject: person },
        { limit: overall, subject: 'all' },
      ]);
    },
  };
}
