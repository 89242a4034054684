// The print networks of the town and the gateways to them: what the tests of the port go through one by one.
import { createCampusPrinterGateway } from '../../gateways/campus-printer/gateway.ts';
import { createNetprintGateway } from '../../gateways/netprint/gateway.ts';
import { createNetworkPrintGateway } from '../../gateways/network-print/gateway.ts';
import type { PrintGateway } from '../../gateways/print/port.ts';
import type { PrintTown } from '../../simulators/print-documents/print-town.ts';

/** What the town is started with, so that these gateways are let in. */
export const printTownOptions = (limits: { processingMs: number; maxBytes: number }) => ({
  netprint: { user: 'aomine', password: 'p%ss', ...limits },
  networkPrint: { appKey: 'app-key', ...limits },
  campusPrinter: { key: 'machine-key', ...limits },
});

export const printNetworks = (town: () => PrintTown) => [
  {
    party: 'netprint',
    chain: 'seven-eleven',
    code: /^[A-Z0-9]{8}$/,
    putsByName: false,
    simulator: () => town().netprint,
    open: (options: { password?: string; timeoutMs?: number } = {}): PrintGateway =>
      createNetprintGateway({
        baseUrl: `${town().url}/netprint/`,
        user: 'aomine',
        password: options.password ?? 'p%ss',
        timeoutMs: options.timeoutMs,
      }),
  },
  {
    party: 'network-print',
    chain: 'lawson',
    code: /^[A-Z0-9]{10}$/,
    putsByName: false,
    simulator: () => town().networkPrint,
    open: (options: { password?: string; timeoutMs?: number } = {}): PrintGateway =>
      createNetworkPrintGateway({
        baseUrl: `${town().url}/network-print/`,
        appKey: options.password ?? 'app-key',
        timeoutMs: options.timeoutMs,
      }),
  },
  {
    party: 'campus-printer',
    chain: 'campus-machine',
    code: /^[0-9]{8}$/,
    putsByName: true,
    simulator: () => town().campusPrinter,
    open: (options: { password?: string; timeoutMs?: number } = {}): PrintGateway =>
      createCampusPrinterGateway({
        baseUrl: `${town().url}/campus-printer/`,
        key: options.password ?? 'machine-key',
        timeoutMs: options.timeoutMs,
      }),
  },
];
