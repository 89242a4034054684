import { SAML, SamlStatusError, ValidateInResponseTo } from '@node-saml/node-saml';
import type { CacheProvider, Profile } from '@node-saml/node-saml';
import { readIdentity } from '../../domain/account/gakunin-attributes.ts';
import { readAssertion } from './assertion.ts';
import { checkEnvelope } from './envelope.ts';
import { readLogoutRequest, readLogoutResponse } from './logout.ts';
import type { ProviderMetadata } from './metadata.ts';
import { ownMetadata } from './own-metadata.ts';
import type { LogoutMessage, RequestBook, SamlAnswer, SamlGateway, SamlRefusal } from './port.ts';
import { readRedirect } from './redirect-binding.ts';
import { CLOCK_SKEW, insist, Refused } from './refused.ts';
import { parseStrictXml, UnacceptableXml } from './strict-xml.ts';
import { TRANSIENT } from './words.ts';

/** Our side towards one university's provider. */
export interface SamlSettings {
  /** Our own entityID there. */
  ownEntityId: string;
  /** Address that answers are posted to. */
  consumer: string;
  /** Address of our single logout. */
  logout: string;
  /** Signs our requests and opens encrypted assertions; null: not set up. */
  keyPair: { keyPem: string; certificatePem: string } | null;
  provider(): ProviderMetadata | null;
  scopes: readonly string[];
}

/** How long a request waits for its answer. Milliseconds; the book says the same. */
const REQUEST_LIFE = 10 * 60_000;

const MOST_BASE64 = 280_000;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const NOTHING_SAVED: CacheProvider = {
  saveAsync: () => Promise.resolve(null),
  getAsync: () => Promise.resolve(null),
  removeAsync: () => Promise.resolve(null),
};

/**
 * node-saml asks here whether a request waits. It is used up not here but together with the assertion's being accepted,
 * in one statement: between a look and a removal another post of the same answer could slip through.
 */
function cacheOf(book: RequestBook): CacheProvider {
  return {
    async saveAsync(id) {
      await book.save(id);
      return null;
    },
    async getAsync(id) {
      return (await book.waitingSince(id))?.toISOString() ?? null;
    },
    removeAsync: () => Promise.resolve(null),
  };
}

/** node-saml's own words for what it does not like, as ours. */
const REASONS: readonly [RegExp, SamlRefusal][] = [
  [/InResponseTo/i, 'in_response_to'],
  [/audience/i, 'audience'],
  [/expired|not yet valid|subject confirmation|NotOnOrAfter|NotBefore|timestamp/i, 'time'],
  [/signature/i, 'signature'],
  [/decrypt|EncryptedAssertion/i, 'encryption'],
];

function reasonOf(error: unknown): SamlRefusal {
  if (error instanceof Refused) return error.reason;
  if (error instanceof UnacceptableXml) return 'not_readable';
  const message = error instanceof Error ? error.message : '';
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'signature';
}

/** @throws Refused for anything but base64 of UTF-8 */
function decode(samlResponse: string): string {
  insist(samlResponse.length <= MOST_BASE64, 'not_readable');
  // Lines may be broken anywhere. Taken out first: one expression for both would take minutes over many blanks.
  insist(BASE64.test(samlResponse.replace(/\s+/g, '')), 'not_readable');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(samlResponse, 'base64'));
  } catch {
    throw new Refused('not_readable');
  }
}

const UNAVAILABLE = {
  kind: 'unavailable',
  detail: 'no key pair of our own, or no metadata of the provider',
} as const;

/**
 * A university's identity provider, by node-saml: response and assertion signed, audience, times within a minute, an
 * answer to a request that waits. Around it stand checks of our own (envelope.ts, assertion.ts, signature.ts), so that
 * one mistake in one of the two lets nobody in; what is read is read from the bytes that were signed.
 */
