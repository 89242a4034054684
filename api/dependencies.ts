import type { Pool } from 'pg';
import type { CashGateway, CashProviderId } from '../gateways/cash/port.ts';
import type { DirectoryGateway } from '../gateways/directory-ldap/port.ts';
import type { SingleSignOn } from '../gateways/directory-saml/port.ts';
import type { PayPalGateway } from '../gateways/paypal/port.ts';
import type { CertificateStore } from '../gateways/paypal/certificates.ts';
import type { Clock } from '../platform/clock.ts';
import type { Environment } from '../platform/env.ts';
import type { Lives } from '../platform/lives.ts';
import type { Logger } from '../platform/logger.ts';
import type { PasswordHashing } from '../platform/password-hashing.ts';
import type { PrismaClient } from '../prisma/client.ts';
import type { LoadedProfile, Profiles } from '../prisma/profiles/load.ts';

/** Everything the web process stands on; tests hand in their own. */
export interface AppDependencies {
  environment: Environment;
  logger: Logger;
  prisma: PrismaClient;
  pool: Pool;
  profiles: Profiles;
  lives: Lives;
  /** The user directory of a university whose students sign in here with its ID and password. */
  directoryOf(university: LoadedProfile): DirectoryGateway;
  /** The identity providers of universities with single sign-on. */
  singleSignOn: SingleSignOn;
  passwords: PasswordHashing;
  paypal: PayPalGateway;
  /** Cash at a store for a number, by provider. */
  cash: Readonly<Record<CashProviderId, CashGateway>>;
  /** The certificates that PayPal signs its webhooks with. */
  paypalCertificates: CertificateStore;
  clock: Clock;
}
