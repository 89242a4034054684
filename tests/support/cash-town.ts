import { createSmartPitGateway } from '../../gateways/smart-pit/gateway.ts';
import type { SmartPitOptions } from '../../gateways/smart-pit/http.ts';
import type { CashGateway, CashProviderId } from '../../gateways/cash/port.ts';
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

export function cashControlsOf(townUrl: string): CashControls {
  const control: CashControls['control'] = async (provider, path, body = {}) =>
    (await posted(`${townUrl}/${provider}/control/${path}`, body)) as Record<string, unknown>;
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
    async books(provider) {
      return (await (await fetch(`${townUrl}/control/ledger/${provider}`)).json()) as CashLedger;
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
