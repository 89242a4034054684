import type { Response } from 'express';
import { readNotice } from '../../gateways/sbps/notices.ts';
import type { SbpsNotice } from '../../gateways/sbps/notices.ts';
import { storeCashNotice } from '../../platform/store-event.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { createRefusals, handOn } from './notices.ts';
import { acceptPurchase } from './sbps-purchase.ts';

/** How SBPS wants to be answered: always with 200, and a word. */
const answer = (res: Response, text: string) => void res.type('text/plain').send(text);

/**
 * Takes a 結果CGI of SBPS (A02-1), answered only after what it says was stored (I15).
 *
 * `OK` asks whether numbers may be handed out: only for a payment that is open, of this amount, and once. With `NG,…`
 * SBPS hands none out. The others tell what has happened, which no answer can undo: they are stored, also for orders
 * that nobody knows, and answered `OK,`; the life asks and judges for itself.
 */
export function receiveSbpsNotice(deps: AppDependencies): Handler {
  const refused = createRefusals(deps);
  const { SBPS_MERCHANT_ID: merchantId, SBPS_SERVICE_ID: serviceId } = deps.environment;
  const identity = { merchantId, serviceId, hashKey: deps.environment.SBPS_HASH_KEY };

  return async (req, res) => {
    const checked = readNotice(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0), identity);
    if (!checked.ok) {
      await refused(req, 'sbps', checked.reason);
      return answer(res, `NG,${checked.reason}`);
    }
    const { notice } = checked;
    if (notice.type === 'numbers_issued') return answer(res, await decide(deps, notice));
    const eventId = await storeCashNotice(deps.pool, notice, deps.clock());
    if (eventId !== null) await handOn(deps, eventId);
    answer(res, 'OK,');
  };
}

async function decide(deps: AppDependencies, notice: SbpsNotice): Promise<string> {
  const verdict = await acceptPurchase(deps.pool, notice.kept, deps.clock());
  if (verdict === 'accepted') return 'OK,';
  const { slipKey: paymentId } = notice;
  deps.logger.warn({ paymentId, verdict }, 'numbers of SBPS were refused');
  return `NG,${verdict}`;
}
