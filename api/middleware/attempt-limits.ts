import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { AppDependencies } from '../dependencies.ts';

export interface Limit {
  /** Stands before the key in the table `rate_limit`. */
  name: string;
  /** How many attempts one subject has … */
  attempts: number;
  /** … within this time after the first of them, in seconds. */
  seconds: number;
}

/** There were too many attempts; the next one is allowed at `retryAt`. */
export class TooManyAttempts extends Error {
  override name = 'TooManyAttempts';
  limit: string;
  retryAt: Date;
  constructor(limit: string, retryAt: Date) {
    super(`too many attempts: ${limit}`);
    this.limit = limit;
    this.retryAt = retryAt;
  }
}

export interface AttemptLimit {
  /**
   * Counts one attempt, before it is made, so that attempts at the same moment cannot slip through together.
   * @throws TooManyAttempts
   */
  count(subject: string): Promise<void>;
  /** Takes an attempt back that turned out not to be one. */
  giveBack(subject: string): Promise<void>;
}

/**
 * A limit that all web processes share and that survives their restart (table `rate_limit`). Subjects are kept only
 * as hashes keyed by `COOKIE_SECRET`: they are user IDs and addresses.
 */
export function createAttemptLimit(
  { pool, environment }: Pick<AppDependencies, 'pool' | 'environment'>,
  limit: Limit,
): AttemptLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: limit.name,
    points: limit.attempts,
    duration: limit.seconds,
  });
  const keyOf = (subject: string) =>
    createHmac('sha256', environment.COOKIE_SECRET).update(subject).digest('base64url');
  return {
    async count(subject) {
      try {
        await limiter.consume(keyOf(subject));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new TooManyAttempts(limit.name, new Date(Date.now() + refusal.msBeforeNext));
      }
    },
    async giveBack(subject) {
      await limiter.reward(keyOf(subject));
    },
  };
}

/**
 * Counts one attempt against several limits, the narrowest first: whoever has used up their own share takes nothing
 * from the shares of others.
 * @returns gives the attempt back
 * @throws TooManyAttempts
 */
export async function countAttempt(
  shares: readonly { limit: AttemptLimit; subject: string }[],
): Promise<() => Promise<void>> {
  for (const { limit, subject } of shares) await limit.count(subject);
  return async () => {
    await Promise.all(shares.map(({ limit, subject }) => limit.giveBack(subject)));
  };
}

/**
 * Counts one attempt where too many are no error, only not worth the same again.
 * @returns whether it was within the limit
 */
export async function isWithin(limit: AttemptLimit, subject: string): Promise<boolean> {
  try {
    await limit.count(subject);
    return true;
  } catch (error) {
    if (!(error instanceof TooManyAttempts)) throw error;
    return false;
  }
}

/** The groups of an IPv6 address before its `::` is written out. */
function firstGroups(address: string): string {
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...back].slice(0, 4).join(':');
}

/** Where a request comes from; of IPv6 the network (/64), because one household has that many addresses. */
export function networkOf(req: Request): string {
  const address = (req.ip ?? 'unknown').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIPv6(address) ? firstGroups(address) : address;
}