export function createSamlGateway(settings: SamlSettings): SamlGateway {
  const { ownEntityId, consumer, logout, keyPair, scopes } = settings;

  function sidesOf(
    cacheProvider: CacheProvider,
    logoutUrl?: (to: ProviderMetadata) => string | null,
  ) {
    const provider = settings.provider();
    if (!provider || !keyPair) return null;
    const saml = new SAML({
      issuer: ownEntityId,
      audience: ownEntityId,
      callbackUrl: consumer,
      entryPoint: provider.signInUrl,
      logoutUrl: logoutUrl?.(provider) ?? provider.signInUrl,
      idpCert: provider.signingCertificates,
      idpIssuer: provider.entityId,
      privateKey: keyPair.keyPem,
      publicCert: keyPair.certificatePem,
      decryptionPvk: keyPair.keyPem,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      identifierFormat: TRANSIENT,
      wantAuthnResponseSigned: true,
      wantAssertionsSigned: true,
      validateInResponseTo: ValidateInResponseTo.always,
      requestIdExpirationPeriodMs: REQUEST_LIFE,
      acceptedClockSkewMs: CLOCK_SKEW,
      disableRequestedAuthnContext: true,
      cacheProvider,
    });
    return { provider, saml };
  }

  async function judge(samlResponse: string, book: RequestBook, now: Date): Promise<SamlAnswer> {
    const sides = sidesOf(cacheOf(book));
    if (!sides) return UNAVAILABLE;
    const { provider, saml } = sides;
    const { entityId } = provider;
    const root = parseStrictXml(decode(samlResponse));
    const { inResponseTo, hasPerson } = checkEnvelope(root, { entityId, consumer, now });
    let profile: Profile | null;
    try {
      ({ profile } = await saml.validatePostResponseAsync({ SAMLResponse: samlResponse }));
    } catch (error) {
      // Thrown only after the signature around it was found genuine and the request waiting.
      if (error instanceof SamlStatusError && !hasPerson) {
        return { kind: 'withheld', requestId: inResponseTo };
      }
      throw error;
    }
    const signed = profile?.getAssertionXml?.();
    insist(hasPerson && signed !== undefined, 'structure');
    const assertion = readAssertion(parseStrictXml(signed), {
      entityId,
      audience: ownEntityId,
      consumer,
      inResponseTo,
      now,
    });
    const reading = readIdentity(assertion.attributes, scopes);
    if (reading.kind === 'withheld') return { kind: 'withheld', requestId: inResponseTo };
    insist(reading.kind !== 'foreign_scope', 'foreign_scope');
    insist(reading.kind === 'identity', 'malformed_attribute');
    return { kind: 'accepted', requestId: inResponseTo, ...assertion, identity: reading.identity };
  }

  async function judgeLogout(query: string, now: Date): Promise<LogoutMessage> {
    const sides = sidesOf(NOTHING_SAVED, (provider) => provider.logoutAnswerUrl);
    if (!sides) return UNAVAILABLE;
    const { provider, saml } = sides;
    const { root, kind, relayState } = await readRedirect(query, provider.signingCertificates);
    const expected = { entityId: provider.entityId, logout, now };
    if (kind === 'response') return { ...readLogoutResponse(root, expected), relayState };
    insist(provider.logoutAnswerUrl !== null, 'destination');
    const { id, nameId, sessionIndexes } = readLogoutRequest(root, expected);
    return {
      kind: 'request',
      nameId,
      sessionIndexes,
      answerUrl: () =>
        saml.getLogoutResponseUrlAsync({ ID: id } as Profile, relayState ?? '', {}, true),
    };
  }

  return {
    async begin(book, relayState) {
      const sides = sidesOf(cacheOf(book));
      return sides ? sides.saml.getAuthorizeUrlAsync(relayState, undefined, {}) : null;
    },
    async read(samlResponse, book, now) {
      try {
        return await judge(samlResponse, book, now);
      } catch (error) {
        if (isOurOwnTrouble(error)) throw error;
        return { kind: 'refused', reason: reasonOf(error) };
      }
    },
    async logoutUrl(visit, relayState = '') {
      const sides = sidesOf(NOTHING_SAVED, (provider) => provider.logoutUrl);
      if (!sides?.provider.logoutUrl) return null;
      const { nameId, nameIdFormat, nameQualifier, spNameQualifier, sessionIndex } = visit;
      const user = {
        issuer: sides.provider.entityId,
        nameID: nameId,
        nameIDFormat: nameIdFormat ?? TRANSIENT,
        ...(nameQualifier === null ? {} : { nameQualifier }),
        ...(spNameQualifier === null ? {} : { spNameQualifier }),
        ...(sessionIndex === null ? {} : { sessionIndex }),
      };
      return sides.saml.getLogoutUrlAsync(user, relayState, {});
    },
    async readLogout(query, now) {
      try {
        return await judgeLogout(query, now);
      } catch (error) {
        if (isOurOwnTrouble(error)) throw error;
        return { kind: 'refused', reason: reasonOf(error) };
      }
    },
    metadata: () =>
      keyPair &&
      ownMetadata({
        entityId: ownEntityId,
        consumer,
        logout,
        certificatePem: keyPair.certificatePem,
      }),
    origins() {
      const provider = settings.provider();
      if (!provider || !keyPair) return [];
      const addresses = [provider.signInUrl, provider.logoutUrl, provider.logoutAnswerUrl];
      const origins = addresses.flatMap((address) => (address ? [new URL(address).origin] : []));
      return [...new Set(origins)];
    },
  };
}

/** The database is away: no reason to tell anybody that their answer was not genuine. */
function isOurOwnTrouble(error: unknown): boolean {
  if (error instanceof Refused || error instanceof UnacceptableXml) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    (typeof code === 'string' && /^([0-9A-Z]{5}|ECONN[A-Z]+|ETIMEDOUT|EPIPE)$/.test(code)) ||
    (typeof message === 'string' && /^(Connection terminated|timeout exceeded)/.test(message))
  );
}
