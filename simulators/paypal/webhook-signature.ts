import { randomUUID, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Authority } from './authority.ts';

export interface Transmission {
  authority: Authority;
  certificateUrl: string;
  webhookId: string;
  body: Buffer;
  /** When it is sent, by the real clock: a receiver judges by its own. */
  at: Date;
}

/** The headers with which PayPal signs a webhook. */
export function signTransmission(transmission: Transmission): Record<string, string> {
  const id = randomUUID();
  const time = `${transmission.at.toISOString().slice(0, 19)}Z`;
  const message = `${id}|${time}|${transmission.webhookId}|${crc32(transmission.body)}`;
  const signature = sign('RSA-SHA256', Buffer.from(message), transmission.authority.signingKey);
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'PayPal/AUHD-214.0-simulated',
    'PAYPAL-TRANSMISSION-ID': id,
    'PAYPAL-TRANSMISSION-TIME': time,
    'PAYPAL-TRANSMISSION-SIG': signature.toString('base64'),
    'PAYPAL-CERT-URL': transmission.certificateUrl,
    'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
  };
}
