import { checkIssuer, checkMadeJustNow } from './envelope.ts';
import { CLOCK_SKEW, insist, instantOf } from './refused.ts';
import { attributeOf, childOf, childrenOf } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';
import { ASSERTION, PROTOCOL, SUCCESS } from './words.ts';

interface Expected {
  entityId: string;
  /** Our logout address. */
  logout: string;
  now: Date;
}

function checkMessage(root: XmlElement, name: string, { entityId, logout, now }: Expected): void {
  insist(root.namespace === PROTOCOL && root.name === name, 'structure');
  checkIssuer(root, entityId);
  insist(attributeOf(root, 'Destination') === logout, 'destination');
  checkMadeJustNow(root, now);
}

/**
 * What the provider wants ended, from a message whose signature was found genuine.
 * @returns without session indexes: everything of that NameID
 * @throws Refused
 */
export function readLogoutRequest(root: XmlElement, expected: Expected) {
  checkMessage(root, 'LogoutRequest', expected);
  const until = attributeOf(root, 'NotOnOrAfter');
  insist(until === null || expected.now.getTime() < instantOf(until) + CLOCK_SKEW, 'time');
  const id = attributeOf(root, 'ID');
  const nameId = childOf(root, ASSERTION, 'NameID')?.text.trim() ?? '';
  insist(id !== null && id !== '' && nameId !== '', 'structure');
  const sessionIndexes = childrenOf(root, PROTOCOL, 'SessionIndex').map(({ text }) => text.trim());
  return { id, nameId, sessionIndexes };
}

/** Whether the provider ended its side, from a message whose signature was found genuine. */
export function readLogoutResponse(root: XmlElement, expected: Expected) {
  checkMessage(root, 'LogoutResponse', expected);
  const status = childOf(root, PROTOCOL, 'Status');
  const code = status && childOf(status, PROTOCOL, 'StatusCode');
  // A second-level code under Success says that some other service was not reached (PartialLogout).
  const isSuccess = attributeOf(code, 'Value') === SUCCESS && code?.children.length === 0;
  return { kind: 'response' as const, isSuccess };
}
