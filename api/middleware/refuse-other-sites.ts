import type { Request, RequestHandler } from 'express';
import { NotAllowed } from './failures.ts';

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

function isFromOtherSite(req: Request, ownOrigin: string | undefined): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = req.get('origin');
  // `null` is what browsers send from a page that tells no referrer (behind a one-time link): the token decides.
  if (origin === undefined || origin === 'null') return false;
  return origin !== (ownOrigin ?? `${req.protocol}://${req.get('host') ?? ''}`);
}

/**
 * Whatever would change something must come from our own pages, as far as the browser tells (Fetch Metadata, else
 * Origin). Browsers that tell neither are left to the CSRF token. Stands before the body is read.
 * @param publicOrigin the configured origin; without one the address that was asked counts
 */
export function refuseOtherSites(publicOrigin: string | undefined): RequestHandler {
  const ownOrigin = publicOrigin === undefined ? undefined : new URL(publicOrigin).origin;
  return (req, _res, next) => {
    if (!HARMLESS.has(req.method) && isFromOtherSite(req, ownOrigin)) {
      throw new NotAllowed('a form of another site');
    }
    next();
  };
}
