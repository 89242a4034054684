import { ATTRIBUTES } from '../../domain/account/gakunin-attributes.ts';
import {
  DATA_CIPHERS,
  DSIG,
  METADATA,
  PERSISTENT,
  POST,
  PROTOCOL,
  REDIRECT,
  RSA_OAEP,
  TRANSIENT,
} from './words.ts';

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const WANTED = [
  { name: ATTRIBUTES.uniqueId, friendly: 'eduPersonUniqueId', isRequired: true },
  { name: ATTRIBUTES.personalCode, friendly: 'gakuninScopedPersonalUniqueCode', isRequired: true },
  { name: ATTRIBUTES.affiliation, friendly: 'eduPersonAffiliation', isRequired: false },
];

/**
 * Our own metadata, for a university's administrators to register with their provider.
 * @param certificatePem of the key that signs our requests and opens encrypted assertions
 */
export function ownMetadata(own: {
  entityId: string;
  consumer: string;
  logout: string;
  certificatePem: string;
}): string {
  const certificate = own.certificatePem.replace(/-----[^-]+-----|\s/g, '');
  const key = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;
  const methods = [...DATA_CIPHERS, RSA_OAEP]
    .map((algorithm) => `<EncryptionMethod Algorithm="${algorithm}"/>`)
    .join('');
  const wanted = WANTED.map(
    ({ name, friendly, isRequired }) =>
      `<RequestedAttribute NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" Name="${name}" FriendlyName="${friendly}" isRequired="${isRequired}"/>`,
  ).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="${METADATA}" xmlns:ds="${DSIG}" entityID="${escaped(own.entityId)}">
<SPSSODescriptor protocolSupportEnumeration="${PROTOCOL}" AuthnRequestsSigned="true" WantAssertionsSigned="true">
<KeyDescriptor use="signing">${key}</KeyDescriptor>
<KeyDescriptor use="encryption">${key}${methods}</KeyDescriptor>
<SingleLogoutService Binding="${REDIRECT}" Location="${escaped(own.logout)}"/>
<NameIDFormat>${TRANSIENT}</NameIDFormat>
<NameIDFormat>${PERSISTENT}</NameIDFormat>
<AssertionConsumerService index="0" isDefault="true" Binding="${POST}" Location="${escaped(own.consumer)}"/>
<AttributeConsumingService index="0"><ServiceName xml:lang="ja">証明書発行サービス</ServiceName><ServiceName xml:lang="en">Certificate Service</ServiceName>${wanted}</AttributeConsumingService>
</SPSSODescriptor>
</EntityDescriptor>
`;
}
