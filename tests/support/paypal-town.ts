import { createPayPalGateway } from '../../gateways/paypal/gateway.ts';
import type { PayPalGateway } from '../../gateways/paypal/port.ts';
import { startTown } from '../../simulators/town.ts';
import type { Town } from '../../simulators/town.ts';

/** What the tests look at in the simulated PayPal's ledger. */
export interface PayPalBooks {
  orders: { id: string; status: string; amount: { currency_code: string; value: string } }[];
  captures: { id: string; status: string; createdAt: string }[];
  refunds: { id: string; amount: { value: string } }[];
  totals: { capturedYen: number; pendingYen: number; refundedYen: number; keptYen: number };
}

type GatewayOptions = Parameters<typeof createPayPalGateway>[0];
type CreateOrder = Parameters<PayPalGateway['createOrder']>[0];

/** A town on free ports, with what a test does to its PayPal. */
export interface PayPalTown {
  town: Town;
  gateway(options?: Partial<GatewayOptions>): PayPalGateway;
  /** Forgets faults, ledgers and the clock. */
  reset(): Promise<void>;
  /** Moves the town's clock. */
  setClock(offsetMs: number): Promise<void>;
  fault(operation: string, mode: string, more?: object): Promise<void>;
  /** `POST /paypal/control/<path>`; throws unless it went well. */
  control(path: string, body?: object): Promise<Record<string, unknown>>;
  books(): Promise<PayPalBooks>;
}

export const payPalTownWebhookId = 'WH-TEST';
const credentials = { clientId: 'client', clientSecret: 'secret' };

export async function startPayPalTown(
  options: { webhookUrl?: string; retryDelaysMs?: number[] } = {},
): Promise<PayPalTown> {
  const town = await startTown({
    httpPort: 0,
    smtpPort: 0,
    ldapPort: 0,
    silent: true,
    paypal: { ...credentials, webhookId: payPalTownWebhookId, ...options },
    netprint: { user: 'user', password: 'password' },
    smartPit: { merchant: 'merchant', secret: 'secret' },
    sbps: { merchantId: '00000', serviceId: '001', hashKey: 'hash', apiPassword: 'password' },
    networkPrint: { appKey: 'key' },
    campusPrinter: { key: 'key' },
    directory: {
      baseDn: 'dc=example',
      serviceDn: 'cn=service,dc=example',
      servicePassword: 'password',
      users: [],
    },
  });

  async function post(path: string, body: object = {}): Promise<Record<string, unknown>> {
    const response = await fetch(`${town.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    const text = await response.text();
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }

  return {
    town,
    gateway: (more = {}) =>
      createPayPalGateway({ baseUrl: `${town.url}/paypal`, ...credentials, ...more }),
    async reset() {
      await post('/control/reset');
    },
    async setClock(offsetMs) {
      await post('/control/clock', { offsetMs });
    },
    async fault(operation, mode, more = {}) {
      await post('/control/faults', { party: 'paypal', operation, mode, ...more });
    },
    control: (path, body) => post(`/paypal/control/${path}`, body),
    async books() {
      return (await (await fetch(`${town.url}/control/ledger/paypal`)).json()) as PayPalBooks;
    },
  };
}

/** An order of 1200 yen; the same name gives the same keys. */
export function payPalOrder(name = 'one'): CreateOrder {
  return {
    requestId: `order-${name}`,
    orderReference: `payment-${name}`,
    amountYen: 1200,
    description: '在学証明書 2部',
    brandName: '青嶺大学',
    locale: 'ja',
    returnUrl: 'https://service.example/payments/one/return?from=paypal',
    cancelUrl: 'https://service.example/payments/one/cancelled',
  };
}

/** The error that a call ends in; throws when the call goes through. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call went through');
}
