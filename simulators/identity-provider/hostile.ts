import type { KeyPair } from './keys.ts';
import type { ReleasedAttribute } from './people.ts';
import { assertionXml, makeResponse, newId, responseXml } from './response.ts';
import type { Answer, Making } from './response.ts';
import { signatureOfNothing, signElement } from './xml.ts';
import { isWrapping, wrap, wrappings } from './wrapping.ts';

/** What a hostile answer is made from. */
export interface Attack {
  /** The honest answer about whoever logged in: the attacker's own. */
  answer: Answer;
  making: Making;
  /** Somebody else, whom the attacker wants to be. */
  victim: ReleasedAttribute[];
  /** A key that is in no metadata. */
  stranger: KeyPair;
  /** A key that once was in the metadata, or might have been. */
  removed: KeyPair;
  /** The last honest answer, base64, and the ID of its assertion; null when there was none. */
  last: { samlResponse: string; assertionId: string } | null;
}

const minutes = (count: number) => count * 60_000;
const later = (date: Date, by: number) => new Date(date.getTime() + by);
const sha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const uniqueId = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.13';
const personalCode = 'urn:oid:1.3.6.1.4.1.32264.1.1.6';

/** Changes the values of one attribute. */
function withValues(answer: Answer, name: string, change: (values: string[]) => string[]): Answer {
  const attributes = answer.attributes.map((attribute) =>
    attribute.name === name ? { ...attribute, values: change(attribute.values) } : attribute,
  );
  return { ...answer, attributes };
}

const valueOf = (attributes: readonly ReleasedAttribute[], name: string) =>
  attributes.find((attribute) => attribute.name === name)?.values[0] ?? '';

const inTheClear = (making: Making): Making => ({ ...making, encryptFor: null });

type Make = (attack: Attack) => Promise<string> | string;

