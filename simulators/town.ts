import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { TownClock } from './clock.ts';
import { createControl } from './control.ts';
import { FaultBook } from './fault-book.ts';
import type { Party, PartyContext } from './party.ts';

export interface TownOptions {
  /** Default 127.0.0.1: the town has no authentication of its own. */
  host?: string;
  /** 0 picks a free port; the same for the two below. */
  httpPort: number;
  smtpPort: number;
  ldapPort: number;
  /** Folder of the parties' ledgers; undefined = everything is forgotten when the town closes. */
  ledgerFolder?: string;
  silent?: boolean;
}

export interface Town {
  /** e.g. `http://127.0.0.1:4000` */
  url: string;
  close(): Promise<void>;
}

/** Starts the outside world: one HTTP server with a path a party, plus SMTP and LDAP listeners. */
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
  void contextOf;

  app.use('/control', createControl({ parties, faults, clock }));
  for (const party of parties) app.use(`/${party.name}`, party.router);
  for (const party of parties) await party.start?.();

  return {
    url,
    async close() {
      for (const party of parties.toReversed()) await party.stop?.();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
