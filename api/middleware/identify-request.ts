import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../../platform/logger.ts';

/** Without letters that look or sound like others (Crockford's base 32). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A reference for people to read out: `7KQ2-M9XD`, 40 bits. Ours alone: what a client sends as an id is not used. */
export function createRequestId(): string {
  const letters = [...randomBytes(8)].map((byte) => LETTERS[byte % 32]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/**
 * Gives each request its reference and writes one line when it is answered: the route's pattern, never the address,
 * which may hold a token, and nothing of query or body (I18).
 */
export function identifyRequest(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.locals.requestId = createRequestId();
    res.on('finish', () => {
      const route = (req.route as { path?: unknown } | undefined)?.path;
      logger.info(
        {
          requestId: res.locals.requestId,
          method: req.method,
          route: typeof route === 'string' ? route : null,
          status: res.statusCode,
          ms: Math.round(performance.now() - startedAt),
        },
        'answered',
      );
    });
    next();
  };
}
