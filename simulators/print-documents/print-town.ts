import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { TownClock } from '../clock.ts';
import { createCampusPrinter } from '../campus-printer/campus-printer.ts';
import type {
  CampusPrinterParty,
  CampusPrinterSimulatorOptions,
} from '../campus-printer/campus-printer.ts';
import { createCopier } from '../copier/copier.ts';
import { FaultBook } from '../fault-book.ts';
import { createNetprint } from '../netprint/netprint.ts';
import type { NetprintParty, NetprintSimulatorOptions } from '../netprint/netprint.ts';
import { createNetworkPrint } from '../network-print/network-print.ts';
import type {
  NetworkPrintParty,
  NetworkPrintSimulatorOptions,
} from '../network-print/network-print.ts';
import type { Party, PartyContext } from '../party.ts';

export interface PrintTown {
  /** e.g. `http://127.0.0.1:40123` */
  url: string;
  faults: FaultBook;
  clock: TownClock;
  netprint: NetprintParty;
  networkPrint: NetworkPrintParty;
  campusPrinter: CampusPrinterParty;
  copier: Party;
  reset(): void;
  close(): Promise<void>;
}

/** The print networks and the copier without the rest of the town, on a free port, in memory. */
export async function startPrintTown(options: {
  netprint: NetprintSimulatorOptions;
  networkPrint: NetworkPrintSimulatorOptions;
  campusPrinter: CampusPrinterSimulatorOptions;
}): Promise<PrintTown> {
  const app = express();
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const faults = new FaultBook();
  const clock = new TownClock();
  const context: PartyContext = { publicUrl: url, faults, now: () => clock.now() };
  const netprint = createNetprint(context, options.netprint);
  const networkPrint = createNetworkPrint(context, options.networkPrint);
  const campusPrinter = createCampusPrinter(context, options.campusPrinter);
  const copier = createCopier(context, { netprint, networkPrint, campusPrinter });
  const parties: Party[] = [netprint, networkPrint, campusPrinter, copier];
  for (const party of parties) app.use(`/${party.name}`, party.router);

  return {
    url,
    faults,
    clock,
    netprint,
    networkPrint,
    campusPrinter,
    copier,
    reset() {
      faults.clear();
      clock.reset();
      for (const party of parties) party.reset();
    },
    async close() {
      for (const party of parties) await party.stop?.();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
