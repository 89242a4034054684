import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import { SignedXml } from 'xml-crypto';
import { encrypt } from 'xml-encryption';
import { bareCertificate } from './keys.ts';
import type { KeyPair } from './keys.ts';

export const names = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  dsig: 'http://www.w3.org/2000/09/xmldsig#',
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
} as const;

export const escapeXml = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

export interface SignatureOptions {
  signatureAlgorithm?: string;
  digestAlgorithm?: string;
  canonicalization?: string;
}

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** Puts an enveloped signature behind the Issuer of the element of that ID. */
export function signElement(
  xml: string,
  id: string,
  { keyPem, certificatePem }: KeyPair,
  options: SignatureOptions = {},
): string {
  const canonicalization = options.canonicalization ?? exclusive;
  const signature = new SignedXml({
    privateKey: keyPem,
    publicCert: certificatePem,
    signatureAlgorithm: options.signatureAlgorithm ?? names.rsaSha256,
    canonicalizationAlgorithm: canonicalization,
  });
  const element = `//*[@ID='${id}']`;
  signature.addReference({
    xpath: element,
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', canonicalization],
    digestAlgorithm: options.digestAlgorithm ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signature.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return signature.getSignedXml();
}

/** SHA-256 of nothing, in base64. */
const digestOfNothing = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** A signature that is genuine itself, of a reference whose canonical form came out empty. */
export function signatureOfNothing(id: string, { keyPem }: KeyPair): string {
  const info =
    `<ds:SignedInfo xmlns:ds="${names.dsig}"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${names.rsaSha256}"></ds:SignatureMethod><ds:Reference URI="#${id}"><ds:Transforms>` +
    `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform Algorithm="${exclusive}"></ds:Transform>` +
    `</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${digestOfNothing}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const value = sign('RSA-SHA256', Buffer.from(info), keyPem).toString('base64');
  return `<ds:Signature xmlns:ds="${names.dsig}">${info}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>`;
}

export type KeyTransport =
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p' | 'http://www.w3.org/2001/04/xmlenc#rsa-1_5';

const encryptWith = promisify(encrypt);

/** An EncryptedAssertion that only the service can open. */
export async function encryptAssertion(
  assertion: string,
  serviceCertificatePem: string,
  keyTransport: KeyTransport = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
): Promise<string> {
  const data = await encryptWith(assertion, {
    rsa_pub: serviceCertificatePem,
    pem: serviceCertificatePem,
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: keyTransport,
    disallowEncryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
  });
  return `<saml:EncryptedAssertion xmlns:saml="${names.assertion}">${data}</saml:EncryptedAssertion>`;
}

/** Metadata of the provider with these signing certificates. */
export function providerMetadata(provider: {
  entityId: string;
  url: string;
  certificates: readonly string[];
}): string {
  const keys = provider.certificates.map(
    (pem) =>
      `<KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bareCertificate(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`,
  );
  const service = (name: string, path: string) =>
    `<${name} Binding="${names.redirect}" Location="${escapeXml(provider.url + path)}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="${names.metadata}" xmlns:ds="${names.dsig}" entityID="${escapeXml(provider.entityId)}">
<IDPSSODescriptor protocolSupportEnumeration="${names.protocol}" WantAuthnRequestsSigned="true">
${keys.join('\n')}
${service('SingleLogoutService', '/slo')}
<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</NameIDFormat>
${service('SingleSignOnService', '/sso')}
</IDPSSODescriptor>
</EntityDescriptor>
`;
}
