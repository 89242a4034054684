import type { Client } from '@temporalio/client';
import type { ActivityDependencies } from '../activities/index.ts';
import { createCampusPrinterGateway } from '../gateways/campus-printer/gateway.ts';
import { createCashGateways } from '../gateways/cash/gateways.ts';
import { createSmtpMail } from '../gateways/mail/gateway.ts';
import { createNetprintGateway } from '../gateways/netprint/gateway.ts';
import { createNetworkPrintGateway } from '../gateways/network-print/gateway.ts';
import { createPayPalGateway } from '../gateways/paypal/gateway.ts';
import { addressesOf } from '../platform/addresses.ts';
import { cashOptionsOf } from '../platform/cash-options.ts';
import { systemClock } from '../platform/clock.ts';
import type { Environment } from '../platform/env.ts';
import { createLives } from '../platform/lives.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from '../prisma/client.ts';
import { createProfiles } from '../prisma/profiles/load.ts';

/** How long the first attempt to issue waits for the networks, milliseconds: then the life goes on without waiting. */
const READY_PATIENCE = 10_000;

/** The real world for the activities: every outside party at the address that the environment gives. */
export function createActivityDependencies(
  environment: Environment,
  { prisma, pool }: Database,
  { client, logger }: { client: Client; logger: Logger },
): ActivityDependencies {
  const addresses = addressesOf(environment);
  return {
    prisma,
    pool,
    profiles: createProfiles(prisma),
    lives: createLives(client),
    paypal: createPayPalGateway({
      baseUrl: addresses.paypal,
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
    }),
    cash: createCashGateways(cashOptionsOf(environment, pool, systemClock)),
    printNetworks: {
      netprint: createNetprintGateway({
        baseUrl: addresses.netprint,
        user: environment.NETPRINT_USER,
        password: environment.NETPRINT_PASSWORD,
      }),
      'network-print': createNetworkPrintGateway({
        baseUrl: addresses.networkPrint,
        appKey: environment.NETWORK_PRINT_APP_KEY,
      }),
      'campus-printer': createCampusPrinterGateway({
        baseUrl: addresses.campusPrinter,
        key: environment.CAMPUS_PRINTER_KEY,
      }),
    },
    mail: createSmtpMail({ url: addresses.smtp }),
    logger,
    clock: systemClock,
    publicOrigin: addresses.publicOrigin,
    linkSecret: environment.COOKIE_SECRET,
    readyPatience: READY_PATIENCE,
  };
}
