import { Router } from 'express';
import type { Request, Response } from 'express';
import { assets } from './assets.ts';
import type { Asset } from './assets.ts';

function send(asset: Asset, req: Request, res: Response): void {
  const encoding = req.acceptsEncodings('br', 'gzip', 'identity');
  res.set({
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
  });
  if (encoding === 'br') res.set('Content-Encoding', 'br').end(asset.brotli);
  else if (encoding === 'gzip') res.set('Content-Encoding', 'gzip').end(asset.gzip);
  else res.end(asset.plain);
}

/** Serves stylesheet and script, compressed ahead, to be kept for a year. Mount before sessions: they need none. */
export function assetsRouter(): Router {
  const router = Router();
  for (const asset of assets.files) {
    router.get(asset.address, (req, res) => send(asset, req, res));
  }
  return router;
}
