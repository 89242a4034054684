import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { TownClock } from './clock.ts';
import { createCampusPrinter } from './campus-printer/campus-printer.ts';
import type { CampusPrinterSimulatorOptions } from './campus-printer/campus-printer.ts';
import { createCashRegister } from './cash-register/cash-register.ts';
import { createConsole } from './console.ts';
import { createControl } from './control.ts';
import { createCopier } from './copier/copier.ts';
import { createDirectory } from './directory/directory.ts';
import type { DirectoryOptions } from './directory/directory.ts';
import { FaultBook } from './fault-book.ts';
import { createIdentityProvider } from './identity-provider/identity-provider.ts';
import type { IdentityProviderOptions } from './identity-provider/identity-provider.ts';
import { createMailbox } from './mailbox/mailbox.ts';
import { createNetprint } from './netprint/netprint.ts';
import type { NetprintSimulatorOptions } from './netprint/netprint.ts';
import { createNetworkPrint } from './network-print/network-print.ts';
import type { NetworkPrintSimulatorOptions } from './network-print/network-print.ts';
import type { Party, PartyContext } from './party.ts';
import { createPayPal } from './paypal/paypal.ts';
import type { PayPalOptions } from './paypal/paypal.ts';
import { createSbps } from './sbps/sbps.ts';
import type { SbpsSimulatorOptions } from './sbps/sbps.ts';
import { createSmartPit } from './smart-pit/smart-pit.ts';
import type { SmartPitSimulatorOptions } from './smart-pit/smart-pit.ts';

export interface TownOptions {
  /** Default 127.0.0.1: the town has no authentication of its own. */
  host?: string;
  /** 0 picks a free port; the same for the two below. */
  httpPort: number;
  smtpPort: number;
  ldapPort: number;
  /** Folder of the parties' ledgers; undefined = everything is forgotten when the town closes. */
  ledgerFolder?: string;
  paypal: PayPalOptions;
  smartPit: SmartPitSimulatorOptions;
  sbps: SbpsSimulatorOptions;
  netprint: NetprintSimulatorOptions;
  networkPrint: NetworkPrintSimulatorOptions;
  campusPrinter: CampusPrinterSimulatorOptions;
  directory: Omit<DirectoryOptions, 'host' | 'port'>;
  /** Absent: a provider without anybody. */
  identityProvider?: IdentityProviderOptions;
  /** Where mails go that come back; without it none does. */
  bouncesUrl?: string;
  /** Keeps the one line with the addresses to itself. */
  silent?: boolean;
}

export interface Town {
  /** e.g. `http://127.0.0.1:4000` */
  url: string;
  /** e.g. `smtp://127.0.0.1:2525` */
  smtpUrl: string;
  /** e.g. `ldap://127.0.0.1:3890`, for StartTLS and for LDAP in the clear. */
  ldapUrl: string;
  /** e.g. `ldaps://127.0.0.1:3890` */
  ldapsUrl: string;
  /** PEM of the authority that signed the directory's certificate. */
  directoryAuthorityPem: string;
  /** Metadata of the university's identity provider, for the service to keep as a file. */
  identityProviderMetadata: string;
  /** PEM of the authority that signs PayPal's webhooks, which their receiver has to trust. */
  payPalAuthorityPem: string;
  /** Closes every listener and writes the ledgers. */
  close(): Promise<void>;
}

const NOBODY: IdentityProviderOptions = {
  entityId: 'https://idp.rakuo.example/idp/shibboleth',
  scope: 'rakuo.example',
  users: [],
};

/**
 * Starts the outside world: one HTTP server with a path a party, plus SMTP and LDAP listeners.
 * Rejects, with nothing left open, when a port is taken or a ledger cannot be read.
 */
export async function startTown(options: TownOptions): Promise<Town> {
  const host = options.host ?? '127.0.0.1';
  const app = express();
  app.disable('x-powered-by');
  const server = createServer(app);
  server.listen(options.httpPort, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;

  const faults = new FaultBook();
  const clock = new TownClock();
  const contextOf = (name: string): PartyContext => ({
    publicUrl: url,
    ledgerFile: options.ledgerFolder ? join(options.ledgerFolder, `${name}.json`) : undefined,
    faults,
    now: () => clock.now(),
  });
  const parties: Party[] = [];
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    for (const party of parties.toReversed()) await party.stop?.();
  };

  try {
    const payPal = createPayPal(contextOf('paypal'), options.paypal);
    const smartPit = createSmartPit(contextOf('smart-pit'), options.smartPit);
    const sbps = createSbps(contextOf('sbps'), options.sbps);
    const cashRegister = createCashRegister(contextOf('cash-register'), [
      smartPit.counter,
      sbps.counter,
    ]);
    const netprint = createNetprint(contextOf('netprint'), options.netprint);
    const networkPrint = createNetworkPrint(contextOf('network-print'), options.networkPrint);
    const campusPrinter = createCampusPrinter(contextOf('campus-printer'), options.campusPrinter);
    const copier = createCopier(contextOf('copier'), { netprint, networkPrint, campusPrinter });
    const directory = createDirectory(contextOf('directory'), {
      ...options.directory,
      host,
      port: options.ldapPort,
    });
    const identityProvider = createIdentityProvider(
      contextOf('identity-provider'),
      options.identityProvider ?? NOBODY,
    );
    const mailbox = createMailbox(contextOf('mailbox'), {
      host,
      port: options.smtpPort,
      bouncesUrl: options.bouncesUrl,
    });
    for (const party of [
      payPal,
      smartPit,
      sbps,
      cashRegister,
      copier,
      mailbox,
      directory,
      identityProvider,
      netprint,
      networkPrint,
      campusPrinter,
    ]) {
      await party.start?.();
      parties.push(party);
    }

    app.use('/control', createControl({ parties, faults, clock }));
    app.use(createConsole({ parties, faults, clock }));
    for (const party of parties) app.use(`/${party.name}`, party.router);
    const { smtpUrl } = mailbox;
    const { ldapUrl, ldapsUrl, authorityPem: directoryAuthorityPem } = directory;
    if (!options.silent) process.stdout.write(`town: ${url} ${smtpUrl} ${ldapUrl}\n`);
    return {
      url,
      smtpUrl,
      ldapUrl,
      ldapsUrl,
      directoryAuthorityPem,
      identityProviderMetadata: await identityProvider.metadata(),
      payPalAuthorityPem: await payPal.authorityPem(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
