import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { CashProviderId } from '../../gateways/cash/port.ts';
import { createTestApp } from './app.ts';
import type { TestApp } from './app.ts';
import {
  sbpsCredentials,
  slipRequest,
  smartPitCredentials,
  startCashTown,
  startSbpsMerchant,
} from './cash-town.ts';
import type { CashTown, SbpsMerchant } from './cash-town.ts';
import { placeTestOrder } from './orders.ts';
import { signInStudent } from './people.ts';

/** The web site on a port of its own, with those who take cash telling it what happens. */
export interface CashSite {
  test: TestApp;
  town: CashTown;
  /** Forms and questions for SBPS; its own address for notices is not used. */
  sbps: SbpsMerchant;
  /** A person's new order of 700 yen whose open payment is a slip of this provider; `key` names the slip. */
  order(provider: CashProviderId): Promise<{ orderId: string; key: string }>;
  /** What is stored of a slip, oldest first. */
  eventsOf(key: string): ReturnType<TestApp['database']['prisma']['providerEvent']['findMany']>;
  lastNotice(provider: CashProviderId): Promise<{ id: string; state: string; statuses: unknown[] }>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startCashSite(): Promise<CashSite> {
  const town = await startCashTown();
  const test = await createTestApp({
    variables: {
      SMART_PIT_MERCHANT: smartPitCredentials.merchant,
      SMART_PIT_SECRET: smartPitCredentials.secret,
      SBPS_MERCHANT_ID: sbpsCredentials.merchantId,
      SBPS_SERVICE_ID: sbpsCredentials.serviceId,
      SBPS_HASH_KEY: sbpsCredentials.hashKey,
    },
  });
  const server = test.app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sbps = await startSbpsMerchant(town.town.url, test.database.pool);
  const person = await signInStudent(test);
  const { prisma } = test.database;
  return {
    ...{ test, town, sbps },
    async order(provider) {
      const { orderId } = await placeTestOrder(person);
      const { id: key } = await prisma.payment.findFirstOrThrow({ where: { orderId } });
      await prisma.payment.update({
        where: { id: key },
        data: { provider, method: 'convenience_store', state: 'open', amountYen: 700 },
      });
      if (provider === 'smart-pit') await town.smartPit().issueSlip(slipRequest({ slipKey: key }));
      test.lives.forget();
      return { orderId, key };
    },
    eventsOf: (key) =>
      prisma.providerEvent.findMany({
        where: { providerOrderId: key },
        orderBy: { receivedAt: 'asc' },
      }),
    async lastNotice(provider) {
      const notice = (await town.books(provider)).notices.at(-1);
      if (!notice) throw new Error(`${provider} told nothing`);
      const { id, state, attempts } = notice;
      return { id, state, statuses: attempts.map(({ status }) => status) };
    },
    async reset() {
      test.lives.forget();
      await town.reset();
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      for (const provider of ['smart-pit', 'sbps'] as const) {
        await town.control(provider, 'notices/address', { url: `${origin}/webhooks/${provider}` });
      }
    },
    async close() {
      await sbps.close();
      server.closeAllConnections();
      server.close();
      await test.close();
      await town.close();
    },
  };
}
