import type { ReleasedAttributes } from '../../domain/account/gakunin-attributes.ts';
import { checkIssuer, checkNames } from './envelope.ts';
import type { SamlVisit } from './port.ts';
import { CLOCK_SKEW, insist, instantOf } from './refused.ts';
import { checkSignatureForm } from './signature.ts';
import { attributeOf, childOf, childrenOf, everythingIn } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';
import { ASSERTION, BEARER } from './words.ts';

export interface ReadAssertion {
  assertionId: string;
  /** When it could not be valid any more, clock skew included. */
  expiresAt: Date;
  attributes: ReleasedAttributes;
  visit: SamlVisit;
}

interface Expected {
  entityId: string;
  /** Our own entityID. */
  audience: string;
  /** The address that the answer must be meant for. */
  consumer: string;
  inResponseTo: string;
  now: Date;
}

/** @returns until when somebody may present it */
function checkSubject(
  subject: XmlElement | null,
  { consumer, inResponseTo, now }: Expected,
): number {
  insist(subject !== null, 'structure');
  const confirmations = childrenOf(subject, ASSERTION, 'SubjectConfirmation');
  const [confirmation] = confirmations;
  insist(confirmations.length === 1 && confirmation !== undefined, 'structure');
  insist(attributeOf(confirmation, 'Method') === BEARER, 'structure');
  const data = childOf(confirmation, ASSERTION, 'SubjectConfirmationData');
  insist(attributeOf(data, 'Recipient') === consumer, 'recipient');
  insist(attributeOf(data, 'InResponseTo') === inResponseTo, 'in_response_to');
  insist(attributeOf(data, 'NotBefore') === null, 'time');
  const until = instantOf(attributeOf(data, 'NotOnOrAfter'));
  insist(now.getTime() < until + CLOCK_SKEW, 'time');
  return until;
}

/** @returns until when it is valid */
function checkConditions(conditions: XmlElement | null, { audience, now }: Expected): number {
  insist(conditions !== null, 'time');
  const from = instantOf(attributeOf(conditions, 'NotBefore'));
  const until = instantOf(attributeOf(conditions, 'NotOnOrAfter'));
  insist(from <= now.getTime() + CLOCK_SKEW && now.getTime() < until + CLOCK_SKEW, 'time');
  const restrictions = childrenOf(conditions, ASSERTION, 'AudienceRestriction');
  const isForUs = (restriction: XmlElement) =>
    childrenOf(restriction, ASSERTION, 'Audience').some(({ text }) => text.trim() === audience);
  insist(restrictions.length > 0 && restrictions.every(isForUs), 'audience');
  // A condition that we do not understand makes the assertion not valid for us (SAML core, 2.5.1).
  const known = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']);
  insist(
    conditions.children.every(({ name }) => known.has(name)),
    'structure',
  );
  return until;
}

function checkStatements(assertion: XmlElement, now: Date): XmlElement {
  const statements = childrenOf(assertion, ASSERTION, 'AuthnStatement');
  const [statement] = statements;
  insist(statements.length === 1 && statement !== undefined, 'structure');
  const ends = attributeOf(statement, 'SessionNotOnOrAfter');
  insist(ends === null || now.getTime() < instantOf(ends) + CLOCK_SKEW, 'time');
  return statement;
}

/** @throws Refused when an attribute stands twice: which of them was meant would be a matter of taste */
function readAttributes(assertion: XmlElement): ReleasedAttributes {
  const attributes = new Map<string, string[]>();
  const statement = childOf(assertion, ASSERTION, 'AttributeStatement');
  for (const attribute of statement?.children ?? []) {
    insist(attribute.namespace === ASSERTION && attribute.name === 'Attribute', 'structure');
    const name = attributeOf(attribute, 'Name');
    insist(name !== null && !attributes.has(name), 'malformed_attribute');
    const values = childrenOf(attribute, ASSERTION, 'AttributeValue');
    insist(values.length === attribute.children.length, 'malformed_attribute');
    // Values with elements in them (a NameID) are of attributes that we do not read.
    attributes.set(
      name,
      values.filter(({ children }) => children.length === 0).map(({ text }) => text.trim()),
    );
  }
  return attributes;
}

/**
 * Reads an assertion whose signature was found genuine, from the very bytes that were signed.
 * @param root of the assertion
 * @throws Refused when it is not for us, not for this request, not now, or not of the one form that we take
 */
export function readAssertion(root: XmlElement, expected: Expected): ReadAssertion {
  insist(root.namespace === ASSERTION && root.name === 'Assertion', 'structure');
  insist(attributeOf(root, 'Version') === '2.0', 'structure');
  checkNames(root);
  const nested = everythingIn(root).filter(
    ({ name }) => name === 'Assertion' || name === 'Signature',
  );
  insist(
    nested.every((element) => element === root || element.parent === root),
    'structure',
  );
  checkSignatureForm(root);
  checkIssuer(root, expected.entityId);
  const assertionId = attributeOf(root, 'ID');
  insist(assertionId !== null && assertionId !== '', 'structure');

  const subject = childOf(root, ASSERTION, 'Subject');
  const presented = checkSubject(subject, expected);
  const valid = checkConditions(childOf(root, ASSERTION, 'Conditions'), expected);
  const statement = checkStatements(root, expected.now);
  const nameId = subject && childOf(subject, ASSERTION, 'NameID');
  insist(nameId !== null && nameId.text.trim() !== '' && nameId.text.length <= 512, 'structure');
  return {
    assertionId,
    expiresAt: new Date(Math.min(presented, valid) + CLOCK_SKEW),
    attributes: readAttributes(root),
    visit: {
      nameId: nameId.text.trim(),
      nameIdFormat: attributeOf(nameId, 'Format'),
      nameQualifier: attributeOf(nameId, 'NameQualifier'),
      spNameQualifier: attributeOf(nameId, 'SPNameQualifier'),
      sessionIndex: attributeOf(statement, 'SessionIndex'),
    },
  };
}
