import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { getCACertificates } from 'node:tls';

export interface CertificateStoreOptions {
  /**
   * Origins that certificates may come from, e.g. `http://127.0.0.1:4000`, instead of PayPal's own
   * (https on paypal.com and its subdomains).
   */
  allowedOrigins?: readonly string[];
  /** PEM of the authorities to trust instead of those that Node.js trusts. */
  authorityPem?: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
  /** Clock for the certificates' validity. */
  now?: () => Date;
}

export type CertificateProblem =
  /** The address is not one of PayPal's. Nothing was fetched. */
  | 'certificate-origin'
  /** It could not be fetched now. The only problem that may pass by itself. */
  | 'certificate-unavailable'
  /** It does not lead to a trusted authority, is not valid now, or is no RSA certificate. */
  | 'certificate-untrusted';

export type CertificateLookup =
  { ok: true; publicKey: KeyObject } | { ok: false; problem: CertificateProblem };

/** Keeps the certificates that PayPal signs its webhooks with. */
export interface CertificateStore {
  /** The public key of the certificate at `url`, once its chain has been checked. Never throws. */
  find(url: string): Promise<CertificateLookup>;
}

const defaultTimeoutMs = 5000;
const maxBytes = 64 * 1024;
const maxChain = 5;
const maxKept = 16;
const keptForMs = 24 * 60 * 60 * 1000;

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * A store that fetches each certificate once a day. It checks origin, size, validity, key type and
 * the chain of issuers; names inside the certificate are not compared, the pinned origin stands in
 * for that. Only good certificates are kept.
 */
export function createCertificateStore(options: CertificateStoreOptions = {}): CertificateStore {
  const now = options.now ?? (() => new Date());
  const doFetch = options.fetch ?? fetch;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const kept = new Map<string, { publicKey: KeyObject; until: number }>();
  const underWay = new Map<string, Promise<CertificateLookup>>();
  let authorities: X509Certificate[] | undefined;

  function trusted(): X509Certificate[] {
    authorities ??= (
      options.authorityPem === undefined
        ? getCACertificates('default')
        : (options.authorityPem.match(pemBlock) ?? [])
    ).map((pem) => new X509Certificate(pem));
    return authorities;
  }

  async function fetchAndCheck(url: string): Promise<CertificateLookup> {
    const pem = await fetchText(doFetch, url, timeoutMs);
    if (pem === undefined) return { ok: false, problem: 'certificate-unavailable' };
    const chain = readChain(pem);
    const [leaf] = chain;
    if (!leaf || !leadsToAuthority(chain, trusted(), now())) {
      return { ok: false, problem: 'certificate-untrusted' };
    }
    const oldest = kept.keys().next();
    if (kept.size >= maxKept && !oldest.done) kept.delete(oldest.value);
    const until = Math.min(now().getTime() + keptForMs, leaf.validToDate.getTime());
    kept.set(url, { publicKey: leaf.publicKey, until });
    return { ok: true, publicKey: leaf.publicKey };
  }

  return {
    async find(url) {
      if (!isAllowed(url, options.allowedOrigins)) {
        return { ok: false, problem: 'certificate-origin' };
      }
      const known = kept.get(url);
      if (known && known.until > now().getTime()) return { ok: true, publicKey: known.publicKey };
      kept.delete(url);

      let lookup = underWay.get(url);
      if (!lookup) {
        lookup = fetchAndCheck(url).finally(() => underWay.delete(url));
        underWay.set(url, lookup);
      }
      return lookup;
    },
  };
}

function isAllowed(text: string, allowedOrigins: readonly string[] | undefined): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  if (allowedOrigins) return allowedOrigins.includes(url.origin);
  const isPayPal = url.hostname === 'paypal.com' || url.hostname.endsWith('.paypal.com');
  return url.protocol === 'https:' && url.port === '' && isPayPal;
}

async function fetchText(
  doFetch: typeof fetch,
  url: string,
  timeoutMs: number,
): Promise<string | undefined> {
  try {
    const response = await doFetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok || !response.body) return undefined;
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      bytes += part.byteLength;
      if (bytes > maxBytes) return undefined;
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch {
    return undefined;
  }
}

/** The certificates of a PEM file, the one that signs first; empty when one of them is not readable. */
function readChain(pem: string): X509Certificate[] {
  try {
    return (pem.match(pemBlock) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

function leadsToAuthority(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: Date,
): boolean {
  let current = chain[0];
  if (current?.publicKey.asymmetricKeyType !== 'rsa') return false;
  for (let step = 0; step < maxChain && current; step += 1) {
    const subject: X509Certificate = current;
    if (!isValidAt(subject, now)) return false;
    const issued = (issuer: X509Certificate) => hasIssued(issuer, subject);
    if (authorities.some((authority) => isValidAt(authority, now) && issued(authority)))
      return true;
    current = chain.find((candidate) => candidate !== subject && issued(candidate));
  }
  return false;
}

function hasIssued(issuer: X509Certificate, subject: X509Certificate): boolean {
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
}

function isValidAt(certificate: X509Certificate, now: Date): boolean {
  return certificate.validFromDate <= now && now < certificate.validToDate;
}
