import type { Environment } from './env.ts';

/** Where the outside parties and the service itself are: as given, else the town's counterparts on this machine. */
export interface Addresses {
  /** Origin of every link that leaves the service (mails, return addresses), without a trailing slash. */
  publicOrigin: string;
  database: string;
  paypal: string;
  netprint: string;
  networkPrint: string;
  smartPit: string;
  sbps: string;
  sbpsApi: string;
  campusPrinter: string;
  smtp: string;
}

export function addressesOf(environment: Environment): Addresses {
  const town = `http://127.0.0.1:${environment.TOWN_PORT}`;
  return {
    publicOrigin: (environment.PUBLIC_ORIGIN ?? `http://localhost:${environment.PORT}`).replace(
      /\/$/,
      '',
    ),
    database:
      environment.DATABASE_URL ??
      `postgres://postgres@127.0.0.1:${environment.POSTGRES_PORT}/certificates`,
    paypal: environment.PAYPAL_BASE_URL ?? `${town}/paypal`,
    netprint: environment.NETPRINT_BASE_URL ?? `${town}/netprint`,
    networkPrint: environment.NETWORK_PRINT_BASE_URL ?? `${town}/network-print`,
    smartPit: environment.SMART_PIT_BASE_URL ?? `${town}/smart-pit`,
    sbps: environment.SBPS_BASE_URL ?? `${town}/sbps`,
    sbpsApi: environment.SBPS_API_BASE_URL ?? `${town}/sbps`,
    campusPrinter: environment.CAMPUS_PRINTER_BASE_URL ?? `${town}/campus-printer`,
    smtp: environment.SMTP_URL ?? `smtp://127.0.0.1:${environment.SMTP_PORT}`,
  };
}
