import type { Request } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import {
  countAttempt,
  createAttemptLimit,
  isWithin,
  networkOf,
} from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';

export interface SecondPasswordLimits {
  /**
   * Counts a guess at the current second password.
   * @returns gives it back, for one that was right
   * @throws TooManyAttempts
   */
  countGuess(accountId: string): Promise<() => Promise<void>>;
  /** Counts a question to the directory. @returns whether it may still be asked */
  mayAskDirectory(accountId: string): Promise<boolean>;
  /** Counts a request for a link, whether or not the address is registered. @throws TooManyAttempts */
  countRequest(req: Request, universityCode: string, mailAddress: string): Promise<void>;
}

/**
 * `guess`, `guessesToday`: somebody at a session that was left open cannot find out the second password; its person
 * can still log in elsewhere, and have it reset. `directory`: whoever tries new second passwords must not find out the
 * university's password by them, nor have the directory lock its account (docs/decisions/0016). `mailbox`, `network`,
 * `overall`: nobody fills a mailbox with our mails; a whole campus behind one address fits in.
 */
export const SECOND_PASSWORD_LIMITS = {
  guess: { name: 'second-password:guess', attempts: 5, seconds: 10 * 60 },
  guessesToday: { name: 'second-password:guesses-today', attempts: 20, seconds: 24 * 60 * 60 },
  directory: { name: 'second-password:directory', attempts: 3, seconds: 24 * 60 * 60 },
  mailbox: { name: 'second-password:mailbox', attempts: 5, seconds: 60 * 60 },
  network: { name: 'second-password:network', attempts: 100, seconds: 10 * 60 },
  overall: { name: 'second-password:overall', attempts: 300, seconds: 60 },
} satisfies Record<string, Limit>;

export type SecondPasswordLimitValues = Record<keyof typeof SECOND_PASSWORD_LIMITS, Limit>;

export function createSecondPasswordLimits(
  deps: Pick<AppDependencies, 'pool' | 'environment'>,
  values: SecondPasswordLimitValues = SECOND_PASSWORD_LIMITS,
): SecondPasswordLimits {
  const limit = (value: Limit) => createAttemptLimit(deps, value);
  const guess = limit(values.guess);
  const guessesToday = limit(values.guessesToday);
  const directory = limit(values.directory);
  const mailbox = limit(values.mailbox);
  const network = limit(values.network);
  const overall = limit(values.overall);
  return {
    countGuess: (accountId) =>
      countAttempt([
        { limit: guess, subject: accountId },
        { limit: guessesToday, subject: accountId },
      ]),
    mayAskDirectory: (accountId) => isWithin(directory, accountId),
    async countRequest(req, universityCode, mailAddress) {
      await countAttempt([
        { limit: mailbox, subject: `${universityCode}:${mailAddress.toLowerCase()}` },
        { limit: network, subject: networkOf(req) },
        { limit: overall, subject: 'all' },
      ]);
    },
  };
}
