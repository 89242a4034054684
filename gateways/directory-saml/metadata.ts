import { X509Certificate } from 'node:crypto';
import { attributeOf, childOf, childrenOf, everythingIn, parseStrictXml } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';
import { DSIG, METADATA, PROTOCOL, REDIRECT } from './words.ts';

/** What we need to know of an identity provider. */
export interface ProviderMetadata {
  entityId: string;
  /** PEM; two while keys are rolled over. */
  signingCertificates: string[];
  /** Where browsers are sent to sign in (redirect binding). */
  signInUrl: string;
  /** Where browsers are sent to sign out there, and to answer its own sign-out; null where it offers none. */
  logoutUrl: string | null;
  logoutAnswerUrl: string | null;
  /** The file says until when it may be used. */
  validUntil: Date | null;
}

/** The metadata of a provider cannot be used; the message says why, for the operators. */
export class MetadataMistake extends Error {
  override name = 'MetadataMistake';
}

/** More would mean that keys are added and never taken away. */
const MOST_CERTIFICATES = 2;
const SMALLEST_KEY_BITS = 2048;
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]']);

function certificateOf(descriptor: XmlElement): string {
  const data = everythingIn(descriptor).filter(
    ({ namespace, name }) => namespace === DSIG && name === 'X509Certificate',
  );
  if (data.length !== 1) throw new MetadataMistake('a KeyDescriptor without one certificate');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(data[0]?.text ?? '', 'base64'));
  } catch {
    throw new MetadataMistake('a certificate that cannot be read');
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (
    asymmetricKeyType !== 'rsa' ||
    (asymmetricKeyDetails?.modulusLength ?? 0) < SMALLEST_KEY_BITS
  ) {
    throw new MetadataMistake('a signing key that is not RSA of 2048 bits or more');
  }
  return certificate.toString();
}

function addressOf(service: XmlElement, attribute = 'Location'): string | null {
  const address = attributeOf(service, attribute);
  if (address === null) return null;
  if (!URL.canParse(address)) throw new MetadataMistake('an address that is none');
  const { protocol, hostname } = new URL(address);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.has(hostname));
  if (!isSafe) throw new MetadataMistake('an address that is not https');
  return address;
}

function serviceOf(provider: XmlElement, name: string): XmlElement | null {
  const services = childrenOf(provider, METADATA, name);
  return services.find((service) => attributeOf(service, 'Binding') === REDIRECT) ?? null;
}

/**
 * @param xml one EntityDescriptor, as the university's administrators hand it over; it is trusted because of where the
 *   file is, not because of a signature in it
 * @param entityId that the university's settings name
 * @throws MetadataMistake, UnacceptableXml
 */
export function readMetadata(xml: string, entityId: string): ProviderMetadata {
  // Comments are common in hand-kept files and mean nothing here.
  const root = parseStrictXml(xml.replace(/<!--[^]*?-->/g, ''));
  if (root.namespace !== METADATA || root.name !== 'EntityDescriptor') {
    throw new MetadataMistake('the root is not an EntityDescriptor');
  }
  if (attributeOf(root, 'entityID') !== entityId) throw new MetadataMistake('another entityID');
  const provider = childOf(root, METADATA, 'IDPSSODescriptor');
  const protocols = attributeOf(provider, 'protocolSupportEnumeration')?.split(/\s+/) ?? [];
  if (!provider || !protocols.includes(PROTOCOL)) throw new MetadataMistake('no SAML 2.0 provider');

  const signingCertificates = childrenOf(provider, METADATA, 'KeyDescriptor')
    .filter((descriptor) => (attributeOf(descriptor, 'use') ?? 'signing') === 'signing')
    .map(certificateOf);
  if (signingCertificates.length === 0 || signingCertificates.length > MOST_CERTIFICATES) {
    throw new MetadataMistake(`${signingCertificates.length} signing certificates, not one or two`);
  }
  const signIn = serviceOf(provider, 'SingleSignOnService');
  const signInUrl = signIn && addressOf(signIn);
  if (!signInUrl) throw new MetadataMistake('no SingleSignOnService by redirect');
  const logout = serviceOf(provider, 'SingleLogoutService');
  const logoutUrl = logout && addressOf(logout);
  const until = attributeOf(root, 'validUntil') ?? attributeOf(provider, 'validUntil');
  const validUntil = until === null ? null : new Date(until);
  if (validUntil && Number.isNaN(validUntil.getTime())) throw new MetadataMistake('validUntil');
  return {
    entityId,
    signingCertificates,
    signInUrl,
    logoutUrl,
    logoutAnswerUrl: (logout && addressOf(logout, 'ResponseLocation')) ?? logoutUrl,
    validUntil,
  };
}
