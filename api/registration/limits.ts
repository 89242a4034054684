import { countAttempt, createAttemptLimit } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';
import type { AppDependencies } from '../dependencies.ts';

export interface MailLimits {
  /** @throws TooManyAttempts */
  count(accountId: string, mailAddress: string): Promise<void>;
}

/** New requests, not resends: nobody can fill another person's mailbox with our mails. */
export const MAIL_LIMITS = {
  account: { name: 'registration:account', attempts: 10, seconds: 60 * 60 },
  mailbox: { name: 'registration:mailbox', attempts: 10, seconds: 60 * 60 },
} satisfies Record<string, Limit>;

export function createMailLimits({
  pool,
  environment,
}: Pick<AppDependencies, 'pool' | 'environment'>): MailLimits {
  const account = createAttemptLimit(pool, environment.COOKIE_SECRET, MAIL_LIMITS.account);
  const mailbox = createAttemptLimit(pool, environment.COOKIE_SECRET, MAIL_LIMITS.mailbox);
  return {
    async count(accountId, mailAddress) {
      await countAttempt([
        { limit: account, subject: accountId },
        { limit: mailbox, subject: mailAddress.toLowerCase() },
      ]);
    },
  };
}