const plain: Record<string, Make> = {
  'unsigned-response': ({ answer, making }) =>
    makeResponse(answer, { ...making, signsResponse: false }),
  'unsigned-assertion': ({ answer, making }) =>
    makeResponse(answer, { ...making, signsAssertion: false }),
  'unsigned-assertion-in-clear': ({ answer, making }) =>
    makeResponse(answer, { ...inTheClear(making), signsAssertion: false }),
  'wrong-audience': ({ answer, making }) =>
    makeResponse({ ...answer, audience: 'https://other-service.example/sp' }, making),
  'wrong-destination': ({ answer, making }) =>
    makeResponse({ ...answer, destination: 'https://other-service.example/acs' }, making),
  'wrong-recipient': ({ answer, making }) =>
    makeResponse({ ...answer, recipient: 'https://other-service.example/acs' }, making),
  'wrong-in-response-to': ({ answer, making }) =>
    makeResponse({ ...answer, inResponseTo: newId() }, making),
  unsolicited: ({ answer, making }) => makeResponse({ ...answer, inResponseTo: null }, making),
  'other-request-inside': ({ answer, making }) =>
    makeResponse(answer, {
      ...making,
      // The frame answers the request, what it holds answers another.
      alterResponse: (response) => response,
      alterAssertion: () =>
        signElement(
          assertionXml({ ...answer, inResponseTo: newId() }),
          answer.assertionId,
          making.key,
        ),
    }),
  expired: ({ answer, making }) =>
    makeResponse(
      {
        ...answer,
        notBefore: later(answer.issuedAt, -minutes(10)),
        notOnOrAfter: later(answer.issuedAt, -minutes(2)),
      },
      making,
    ),
  'not-yet-valid': ({ answer, making }) =>
    makeResponse(
      {
        ...answer,
        notBefore: later(answer.issuedAt, minutes(2)),
        notOnOrAfter: later(answer.issuedAt, minutes(10)),
      },
      making,
    ),
  'made-long-ago': ({ answer, making }) =>
    makeResponse({ ...answer, issuedAt: later(answer.issuedAt, -minutes(20)) }, making),
  'other-entity': ({ answer, making }) => {
    const issuer = 'https://idp.other-university.example/idp';
    return makeResponse({ ...answer, issuer, assertionIssuer: issuer }, making);
  },
  'other-entity-inside': ({ answer, making }) =>
    makeResponse(
      { ...answer, assertionIssuer: 'https://idp.other-university.example/idp' },
      making,
    ),
  'other-key': ({ answer, making, stranger }) => makeResponse(answer, { ...making, key: stranger }),
  'other-key-inside': ({ answer, making, stranger }) =>
    makeResponse(answer, {
      ...making,
      alterAssertion: () => signElement(assertionXml(answer), answer.assertionId, stranger),
    }),
  'removed-key': ({ answer, making, removed }) => makeResponse(answer, { ...making, key: removed }),
  /** An assertion that was accepted before, in the answer to another request. */
  'assertion-again': ({ answer, making, last }) =>
    makeResponse({ ...answer, assertionId: last?.assertionId ?? answer.assertionId }, making),
  'other-scope': ({ answer, making }) =>
    makeResponse(
      withValues(answer, uniqueId, ([id = '']) => [`${id.split('@')[0]}@other-university.example`]),
      making,
    ),
  'other-scope-of-number': ({ answer, making }) =>
    makeResponse(
      withValues(answer, personalCode, (codes) => [...codes, 'student:1@other-university.example']),
      making,
    ),
  'two-ids': ({ answer, making, victim }) =>
    makeResponse(
      withValues(answer, uniqueId, (ids) => [...ids, valueOf(victim, uniqueId)]),
      making,
    ),
  'attribute-twice': ({ answer, making, victim }) =>
    makeResponse({ ...answer, attributes: [...answer.attributes, ...victim] }, making),
  sha1: ({ answer, making }) =>
    makeResponse(answer, { ...making, signature: { signatureAlgorithm: sha1 } }),
  'sha1-digest': ({ answer, making }) =>
    makeResponse(answer, {
      ...making,
      signature: { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' },
    }),
  'sha1-inside': ({ answer, making }) =>
    makeResponse(answer, {
      ...making,
      alterAssertion: () =>
        signElement(assertionXml(answer), answer.assertionId, making.key, {
          signatureAlgorithm: sha1,
        }),
    }),
  'canonical-with-comments': ({ answer, making }) =>
    makeResponse(answer, {
      ...making,
      signature: { canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' },
    }),
  'old-key-transport': ({ answer, making }) =>
    makeResponse(answer, {
      ...making,
      keyTransport: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5',
    }),
  /** The provider signs an ID that begins like the victim's; a comment cuts it there for careless readers. */
  'comment-in-id': async ({ answer, making, victim }) => {
    const id = valueOf(victim, uniqueId);
    const longer = withValues(answer, uniqueId, () => [`${id}.evil.example`]);
    const response = await makeResponse(longer, inTheClear(making));
    return response.replace(`${id}.evil.example<`, `${id}<!-- -->.evil.example<`);
  },
  /** The same inside what is encrypted, where nobody looks before the signature is checked. */
  'comment-in-encrypted-id': ({ answer, making, victim }) => {
    const id = valueOf(victim, uniqueId);
    return makeResponse(
      withValues(answer, uniqueId, () => [`${id}.evil.example`]),
      {
        ...making,
        alterAssertion: (xml) => xml.replace(`${id}.evil`, `${id}<!-- -->.evil`),
      },
    );
  },
  doctype: async ({ answer, making }) =>
    `<!DOCTYPE Response [<!ENTITY who "somebody">]>${await makeResponse(answer, making)}`,
  'two-assertions': ({ answer, making, victim }) => {
    const other = { ...answer, assertionId: newId(), attributes: victim };
    return makeResponse(answer, {
      ...inTheClear(making),
      alterAssertion: (xml) =>
        signElement(assertionXml(other), other.assertionId, making.key) + xml,
    });
  },
  'same-id-twice': ({ answer, making, victim }) =>
    makeResponse(answer, {
      ...inTheClear(making),
      alterResponse: (xml) =>
        xml.replace(
          '<samlp:Status>',
          `${assertionXml({ ...answer, attributes: victim })}<samlp:Status>`,
        ),
    }),
  /** An element that is called Assertion in nobody's namespace: careless readers go by the name alone. */
  'foreign-namespace': ({ answer, making, victim }) => {
    const forged = assertionXml({ ...answer, assertionId: newId(), attributes: victim });
    return makeResponse(answer, {
      ...inTheClear(making),
      alterResponse: (xml) =>
        xml.replace(
          '<samlp:Status>',
          `${forged.replace(/xmlns:saml="[^"]*"/, 'xmlns:saml="urn:nobody"')}<samlp:Status>`,
        ),
    });
  },
  /** The signed element carries a second ID under a prefix, for readers that take the last one. */
  'second-id': ({ answer, making }) =>
    makeResponse(answer, {
      ...making,
      alterResponse: (xml) =>
        xml.replace(
          '<samlp:Response ',
          `<samlp:Response xmlns:p="${'urn:oasis:names:tc:SAML:2.0:protocol'}" p:ID="${newId()}" `,
        ),
    }),
  /** A relative namespace makes some canonicalisers give nothing, whose digest is known to everybody. */
  'void-canonical-form': ({ answer, making, victim }) => {
    const forged = { ...answer, attributes: victim };
    const assertion = assertionXml(forged)
      .replace('<saml:Assertion ', '<saml:Assertion xmlns:void="1" ')
      .replace(
        '</saml:Issuer>',
        `</saml:Issuer>${signatureOfNothing(answer.assertionId, making.key)}`,
      );
    return responseXml(forged, assertion)
      .replace('<samlp:Response ', '<samlp:Response xmlns:void="1" ')
      .replace(
        '</saml:Issuer>',
        `</saml:Issuer>${signatureOfNothing(answer.responseId, making.key)}`,
      );
  },
  'logout-response': ({ answer, making }) => {
    const xml = responseXml(answer, '').replaceAll('samlp:Response', 'samlp:LogoutResponse');
    return signElement(xml, answer.responseId, making.key);
  },
};

/** Every way in which an answer can be hostile; a control call arms one for the next log-in. */
export const hostileKinds: readonly string[] = ['replay', ...Object.keys(plain), ...wrappings];

/** @returns the answer as it is posted, base64 */
export async function makeHostile(kind: string, attack: Attack): Promise<string> {
  if (kind === 'replay' && attack.last !== null) return attack.last.samlResponse;
  const xml = isWrapping(kind)
    ? wrap(kind, {
        honest: await makeResponse(attack.answer, inTheClear(attack.making)),
        forged: { ...attack.answer, attributes: attack.victim },
      })
    : await plain[kind]?.(attack);
  if (xml === undefined) throw new Error(`There is no hostile answer of the kind "${kind}" here.`);
  return Buffer.from(xml).toString('base64');
}
