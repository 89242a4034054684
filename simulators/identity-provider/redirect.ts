import { sign, verify } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { KeyPair } from './keys.ts';
import { names } from './xml.ts';

/** A message by redirect, its signature checked. */
export interface RedirectMessage {
  xml: string;
  relayState: string | null;
}

/**
 * @param query raw, without the question mark
 * @returns null when the message is not there or its signature does not fit
 */
export function readRedirect(
  query: string,
  name: 'SAMLRequest' | 'SAMLResponse',
  certificatePem: string,
): RedirectMessage | null {
  const raw = new Map(
    query.split('&').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  const signed = [name, 'RelayState', 'SigAlg']
    .filter((key) => raw.has(key))
    .map((key) => `${key}=${raw.get(key) ?? ''}`)
    .join('&');
  const values = new URLSearchParams(query);
  const message = values.get(name);
  const signature = values.get('Signature');
  if (!message || !signature || values.get('SigAlg') !== names.rsaSha256) return null;
  const bytes = Buffer.from(signature, 'base64');
  if (!verify('RSA-SHA256', Buffer.from(signed), certificatePem, bytes)) return null;
  return {
    xml: inflateRawSync(Buffer.from(message, 'base64'), { maxOutputLength: 100_000 }).toString(),
    relayState: values.get('RelayState'),
  };
}

/** The address that takes a signed message to a service. */
export function redirectAddress(
  location: string,
  name: 'SAMLRequest' | 'SAMLResponse',
  xml: string,
  key: KeyPair,
  { relayState, isSigned = true }: { relayState?: string | null; isSigned?: boolean } = {},
): string {
  const parts = new URLSearchParams({ [name]: deflateRawSync(xml).toString('base64') });
  if (relayState) parts.set('RelayState', relayState);
  if (isSigned) {
    parts.set('SigAlg', names.rsaSha256);
    const bytes = sign('RSA-SHA256', Buffer.from(parts.toString()), key.keyPem);
    parts.set('Signature', bytes.toString('base64'));
  }
  return `${location}${location.includes('?') ? '&' : '?'}${parts.toString()}`;
}
