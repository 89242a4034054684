import { createHash, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import * as der from './der.ts';

const years = (count: number) => count * 365 * 24 * 60 * 60 * 1000;

/**
 * An X.509 v3 certificate (RFC 5280) as PEM, valid from yesterday, for ten years unless told otherwise. The issuer's key
 * is RSA or of an elliptic curve.
 */
export function certificate(input: {
  subject: string;
  publicKey: KeyObject;
  issuer: { name: string; key: KeyObject; keyId: Buffer };
  isAuthority: boolean;
  validUntil?: Date;
  /** Host names and IPv4 addresses that a server answers for. */
  hosts?: readonly string[];
}): string {
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  // Bit 0 digitalSignature; bits 5 and 6 keyCertSign and cRLSign.
  const keyUsage = input.isAuthority
    ? der.bits(Buffer.from([0x06]), 1)
    : der.bits(Buffer.from([0x80]), 7);
  const basicConstraints = input.isAuthority ? der.sequence(der.bool(true)) : der.sequence();
  const algorithm = algorithmOf(input.issuer.key);
  const body = der.sequence(
    der.context(0, der.integer(Buffer.from([2]))),
    der.integer(serial),
    algorithm,
    commonName(input.issuer.name),
    der.sequence(
      der.utcTime(new Date(now - 24 * 60 * 60 * 1000)),
      der.utcTime(input.validUntil ?? new Date(now + years(10))),
    ),
    commonName(input.subject),
    input.publicKey.export({ type: 'spki', format: 'der' }),
    der.context(
      3,
      der.sequence(
        extension('2.5.29.19', basicConstraints, { critical: true }),
        extension('2.5.29.15', keyUsage, { critical: true }),
        extension('2.5.29.14', der.octets(keyIdOf(input.publicKey))),
        extension('2.5.29.35', der.sequence(der.contextBytes(0, input.issuer.keyId))),
        ...(input.hosts ? [extension('2.5.29.17', alternativeNames(input.hosts))] : []),
      ),
    ),
  );
  const signature = sign('sha256', body, input.issuer.key);
  return toPem(der.sequence(body, algorithm, der.bits(signature)));
}

/** SHA-256 with the kind of key that signs. */
function algorithmOf(key: KeyObject): Buffer {
  return key.asymmetricKeyType === 'ec'
    ? der.sequence(der.objectId('1.2.840.10045.4.3.2'))
    : der.sequence(der.objectId('1.2.840.113549.1.1.11'), der.nothing());
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host)
      ? der.contextBytes(7, Buffer.from(host.split('.').map(Number)))
      : der.contextBytes(2, Buffer.from(host, 'ascii')),
  );
  return der.sequence(...names);
}

function commonName(name: string): Buffer {
  return der.sequence(der.setOf(der.sequence(der.objectId('2.5.4.3'), der.utf8(name))));
}

function extension(id: string, value: Buffer, { critical = false } = {}): Buffer {
  const flag = critical ? [der.bool(true)] : [];
  return der.sequence(der.objectId(id), ...flag, der.octets(value));
}

/** Any digest that is the same for the same key will do (RFC 5280, 4.2.1.2). */
export function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
