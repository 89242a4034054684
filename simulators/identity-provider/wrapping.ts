import { assertionXml, newId, responseXml } from './response.ts';
import type { Answer } from './response.ts';

/**
 * Signature wrapping: the honest, signed elements stay somewhere in the message, so that their signatures are genuine,
 * and a forged element stands where a careless reader looks.
 */
export const wrappings = [
  'wrap-response-in-signature',
  'wrap-response-behind',
  'wrap-assertion-before',
  'wrap-assertion-around',
  'wrap-assertion-with-its-signature',
  'wrap-assertion-in-signature',
  'wrap-assertion-in-extensions',
  'wrap-assertion-in-object',
  'wrap-same-id',
] as const;

export type Wrapping = (typeof wrappings)[number];

export const isWrapping = (kind: string): kind is Wrapping =>
  wrappings.some((known) => known === kind);

interface Parts {
  /** The signed response, with the assertion in the clear. */
  honest: string;
  /** What it shall seem to say. */
  forged: Answer;
}

const signature = /<ds:Signature[^]*?<\/ds:Signature>/;

/** The honest message, taken apart. */
function split(honest: string) {
  const assertion = /<saml:Assertion [^]*<\/saml:Assertion>/.exec(honest)?.[0] ?? '';
  const ofAssertion = signature.exec(assertion)?.[0] ?? '';
  const ofResponse = signature.exec(honest.replace(assertion, ''))?.[0] ?? '';
  return { assertion, ofAssertion, ofResponse };
}

const intoSignature = (signed: string, inner: string) =>
  signed.replace('</ds:Signature>', `${inner}</ds:Signature>`);
const behindIssuer = (xml: string, inner: string) =>
  xml.replace('</saml:Issuer>', `</saml:Issuer>${inner}`);

/** @returns the message with both signatures in it and somebody else to be read */
export function wrap(kind: Wrapping, { honest, forged: answer }: Parts): string {
  const { assertion, ofAssertion, ofResponse } = split(honest);
  const evil = { ...answer, responseId: newId(), assertionId: newId() };
  const forged = assertionXml(evil);
  const isBare = (xml: string) => xml.replace(signature, '');
  switch (kind) {
    case 'wrap-response-in-signature': {
      const around = intoSignature(ofResponse, `<ds:Object>${isBare(honest)}</ds:Object>`);
      return behindIssuer(responseXml(evil, behindIssuer(forged, ofAssertion)), around);
    }
    case 'wrap-response-behind': {
      const root = responseXml(evil, behindIssuer(forged, ofAssertion));
      return behindIssuer(root, isBare(honest) + ofResponse);
    }
    case 'wrap-assertion-before':
      return honest.replace(assertion, forged + assertion);
    case 'wrap-assertion-around':
      return honest.replace(
        assertion,
        forged.replace('</saml:Assertion>', `${assertion}</saml:Assertion>`),
      );
    case 'wrap-assertion-with-its-signature':
      return honest.replace(assertion, behindIssuer(forged, ofAssertion) + isBare(assertion));
    case 'wrap-assertion-in-signature':
      return honest.replace(
        assertion,
        behindIssuer(forged, intoSignature(ofAssertion, isBare(assertion))),
      );
    case 'wrap-assertion-in-extensions':
      return honest.replace(
        '<samlp:Status>',
        `<samlp:Extensions>${forged}</samlp:Extensions><samlp:Status>`,
      );
    case 'wrap-assertion-in-object': {
      const object = `<ds:Object>${isBare(assertion)}</ds:Object>`;
      return honest.replace(assertion, behindIssuer(forged, intoSignature(ofAssertion, object)));
    }
    case 'wrap-same-id': {
      const sameIds = assertionXml(answer);
      return behindIssuer(
        responseXml(answer, behindIssuer(sameIds, ofAssertion)),
        intoSignature(ofResponse, `<ds:Object>${isBare(honest)}</ds:Object>`),
      );
    }
  }
}
