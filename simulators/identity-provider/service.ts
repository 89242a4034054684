/** A service that the provider serves, as its metadata describes it. */
export interface Service {
  entityId: string;
  consumer: string;
  logout: string | null;
  certificatePem: string;
}

const unescapeXml = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

/**
 * Reads the metadata of a service that the town trusts.
 * @throws Error when something that is needed is not in it
 */
export function readService(metadata: string): Service {
  const find = (pattern: RegExp) => {
    const found = pattern.exec(metadata)?.[1];
    return found === undefined ? null : unescapeXml(found);
  };
  const certificate = find(/<(?:\w+:)?X509Certificate>([^<]+)</)?.replace(/\s/g, '');
  const entityId = find(/entityID="([^"]+)"/);
  const consumer = find(/AssertionConsumerService[^>]*Location="([^"]+)"/);
  if (!certificate || !entityId || !consumer) throw new Error('This is no metadata of a service.');
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return {
    entityId,
    consumer,
    logout: find(/SingleLogoutService[^>]*Location="([^"]+)"/),
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const attribute = (xml: string, name: string) =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(xml)?.[1] ?? null;
const element = (xml: string, name: string) =>
  new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1] ?? null;

/** What is needed of a message whose signature was checked. */
export function readMessage(xml: string) {
  return {
    id: attribute(xml, 'ID') ?? '',
    issuer: unescapeXml(element(xml, 'Issuer') ?? ''),
    consumer: unescapeXml(attribute(xml, 'AssertionConsumerServiceURL') ?? ''),
    nameId: unescapeXml(element(xml, 'NameID') ?? ''),
    sessionIndex: element(xml, 'SessionIndex'),
    status: /StatusCode[^>]*Value="([^"]+)"/.exec(xml)?.[1] ?? null,
  };
}
