import type { Request, Response } from 'express';
import { countAttempt, createAttemptLimit, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createKnownBrowsers } from './known-browsers.ts';

export interface SignInLimits {
  /**
   * Counts an attempt, whether or not there is such a user ID.
   * @returns gives the attempt back, for one that was no wrong guess
   * @throws TooManyAttempts
   */
  count(req: Request, universityCode: string, userId: string): Promise<() => Promise<void>>;
  /** After a sign-in: in this browser the person's next attempts no longer depend on what others do. */
  remember(req: Request, res: Response, universityCode: string, userId: string): void;
}

/**
 * Wrong guesses, the narrowest limit first. The narrow one counts an account's failures from one network; the
 * limit for an account from anywhere is wide and short; a campus with one address towards the internet fits into the
 * limit of a network, because right passwords do not count.
 *
 * Whoever has many addresses can use up the wide ones on purpose, to keep somebody out. That does not concern a browser
 * in which the person has signed in before: it has a limit of its own, which only that browser can use up.
 */
export const SIGN_IN_LIMITS = {
  accountFromNetwork: { name: 'sign-in:account-network', attempts: 5, seconds: 10 * 60 },
  knownBrowser: { name: 'sign-in:known-browser', attempts: 5, seconds: 10 * 60 },
  account: { name: 'sign-in:account', attempts: 50, seconds: 5 * 60 },
  network: { name: 'sign-in:network', attempts: 100, seconds: 10 * 60 },
  overall: { name: 'sign-in:overall', attempts: 1_000, seconds: 60 },
} satisfies Record<string, Limit>;

export type SignInLimitValues = Record<keyof typeof SIGN_IN_LIMITS, Limit>;

export function createSignInLimits(
  deps: Pick<AppDependencies, 'pool' | 'environment'>,
  values: SignInLimitValues = SIGN_IN_LIMITS,
): SignInLimits {
  const limit = (value: Limit) => createAttemptLimit(deps, value);
  const accountFromNetwork = limit(values.accountFromNetwork);
  const knownBrowser = limit(values.knownBrowser);
  const account = limit(values.account);
  const network = limit(values.network);
  const overall = limit(values.overall);
  const browsers = createKnownBrowsers(deps.environment);
  const personOf = (universityCode: string, userId: string) =>
    `${universityCode}:${userId.toLowerCase()}`;
  return {
    count(req, universityCode, userId) {
      const person = personOf(universityCode, userId);
      const mark = browsers.markOf(req, person);
      if (mark !== null) {
        return countAttempt([{ limit: knownBrowser, subject: `${person}#${mark}` }]);
      }
      const place = networkOf(req);
      return countAttempt([
        { limit: accountFromNetwork, subject: `${person}@${place}` },
        { limit: network, subject: place },
        { limit: account, subject: person },
        { limit: overall, subject: 'all' },
      ]);
    },
    remember(req, res, universityCode, userId) {
      browsers.remember(req, res, personOf(universityCode, userId));
    },
  };
}
