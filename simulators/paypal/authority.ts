import { createHash, createPrivateKey, generateKeyPair, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import * as der from './der.ts';

/** A certificate authority and one certificate of its making, which signs webhooks. */
export interface Authority {
  /** What a receiver has to trust. */
  authorityPem: string;
  /** The signing certificate followed by its authority, as `PAYPAL-CERT-URL` hands it out. */
  chainPem: string;
  signingKey: KeyObject;
}

interface StoredAuthority {
  authorityPem: string;
  signingPem: string;
  signingKeyPem: string;
}

const generateKeys = promisify(generateKeyPair);
const sha256WithRsa = () => der.sequence(der.objectId('1.2.840.113549.1.1.11'), der.nothing());
const years = (count: number) => count * 365 * 24 * 60 * 60 * 1000;

/**
 * Makes a fresh authority with RSA keys of 2048 bits, valid from yesterday for ten years of real
 * time, with nothing but Node.js (it has no call that makes certificates).
 */
export async function createAuthority(name = 'Town PayPal'): Promise<Authority> {
  return revive(await generate(name));
}

/** The authority kept in `file`, made when there is none: it outlives a restart of the town. */
export async function openAuthority(file: string): Promise<Authority> {
  if (existsSync(file)) return revive(JSON.parse(readFileSync(file, 'utf8')) as StoredAuthority);
  const stored = await generate('Town PayPal');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(stored, null, 1), { mode: 0o600 });
  return revive(stored);
}

function revive(stored: StoredAuthority): Authority {
  return {
    authorityPem: stored.authorityPem,
    chainPem: stored.signingPem + stored.authorityPem,
    signingKey: createPrivateKey(stored.signingKeyPem),
  };
}

async function generate(name: string): Promise<StoredAuthority> {
  const [authority, signing] = await Promise.all([
    generateKeys('rsa', { modulusLength: 2048 }),
    generateKeys('rsa', { modulusLength: 2048 }),
  ]);
  const issuer = {
    name: `${name} Root`,
    key: authority.privateKey,
    keyId: keyIdOf(authority.publicKey),
  };
  return {
    authorityPem: certificate({
      subject: issuer.name,
      publicKey: authority.publicKey,
      issuer,
      isAuthority: true,
    }),
    signingPem: certificate({
      subject: `${name} Message Verification`,
      publicKey: signing.publicKey,
      issuer,
      isAuthority: false,
    }),
    signingKeyPem: signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** An X.509 v3 certificate (RFC 5280) as PEM, valid from yesterday, for ten years unless told otherwise. */
export function certificate(input: {
  subject: string;
  publicKey: KeyObject;
  issuer: { name: string; key: KeyObject; keyId: Buffer };
  isAuthority: boolean;
  validUntil?: Date;
}): string {
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  // Bit 0 digitalSignature; bits 5 and 6 keyCertSign and cRLSign.
  const keyUsage = input.isAuthority
    ? der.bits(Buffer.from([0x06]), 1)
    : der.bits(Buffer.from([0x80]), 7);
  const basicConstraints = input.isAuthority ? der.sequence(der.bool(true)) : der.sequence();
  const body = der.sequence(
    der.context(0, der.integer(Buffer.from([2]))),
    der.integer(serial),
    sha256WithRsa(),
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
      ),
    ),
  );
  const signature = sign('RSA-SHA256', body, input.issuer.key);
  return toPem(der.sequence(body, sha256WithRsa(), der.bits(signature)));
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
