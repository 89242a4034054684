import { insist } from './refused.ts';
import { attributeOf, childOf, childrenOf } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';
import { DSIG, ENVELOPED, EXCLUSIVE_C14N, RSA_SHA256, SHA256 } from './words.ts';

/** SHA-256 of nothing: what a canonicalisation that came out empty would be signed as. */
const DIGEST_OF_NOTHING = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

const algorithmOf = (element: XmlElement | null) => attributeOf(element, 'Algorithm');

/**
 * Whether the signature of an element is of the one form that we take: enveloped, over that very element and nothing
 * else, exclusive canonicalisation without comments, RSA-SHA256. Whether it is genuine is node-saml's to say.
 * @throws Refused
 */
export function checkSignatureForm(signed: XmlElement): void {
  const signatures = childrenOf(signed, DSIG, 'Signature');
  const [signature] = signatures;
  insist(signatures.length === 1 && signature !== undefined, 'signature');
  const info = childOf(signature, DSIG, 'SignedInfo');
  insist(info !== null && childOf(signature, DSIG, 'Object') === null, 'structure');
  insist(
    algorithmOf(childOf(info, DSIG, 'CanonicalizationMethod')) === EXCLUSIVE_C14N,
    'algorithm',
  );
  insist(algorithmOf(childOf(info, DSIG, 'SignatureMethod')) === RSA_SHA256, 'algorithm');

  const references = childrenOf(info, DSIG, 'Reference');
  const [reference] = references;
  insist(references.length === 1 && reference !== undefined, 'structure');
  const id = attributeOf(signed, 'ID');
  insist(id !== null && attributeOf(reference, 'URI') === `#${id}`, 'structure');
  insist(algorithmOf(childOf(reference, DSIG, 'DigestMethod')) === SHA256, 'algorithm');
  const digest = childOf(reference, DSIG, 'DigestValue')?.text.trim() ?? '';
  insist(digest !== '' && digest !== DIGEST_OF_NOTHING, 'structure');

  const transforms = childOf(reference, DSIG, 'Transforms')?.children ?? [];
  insist(
    transforms.every(({ namespace, name }) => namespace === DSIG && name === 'Transform'),
    'structure',
  );
  insist(transforms.map(algorithmOf).join(' ') === `${ENVELOPED} ${EXCLUSIVE_C14N}`, 'algorithm');
}
