import { verify } from 'node:crypto';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { insist, Refused } from './refused.ts';
import { parseStrictXml } from './strict-xml.ts';
import type { XmlElement } from './strict-xml.ts';
import { RSA_SHA256 } from './words.ts';

const inflate = promisify(inflateRaw);
const MOST_BYTES = 64_000;
const KNOWN = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature'] as const;
type Known = (typeof KNOWN)[number];

export interface RedirectMessage {
  root: XmlElement;
  kind: 'request' | 'response';
  relayState: string | null;
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    throw new Refused('not_readable');
  }
}

/** Parameters by their exact names, raw, each at most once. */
function parametersOf(query: string): Map<Known, string> {
  const found = new Map<Known, string>();
  for (const pair of query.split('&')) {
    const separator = pair.indexOf('=');
    const known = KNOWN.find((name) => name === pair.slice(0, separator));
    if (!known) continue;
    insist(!found.has(known), 'not_readable');
    found.set(known, pair.slice(separator + 1));
  }
  return found;
}

/**
 * A message of the redirect binding (SAML bindings, 3.4): the signature covers the raw parameters in a fixed order, so
 * they are taken as they came. Unsigned messages are refused; node-saml would let them pass.
 * @param query without the question mark
 * @throws Refused, UnacceptableXml
 */
export async function readRedirect(
  query: string,
  certificates: readonly string[],
): Promise<RedirectMessage> {
  const parameters = parametersOf(query);
  const request = parameters.get('SAMLRequest');
  const response = parameters.get('SAMLResponse');
  insist((request === undefined) !== (response === undefined), 'not_readable');
  const [name, raw] =
    request === undefined ? ['SAMLResponse', response ?? ''] : ['SAMLRequest', request];
  const signature = parameters.get('Signature');
  const algorithm = parameters.get('SigAlg');
  insist(signature !== undefined && algorithm !== undefined, 'signature');
  insist(decoded(algorithm) === RSA_SHA256, 'algorithm');
  const relayState = parameters.get('RelayState');
  const signed = [
    `${name}=${raw}`,
    ...(relayState === undefined ? [] : [`RelayState=${relayState}`]),
    `SigAlg=${algorithm}`,
  ].join('&');
  const bytes = Buffer.from(decoded(signature).replaceAll(' ', '+'), 'base64');
  const isGenuine = certificates.some((certificate) =>
    verify('RSA-SHA256', Buffer.from(signed), certificate, bytes),
  );
  insist(isGenuine, 'signature');

  const deflated = Buffer.from(decoded(raw).replaceAll(' ', '+'), 'base64');
  const xml = await inflate(deflated, { maxOutputLength: MOST_BYTES }).catch(() => {
    throw new Refused('not_readable');
  });
  return {
    root: parseStrictXml(xml.toString('utf8')),
    kind: request === undefined ? 'response' : 'request',
    relayState: relayState === undefined ? null : decoded(relayState),
  };
}
