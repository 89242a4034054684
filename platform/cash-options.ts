import type { Pool } from 'pg';
import { addressesOf } from './addresses.ts';
import type { Clock } from './clock.ts';
import type { Environment } from './env.ts';
import { createSbpsRecords } from './sbps-records.ts';

/** What the gateways of those who take cash need, for web and worker alike. */
export function cashOptionsOf(environment: Environment, pool: Pool, clock: Clock) {
  const addresses = addressesOf(environment);
  return {
    smartPit: {
      baseUrl: addresses.smartPit,
      merchant: environment.SMART_PIT_MERCHANT,
      secret: environment.SMART_PIT_SECRET,
    },
    sbps: {
      baseUrl: addresses.sbps,
      apiBaseUrl: addresses.sbpsApi,
      merchantId: environment.SBPS_MERCHANT_ID,
      serviceId: environment.SBPS_SERVICE_ID,
      hashKey: environment.SBPS_HASH_KEY,
      apiPassword: environment.SBPS_API_PASSWORD,
      noticeUrl: `${addresses.publicOrigin}/webhooks/sbps`,
      records: createSbpsRecords(pool),
      clock,
    },
  };
}
