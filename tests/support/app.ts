import type { Express } from 'express';
import type { AppDependencies } from '../../api/dependencies.ts';
import { createApp } from '../../api/app.ts';
import type { DirectoryAnswer, DirectoryGateway } from '../../gateways/directory-ldap/port.ts';
import { createSingleSignOn } from '../../gateways/directory-saml/single-sign-on.ts';
import { createCertificateStore } from '../../gateways/paypal/certificates.ts';
import { createPayPalGateway } from '../../gateways/paypal/gateway.ts';
import { readEnvironment } from '../../platform/env.ts';
import { createLogger } from '../../platform/logger.ts';
import { createPasswordHashing } from '../../platform/password-hashing.ts';
import { seedProfiles } from '../../prisma/profiles/seed.ts';
import { createProfiles } from '../../prisma/profiles/load.ts';
import { createTestDatabase } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';
import { noCash } from './recorded-cash.ts';
import { recordLives } from './recorded-lives.ts';
import type { RecordedLives } from './recorded-lives.ts';

export interface RecordedDirectory extends DirectoryGateway {
  /** What was asked, in order. */
  asked: { userId: string; password: string }[];
  /** Answers from now on instead of the usual. */
  answer(answer: (asked: { userId: string; password: string }) => Promise<DirectoryAnswer>): void;
}

/** The password of everybody in the test's directory. */
export const PASSWORD = 'Correct-Horse-7';

/** A directory that takes `PASSWORD` for every user ID, and writes IDs in lower case. */
export function recordDirectory(): RecordedDirectory {
  const asked: RecordedDirectory['asked'] = [];
  let answered = async ({ userId, password }: { userId: string; password: string }) =>
    (password === PASSWORD
      ? { kind: 'accepted', userId: userId.toLowerCase() }
      : { kind: 'rejected' }) as DirectoryAnswer;
  return {
    asked,
    answer(answer) {
      answered = answer;
    },
    authenticate(input) {
      asked.push(input);
      return answered(input);
    },
  };
}

/** Universities whose identity provider is not set up. */
const noSingleSignOn = () =>
  createSingleSignOn({
    addressesOf: () => ({ entityId: '', consumer: '', logout: '' }),
    keyPair: null,
    metadataFolder: undefined,
    report: () => {},
  });

export interface TestApp {
  app: Express;
  deps: AppDependencies;
  database: TestDatabase;
  lives: RecordedLives;
  directory: RecordedDirectory;
  /** Another process on the same database, as after a restart. */
  restart(changes?: Partial<AppDependencies>): Express;
  close(): Promise<void>;
}

/**
 * The whole web site on a database of its own with the four universities; lives and directory are recorders. PayPal
 * and the cash providers are out of reach unless the test hands in its own.
 */
export async function createTestApp(
  changes: Partial<AppDependencies> & { variables?: Record<string, string> } = {},
): Promise<TestApp> {
  const { variables, ...given } = changes;
  const database = await createTestDatabase();
  await seedProfiles(database.prisma);
  const lives = recordLives();
  const directory = recordDirectory();
  const environment = readEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ...variables });
  const deps: AppDependencies = {
    environment,
    logger: createLogger('web', environment.LOG_LEVEL),
    prisma: database.prisma,
    pool: database.pool,
    profiles: createProfiles(database.prisma),
    lives,
    directoryOf: () => directory,
    singleSignOn: noSingleSignOn(),
    passwords: createPasswordHashing(),
    paypal: createPayPalGateway({
      baseUrl: environment.PAYPAL_BASE_URL ?? 'http://127.0.0.1:9',
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
    }),
    paypalCertificates: createCertificateStore(),
    cash: noCash(),
    clock: () => new Date(),
    ...given,
  };
  return {
    app: createApp(deps),
    deps,
    database,
    lives,
    directory,
    restart: (differences = {}) => createApp({ ...deps, ...differences }),
    close: () => database.drop(),
  };
}
