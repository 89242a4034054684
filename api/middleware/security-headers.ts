import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { addressesOf } from '../../platform/addresses.ts';
import type { Environment } from '../../platform/env.ts';
import { paths } from '../paths.ts';

/** Where PayPal's approval pages are: browsers hold `form-action` against the redirect that follows a form as well. */
export function approvalOrigins(paypalBaseUrl: string): string[] {
  const { origin, hostname } = new URL(paypalBaseUrl);
  if (hostname.endsWith('sandbox.paypal.com')) return ['https://www.sandbox.paypal.com'];
  if (hostname.endsWith('.paypal.com')) return ['https://www.paypal.com'];
  return [origin];
}

/**
 * No inline script or style, no framing, forms only to ourselves and to where people pay: PayPal, SBPS. Pages behind a
 * one-time link, and where one objects, tell nobody where they were.
 */
export function securityHeaders(environment: Environment): RequestHandler[] {
  const { paypal, sbps } = addressesOf(environment);
  const isSecure = environment.PUBLIC_ORIGIN?.startsWith('https:') ?? false;
  const general = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'", ...approvalOrigins(paypal), new URL(sbps).origin],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isSecure ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  });
  const secret = [paths.oneTimeLink(''), paths.objection('')];
  return [
    general,
    (req, res, next) => {
      // Routes take upper case too.
      const path = req.path.toLowerCase();
      if (secret.some((beginning) => path.startsWith(beginning))) {
        res.set({ 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' });
      }
      next();
    },
  ];
}
