import { randomBytes } from 'node:crypto';
import type { KeyPair } from './keys.ts';
import type { ReleasedAttribute } from './people.ts';
import { encryptAssertion, escapeXml, names, signElement } from './xml.ts';
import type { KeyTransport, SignatureOptions } from './xml.ts';

/** Everything that an answer says; a hostile one says something else in one place. */
export interface Answer {
  responseId: string;
  assertionId: string;
  issuer: string;
  assertionIssuer: string;
  destination: string;
  recipient: string;
  audience: string;
  /** Null: an answer that nobody asked for. */
  inResponseTo: string | null;
  issuedAt: Date;
  notBefore: Date;
  notOnOrAfter: Date;
  nameId: string;
  sessionIndex: string;
  attributes: ReleasedAttribute[];
}

export const newId = () => `_${randomBytes(20).toString('hex')}`;
const instant = (date: Date) => date.toISOString();
const answerTo = (id: string | null) => (id === null ? '' : ` InResponseTo="${id}"`);

export function assertionXml(answer: Answer): string {
  const attributes = answer.attributes
    .map(
      ({ name, friendlyName, values }) =>
        `<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="${friendlyName}">` +
        values
          .map((value) => `<saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue>`)
          .join('') +
        '</saml:Attribute>',
    )
    .join('');
  return (
    `<saml:Assertion xmlns:saml="${names.assertion}" ID="${answer.assertionId}" Version="2.0" IssueInstant="${instant(answer.issuedAt)}">` +
    `<saml:Issuer>${escapeXml(answer.assertionIssuer)}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient" NameQualifier="${escapeXml(answer.issuer)}" SPNameQualifier="${escapeXml(answer.audience)}">${answer.nameId}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${answerTo(answer.inResponseTo)} NotOnOrAfter="${instant(answer.notOnOrAfter)}" Recipient="${escapeXml(answer.recipient)}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${instant(answer.notBefore)}" NotOnOrAfter="${instant(answer.notOnOrAfter)}"><saml:AudienceRestriction><saml:Audience>${escapeXml(answer.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${instant(answer.issuedAt)}" SessionIndex="${answer.sessionIndex}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion>`
  );
}

/** The frame around an assertion, or around the news that there is none. */
export function responseXml(answer: Answer, inner: string, status = 'Success', below = ''): string {
  const second = below === '' ? '/>' : `><samlp:StatusCode Value="${below}"/></samlp:StatusCode>`;
  return (
    `<samlp:Response xmlns:samlp="${names.protocol}" xmlns:saml="${names.assertion}" ID="${answer.responseId}" Version="2.0" IssueInstant="${instant(answer.issuedAt)}" Destination="${escapeXml(answer.destination)}"${answerTo(answer.inResponseTo)}>` +
    `<saml:Issuer>${escapeXml(answer.issuer)}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"${second}</samlp:Status>${inner}</samlp:Response>`
  );
}

export interface Making {
  key: KeyPair;
  signature?: SignatureOptions;
  /** Certificate of the service; null: in the clear. */
  encryptFor: string | null;
  keyTransport?: KeyTransport;
  signsAssertion?: boolean;
  signsResponse?: boolean;
  /** Alters the assertion before the response around it is signed. */
  alterAssertion?(assertion: string): string;
  /** Alters the response before it is signed. */
  alterResponse?(response: string): string;
}

/** An answer as a provider makes it: the assertion signed, encrypted, and the response around it signed. */
export async function makeResponse(answer: Answer, making: Making): Promise<string> {
  const { key, signature, encryptFor, signsAssertion = true, signsResponse = true } = making;
  const plain = assertionXml(answer);
  const signed = signsAssertion ? signElement(plain, answer.assertionId, key, signature) : plain;
  const altered = making.alterAssertion?.(signed) ?? signed;
  const inner =
    encryptFor === null
      ? altered
      : await encryptAssertion(altered, encryptFor, making.keyTransport);
  const response = responseXml(answer, inner);
  const framed = making.alterResponse?.(response) ?? response;
  return signsResponse ? signElement(framed, answer.responseId, key, signature) : framed;
}

/** The answer that the person did not let the provider say who they are. */
export function makeRefusal(answer: Answer, key: KeyPair): string {
  const denied = 'urn:oasis:names:tc:SAML:2.0:status:RequestDenied';
  return signElement(responseXml(answer, '', 'Responder', denied), answer.responseId, key);
}
