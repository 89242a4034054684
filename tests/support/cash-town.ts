import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import { createSbpsGateway } from '../../gateways/sbps/gateway.ts';
import { readNotice } from '../../gateways/sbps/notices.ts';
import { createSbpsRecords } from '../../platform/sbps-records.ts';
import { storeCashNotice } from '../../platform/store-event.ts';
import { createSmartPitGateway } from '../../gateways/smart-pit/gateway.ts';
import type { SmartPitOptions } from '../../gateways/smart-pit/http.ts';
import type { CashGateway, CashProviderId, SlipRequest } from '../../gateways/cash/port.ts';
import type { DepositEntry, SlipEntry } from '../../simulators/cash-register/slip-book.ts';
import type { NoticeEntry } from '../../simulators/notice-sender.ts';
import type { Town } from '../../simulators/town.ts';
import { startPayPalTown } from './paypal-town.ts';

/** The ledger of a party that takes cash, as `GET /control/ledger/<provider>` tells it. */
export interface CashLedger {
  slips: SlipEntry[];
  deposits: DepositEntry[];
  notices: NoticeEntry[];
  totals: { receivedYen: number; reversedYen: number; standingYen: number };
}

/** How somebody pays; amounts in yen, `at` an ISO instant. */
export interface TestCashPayment {
  amountYen?: number;
  store?: string;
  at?: string;
  kind?: 'provisional' | 'final';
  /** Although the till would refuse it: too late, a second time. */
  force?: boolean;
}

/** What a test does to the town's parties that take cash. */
export interface CashControls {
  /** `POST /<provider>/control/<path>`; throws unless it went well. */
  control(provider: CashProviderId, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Pays the slip of a payment. @throws with the till's refusal (`expired`, `paid`, …) */
  pay(provider: CashProviderId, slipKey: string, payment: TestCashPayment): Promise<DepositEntry>;
  /** Types the numbers at a store's till and pays what is due. */
  payAtStore(
    place: string,
    numbers: string[],
  ): Promise<'paid' | 'unknown' | 'elsewhere' | 'refused'>;
  books(provider: CashProviderId): Promise<CashLedger>;
  /** Resolves when every notice has been taken, lost, or given up. */
  told(provider: CashProviderId): Promise<void>;
}

export interface CashTown extends CashControls {
  town: Town;
  smartPit(options?: Partial<SmartPitOptions>): CashGateway;
  /** Forgets faults, ledgers and the clock. */
  reset(): Promise<void>;
  /** Moves the town's clock. */
  setClock(offsetMs: number): Promise<void>;
  fault(party: string, operation: string, mode: string, more?: object): Promise<void>;
  noFaults(): Promise<void>;
  close(): Promise<void>;
}

export const smartPitCredentials = { merchant: 'merchant', secret: 'secret' };

/** Gateways of a town's parties that take cash. */
export const smartPitOf = (townUrl: string, options: Partial<SmartPitOptions> = {}): CashGateway =>
  createSmartPitGateway({ baseUrl: `${townUrl}/smart-pit/`, ...smartPitCredentials, ...options });

export const sbpsCredentials = {
  merchantId: '00000',
  serviceId: '001',
  hashKey: 'hash',
  apiPassword: 'password',
};

/** SBPS with somebody at the other end of its notices, who stores them as the web does. */
export interface SbpsMerchant {
  gateway(options?: { timeoutMs?: number; apiPassword?: string }): CashGateway;
  /** Goes through SBPS's page to the numbers. @throws when SBPS makes none */
  buy(request: SlipRequest, store?: string): Promise<SlipEntry>;
  /** What is answered to every notice from now on. */
  answer(text: string): void;
  close(): Promise<void>;
}

export async function startSbpsMerchant(
  townUrl: string,
  pool: Pool,
  clock: () => Date = () => new Date(),
): Promise<SbpsMerchant> {
  let answered = 'OK,';
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const checked = readNotice(Buffer.concat(parts), sbpsCredentials);
      if (checked.ok && answered === 'OK,') await storeCashNotice(pool, checked.notice, clock());
      response.end(checked.ok ? answered : `NG,${checked.reason}`);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const noticeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const open: SbpsMerchant['gateway'] = (options = {}) =>
    createSbpsGateway({
      ...{ baseUrl: `${townUrl}/sbps`, apiBaseUrl: `${townUrl}/sbps`, noticeUrl, clock },
      ...sbpsCredentials,
      records: createSbpsRecords(pool),
      ...options,
    });
  return {
    gateway: open,
    async buy(request, store = 'seven-eleven') {
      const slip = await open().issueSlip(request);
      if (slip.kind !== 'at_provider') throw new Error('SBPS has a page of its own');
      await posted(`${townUrl}/sbps/control/notices/address`, { url: noticeUrl });
      const bought = { fields: slip.fields, store };
      return (await posted(`${townUrl}/sbps/control/purchase`, bought)) as SlipEntry;
    },
    answer(text) {
      answered = text;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function cashControlsOf(townUrl: string): CashControls {
  const control: CashControls['control'] = async (provider, path, body = {}) =>
    (await posted(`${townUrl}/${provider}/control/${path}`, body)) as Record<string, unknown>;
  const books = async (provider: CashProviderId) =>
    (await (await fetch(`${townUrl}/control/ledger/${provider}`)).json()) as CashLedger;
  return {
    control,
    pay: async (provider, slipKey, payment) =>
      (await control(
        provider,
        `slips/${encodeURIComponent(slipKey)}/pay`,
        payment,
      )) as unknown as DepositEntry,
    async payAtStore(place, numbers) {
      const till = await fetch(
        `${townUrl}/cash-register/${place}`,
        formOf(numbers.map((number) => ['number', number])),
      );
      const shown = await till.text();
      if (!till.ok) return shown.includes('ここでは') ? 'elsewhere' : 'unknown';
      const paid = await fetch(
        till.url,
        formOf([
          ['act', 'pay'],
          ['place', place],
        ]),
      );
      return paid.url.includes('refused=') ? 'refused' : 'paid';
    },
    books,
    async told(provider) {
      const isUnderWay = ({ state }: NoticeEntry) => state === 'waiting';
      while ((await books(provider)).notices.some(isUnderWay)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

export async function startCashTown(): Promise<CashTown> {
  const { town, reset, setClock } = await startPayPalTown();
  return {
    ...cashControlsOf(town.url),
    town,
    reset,
    setClock,
    smartPit: (options) => smartPitOf(town.url, options),
    async fault(party, operation, mode, more = {}) {
      await posted(`${town.url}/control/faults`, { party, operation, mode, ...more });
    },
    async noFaults() {
      await fetch(`${town.url}/control/faults`, { method: 'DELETE' });
    },
    close: () => town.close(),
  };
}

let made = 0;

/** A slip of 700 yen that can be paid for seven days; each has a key of its own. */
export function slipRequest(changes: Partial<SlipRequest> = {}): SlipRequest {
  made += 1;
  return {
    slipKey: `6f1c2f44-0000-4000-8000-${String(made).padStart(12, '0')}`,
    amountYen: 700,
    dueAt: new Date(Date.now() + 7 * 86_400_000),
    providerMethod: null,
    payerKana: 'カナリア　ハナコ',
    itemName: '証明書発行手数料 12345',
    returnUrls: { success: 'https://service.example/s', cancel: '', error: '' },
    ...changes,
  };
}

const formOf = (fields: [name: string, value: string][]): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

async function posted(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
