import { readNotice } from '../../gateways/smart-pit/notices.ts';
import { storeCashNotice } from '../../platform/store-event.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { createRefusals, handOn } from './notices.ts';

/**
 * Takes a notice of Smart Pit: verified, stored once, then handed on; answered with 2xx only after it was stored (I15).
 * What it says is not believed: the life asks for the bill. Money for a bill that nobody knows is stored as well,
 * so that the comparison with the provider finds it.
 */
export function receiveSmartPitNotice(deps: AppDependencies): Handler {
  const refused = createRefusals(deps);
  return async (req, res) => {
    const now = deps.clock();
    const checked = readNotice({
      rawBody: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      headers: req.headers,
      secret: deps.environment.SMART_PIT_SECRET,
      now,
    });
    if (!checked.ok) {
      await refused(req, 'smart-pit', checked.reason);
      return void res.sendStatus(400);
    }
    const eventId = await storeCashNotice(deps.pool, checked.notice, now);
    if (eventId !== null) await handOn(deps, eventId);
    res.sendStatus(200);
  };
}
