import { generateKeyPair } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { certificate, keyIdOf } from '../x509/certificate.ts';

/** A private key and a certificate that it signed for itself, as SAML parties use them. */
export interface KeyPair {
  keyPem: string;
  certificatePem: string;
}

const generateKeys = promisify(generateKeyPair);

/** RSA of 2048 bits, valid for ten years. */
export async function makeKeyPair(name: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeys('rsa', { modulusLength: 2048 });
  const issuer = { name, key: privateKey, keyId: keyIdOf(publicKey) };
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: certificate({ subject: name, publicKey, issuer, isAuthority: false }),
  };
}

/** The key pair kept in `file`, made when there is none: it outlives a restart. */
export async function openKeyPair(file: string, name: string): Promise<KeyPair> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as KeyPair;
  const made = await makeKeyPair(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made, null, 1), { mode: 0o600 });
  return made;
}

/** The lines between the marks of a PEM, joined. */
export const bareCertificate = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
