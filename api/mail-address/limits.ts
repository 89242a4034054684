import { countAttempt, createAttemptLimit, isWithin } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { AppDependencies } from '../dependencies.ts';

export interface MailLimits {
  /** @throws TooManyAttempts */
  count(accountId: string, mailAddress: string): Promise<void>;
  /** Counts a guess at the six digits. @returns whether the account may still guess today */
  mayGuess(accountId: string): Promise<boolean>;
}

/**
 * `account`, `mailbox`: new requests, not resends: nobody can fill another person's mailbox with our mails. `digits`:
 * every new mail brings new digits and five new guesses; without a limit over all of them somebody patient would, mail
 * by mail, confirm a mailbox that is not theirs.
 */
export const MAIL_LIMITS = {
  account: { name: 'mail-address:account', attempts: 10, seconds: 60 * 60 },
  mailbox: { name: 'mail-address:mailbox', attempts: 10, seconds: 60 * 60 },
  digits: { name: 'mail-address:digits', attempts: 20, seconds: 24 * 60 * 60 },
} satisfies Record<string, Limit>;

export function createMailLimits(deps: Pick<AppDependencies, 'pool' | 'environment'>): MailLimits {
  const account = createAttemptLimit(deps, MAIL_LIMITS.account);
  const mailbox = createAttemptLimit(deps, MAIL_LIMITS.mailbox);
  const digits = createAttemptLimit(deps, MAIL_LIMITS.digits);
  return {
    mayGuess: (accountId) => isWithin(digits, accountId),
    async count(accountId, mailAddress) {
      await countAttempt([
        { limit: account, subject: accountId },
        { limit: mailbox, subject: mailAddress.toLowerCase() },
      ]);
    },
  };
}
