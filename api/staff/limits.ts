import type { Request } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { countAttempt, createAttemptLimit, networkOf } from '../middleware/attempt-limits.ts';
import type { Limit } from '../middleware/attempt-limits.ts';

const QUARTER_HOUR = 900;
const HOUR = 3600;

/**
 * How often the staff door may be tried. A person's own share is bound to the network, so that nobody is kept out by
 * what others type elsewhere; the wide limits stop guessing from many networks.
 */
const PASSWORD = {
  personFromNetwork: { name: 'staff-person-network', attempts: 5, seconds: QUARTER_HOUR },
  network: { name: 'staff-network', attempts: 30, seconds: QUARTER_HOUR },
  person: { name: 'staff-person', attempts: 50, seconds: HOUR },
  overall: { name: 'staff-overall', attempts: 600, seconds: QUARTER_HOUR },
} as const satisfies Record<string, Limit>;

/**
 * A code is tried by who has shown the password: three codes are right at a time, so that fifty guesses an hour find
 * one in eight hundred hours. Whoever holds a recovery code passes even then: it has limits of its own.
 */
const CODE = {
  personFromNetwork: { name: 'staff-code-network', attempts: 5, seconds: QUARTER_HOUR },
  person: { name: 'staff-code', attempts: 50, seconds: HOUR },
} as const satisfies Record<string, Limit>;

const RECOVERY = {
  personFromNetwork: { name: 'staff-recovery-network', attempts: 5, seconds: QUARTER_HOUR },
  network: { name: 'staff-recovery', attempts: 30, seconds: HOUR },
} as const satisfies Record<string, Limit>;

/** Each counts one attempt before it is made, and gives it back when it was right. @throws TooManyAttempts */
export interface StaffLimits {
  countPassword(req: Request, university: string, address: string): Promise<() => Promise<void>>;
  countCode(req: Request, staffId: string): Promise<() => Promise<void>>;
  countRecovery(req: Request, staffId: string): Promise<() => Promise<void>>;
}

export function createStaffLimits(deps: AppDependencies): StaffLimits {
  const limitOf = (limit: Limit) => createAttemptLimit(deps, limit);
  const password = {
    personFromNetwork: limitOf(PASSWORD.personFromNetwork),
    network: limitOf(PASSWORD.network),
    person: limitOf(PASSWORD.person),
    overall: limitOf(PASSWORD.overall),
  };
  const code = {
    personFromNetwork: limitOf(CODE.personFromNetwork),
    person: limitOf(CODE.person),
  };
  const recovery = {
    personFromNetwork: limitOf(RECOVERY.personFromNetwork),
    network: limitOf(RECOVERY.network),
  };
  return {
    countPassword(req, university, address) {
      const place = networkOf(req);
      const person = `${university}/${address}`;
      return countAttempt([
        { limit: password.personFromNetwork, subject: `${person}@${place}` },
        { limit: password.network, subject: place },
        { limit: password.person, subject: person },
        { limit: password.overall, subject: 'all' },
      ]);
    },
    countCode(req, staffId) {
      return countAttempt([
        { limit: code.personFromNetwork, subject: `${staffId}@${networkOf(req)}` },
        { limit: code.person, subject: staffId },
      ]);
    },
    countRecovery(req, staffId) {
      const place = networkOf(req);
      return countAttempt([
        { limit: recovery.personFromNetwork, subject: `${staffId}@${place}` },
        { limit: recovery.network, subject: place },
      ]);
    },
  };
}
