import { generateKeyPairSync } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { certificate, keyIdOf } from '../x509/certificate.ts';

/**
 * What is wrong with a certificate: of an authority that nobody knows, for another host, or past its last day.
 */
export const certificateProblems = ['stranger', 'host', 'expired'] as const;
export type CertificateProblem = (typeof certificateProblems)[number];

export interface DirectoryCertificates {
  /** What a client has to trust. */
  authorityPem: string;
  /** The right certificate and its key, for another server than the town's own. */
  serverPem: { certificate: string; key: string };
  /** @param problem null for the right one */
  contextFor(problem: CertificateProblem | null): SecureContext;
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
type Keys = ReturnType<typeof newKeys>;

const YESTERDAY = -86_400_000;

/** An authority of the town with the directory's certificate for `127.0.0.1` and `localhost`, made anew at each start. */
export function createDirectoryCertificates(): DirectoryCertificates {
  const [authority, stranger, server] = [newKeys(), newKeys(), newKeys()];
  const issuerOf = (keys: Keys) => ({
    name: 'Town Directory Root',
    key: keys.privateKey,
    keyId: keyIdOf(keys.publicKey),
  });
  const issue = (problem: CertificateProblem | null): string =>
    certificate({
      subject: 'directory.town.example',
      publicKey: server.publicKey,
      issuer: issuerOf(problem === 'stranger' ? stranger : authority),
      isAuthority: false,
      hosts: problem === 'host' ? ['elsewhere.example'] : ['127.0.0.1', 'localhost'],
      ...(problem === 'expired' ? { validUntil: new Date(Date.now() + YESTERDAY / 2) } : {}),
    });
  const key = server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    authorityPem: certificate({
      subject: 'Town Directory Root',
      publicKey: authority.publicKey,
      issuer: issuerOf(authority),
      isAuthority: true,
    }),
    serverPem: { certificate: issue(null), key },
    contextFor: (problem) => createSecureContext({ key, cert: issue(problem) }),
  };
}
