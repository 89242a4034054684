import { createPrivateKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { certificate, keyIdOf } from '../x509/certificate.ts';

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
