import express, { Router } from 'express';
import { readReturnedMail } from '../../gateways/mail/returned-mail.ts';
import { mailOfBounceAddress } from '../../platform/bounce-address.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import type { Handler } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { recordBounce } from './record-bounce.ts';

/** A notification quotes the mail that came back, its headers or a part of it; ours have a few kilobytes. */
const rawMail = express.raw({ type: () => true, limit: '64kb' });

/** Reading a mail can be made slow by who writes it, so it is read only where a seal of ours stands in it somewhere. */
const hasSeal = (raw: Buffer, secret: string) =>
  (raw.toString('latin1').match(/b\+[0-9a-f]{32}\.[0-9a-f]{20}@/gi) ?? []).some(
    (address) => mailOfBounceAddress(address, secret) !== null,
  );

/**
 * Takes a mail that came back, as the mail host of a university's domain hands it in. It is believed by the seal
 * in the address it came back to, which only we can make; nothing else of it is kept, for it quotes the mail. What came
 * back for now (4.x.x), and answers of people on holiday, are accepted and forgotten.
 */
function receiveBouncedMail(deps: AppDependencies): Handler {
  const { environment, pool, lives, logger, clock } = deps;
  return async (req, res) => {
    const raw = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!hasSeal(raw, environment.COOKIE_SECRET)) return void res.sendStatus(400);
    const { addressedTo, permanentFailure } = await readReturnedMail(raw);
    const mailId = addressedTo
      .map((address) => mailOfBounceAddress(address, environment.COOKIE_SECRET))
      .find((id) => id !== null);
    if (!mailId) return void res.sendStatus(400);
    if (permanentFailure !== null) {
      const bounce = { mailId, status: permanentFailure, at: clock() };
      const { linkId } = await recordBounce(pool, bounce);
      logger.info({ mailId, status: permanentFailure }, 'a mail came back');
      try {
        if (linkId) await lives.mailBounced(linkId);
      } catch (error) {
        if (!(error instanceof LifeUnreachable)) throw error;
        logger.warn({ linkId }, 'the life is not told that its mail came back; its pages are');
      }
    }
    res.sendStatus(204);
  };
}

/** Mount it before sessions, forms and body parsers: it needs the raw message. */
export function createBouncedMailRouter(deps: AppDependencies): Router {
  const router = Router();
  router.use(paths.bouncedMailWebhook(), rawMail);
  route(router, 'post', paths.bouncedMailWebhook(), 'provider', receiveBouncedMail(deps));
  return router;
}
