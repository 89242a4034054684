import { createSbpsGateway } from '../sbps/gateway.ts';
import type { SbpsOptions } from '../sbps/gateway.ts';
import { createSmartPitGateway } from '../smart-pit/gateway.ts';
import type { SmartPitOptions } from '../smart-pit/http.ts';
import type { CashGateway, CashProviderId } from './port.ts';

/** Everybody who takes cash for us, by the name that methods and payments have for them. */
export function createCashGateways(options: {
  smartPit: SmartPitOptions;
  sbps: SbpsOptions;
}): Readonly<Record<CashProviderId, CashGateway>> {
  return {
    'smart-pit': createSmartPitGateway(options.smartPit),
    sbps: createSbpsGateway(options.sbps),
  };
}
