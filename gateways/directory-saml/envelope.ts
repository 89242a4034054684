import { CLOCK_SKEW, insist, instantOf } from './refused.ts';
import { checkSignatureForm } from './signature.ts';
import { attributeOf, childOf, childrenOf, everythingIn } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';
import {
  ASSERTION,
  DATA_CIPHERS,
  DSIG,
  ENTITY,
  EXCLUSIVE_C14N,
  PROTOCOL,
  RSA_OAEP,
  SUCCESS,
  XMLENC,
  XMLENC11,
} from './words.ts';

const ELEMENTS = new Set([PROTOCOL, ASSERTION, DSIG, XMLENC, XMLENC11, EXCLUSIVE_C14N]);
const DECLARED = new Set([
  ...ELEMENTS,
  'http://www.w3.org/2001/XMLSchema',
  'http://www.w3.org/2001/XMLSchema-instance',
]);
/**
 * Honest answers have about a hundred elements. More are slow to canonicalise, and whether the signature is genuine is
 * not known before that: nobody may keep the process busy with an answer of their own making.
 */
const MOST_ELEMENTS = 250;
const MOST_ATTRIBUTES = 1_000;
const ID = /^[A-Za-z_][A-Za-z0-9._-]{15,127}$/;

/**
 * Every element is of a namespace that has business here, and no ID stands twice or hides behind a prefix or another
 * spelling: what is signed and what is read are found by them.
 * @throws Refused
 */
export function checkNames(root: XmlElement): void {
  const ids = new Set<string>();
  const everything = everythingIn(root);
  insist(everything.length <= MOST_ELEMENTS, 'structure');
  const written = everything.map(({ attributes, declared }) => attributes.length + declared.length);
  insist(written.reduce((sum, count) => sum + count, 0) <= MOST_ATTRIBUTES, 'structure');
  for (const element of everything) {
    insist(ELEMENTS.has(element.namespace), 'structure');
    insist(
      element.declared.every((namespace) => DECLARED.has(namespace)),
      'structure',
    );
    for (const { namespace, name, value } of element.attributes) {
      if (name.toLowerCase() !== 'id') continue;
      insist(namespace === '' && !ids.has(value), 'structure');
      // XML Encryption and signatures spell it `Id`; what SAML refers to is `ID`.
      insist(name === (isOfSaml(element) ? 'ID' : 'Id'), 'structure');
      ids.add(value);
    }
  }
}

const isOfSaml = ({ namespace }: XmlElement) => namespace === PROTOCOL || namespace === ASSERTION;

/** @throws Refused unless the issuer is the provider that the university's settings name */
export function checkIssuer(message: XmlElement, entityId: string): void {
  const issuer = childOf(message, ASSERTION, 'Issuer');
  insist(issuer !== null && issuer.text.trim() === entityId, 'issuer');
  const format = attributeOf(issuer, 'Format');
  insist(format === null || format === ENTITY, 'issuer');
}

/** @throws Refused when a message was not made just now, by clocks that may differ by a minute */
export function checkMadeJustNow(message: XmlElement, now: Date): void {
  const madeAt = instantOf(attributeOf(message, 'IssueInstant'));
  insist(madeAt <= now.getTime() + CLOCK_SKEW, 'time');
  insist(madeAt >= now.getTime() - 5 * 60_000, 'time');
}

function checkEncryption(encrypted: XmlElement): void {
  const data = childrenOf(encrypted, XMLENC, 'EncryptedData');
  insist(data.length === 1, 'encryption');
  const methods = everythingIn(encrypted).filter(
    ({ namespace, name }) => namespace === XMLENC && name === 'EncryptionMethod',
  );
  for (const method of methods) {
    const isOfKey = method.parent?.name === 'EncryptedKey';
    const algorithm = attributeOf(method, 'Algorithm') ?? '';
    insist(isOfKey ? algorithm === RSA_OAEP : DATA_CIPHERS.includes(algorithm), 'encryption');
  }
  insist(methods.length === 2, 'encryption');
  // What is decrypted lies in the message itself: nothing is fetched.
  const references = new Set(['CipherReference', 'RetrievalMethod']);
  insist(
    everythingIn(encrypted).every(({ name }) => !references.has(name)),
    'encryption',
  );
}

export interface Envelope {
  inResponseTo: string;
  /** False for an answer without a person: the provider reports a failure. */
  hasPerson: boolean;
}

/**
 * Judges the outside of an answer before anything of it is verified or decrypted: one signed Response of the right
 * provider, to us, to a request, with exactly one assertion where one may stand, and nothing else anywhere.
 * @param expected `consumer`: the address that the answer must be meant for
 * @throws Refused
 */
export function checkEnvelope(
  root: XmlElement,
  expected: { entityId: string; consumer: string; now: Date },
): Envelope {
  insist(root.namespace === PROTOCOL && root.name === 'Response', 'not_a_response');
  insist(attributeOf(root, 'Version') === '2.0', 'not_a_response');
  checkNames(root);
  insist(ID.test(attributeOf(root, 'ID') ?? ''), 'structure');

  const allowed = new Set(['Issuer', 'Signature', 'Status', 'Assertion', 'EncryptedAssertion']);
  insist(
    root.children.every(({ name }) => allowed.has(name)),
    'structure',
  );
  const everything = everythingIn(root);
  const named = (...names: string[]) => everything.filter(({ name }) => names.includes(name));
  insist(named('Response').length === 1, 'structure');
  const assertions = named('Assertion', 'EncryptedAssertion');
  insist(
    assertions.every(({ parent, namespace }) => parent === root && namespace === ASSERTION),
    'structure',
  );
  insist(assertions.length <= 1, 'structure');
  const [assertion] = assertions;
  const plain = assertion?.name === 'Assertion' ? assertion : null;
  const signatures = named('Signature');
  insist(
    signatures.every(({ parent }) => parent === root || parent === plain),
    'structure',
  );

  checkSignatureForm(root);
  if (plain) checkSignatureForm(plain);
  else if (assertion) checkEncryption(assertion);

  checkIssuer(root, expected.entityId);
  insist(attributeOf(root, 'Destination') === expected.consumer, 'destination');
  checkMadeJustNow(root, expected.now);
  const inResponseTo = attributeOf(root, 'InResponseTo');
  insist(inResponseTo !== null && inResponseTo !== '', 'in_response_to');

  const status = childOf(root, PROTOCOL, 'Status');
  const code = status && childOf(status, PROTOCOL, 'StatusCode');
  insist(code !== null, 'structure');
  const hasPerson = attributeOf(code, 'Value') === SUCCESS;
  insist(hasPerson === (assertion !== undefined), 'structure');
  return { inResponseTo, hasPerson };
}
