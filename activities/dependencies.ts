import type { Pool } from 'pg';
import type { MailGateway } from '../gateways/mail/port.ts';
import type { CashGateway, CashProviderId } from '../gateways/cash/port.ts';
import type { PayPalGateway } from '../gateways/paypal/port.ts';
import type { PrintGateway, PrintNetworkId } from '../gateways/print/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Lives } from '../platform/lives.ts';
import type { Logger } from '../platform/logger.ts';
import type { PrismaClient } from '../prisma/client.ts';
import type { Profiles } from '../prisma/profiles/load.ts';

/** What the activities need of the world; tests pass their own. */
export interface ActivityDependencies {
  prisma: PrismaClient;
  pool: Pool;
  profiles: Profiles;
  lives: Lives;
  paypal: PayPalGateway;
  cash: Readonly<Record<CashProviderId, CashGateway>>;
  printNetworks: Readonly<Record<PrintNetworkId, PrintGateway>>;
  mail: MailGateway;
  logger: Logger;
  clock: Clock;
  /** Origin of the links in mails, without a trailing slash; never taken from a request. */
  publicOrigin: string;
  /** Keys the tokens and codes of one-time links. */
  linkSecret: string;
  /** How long the first attempt waits for the networks to have the documents ready. Milliseconds. */
  readyPatience: number;
}
