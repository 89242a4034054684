import type { ReleasedIdentity } from '../../domain/account/gakunin-attributes.ts';

/** How the provider names somebody's visit, so that it can be ended there and from there. Opaque, kept in the session. */
export interface SamlVisit {
  nameId: string;
  nameIdFormat: string | null;
  nameQualifier: string | null;
  spNameQualifier: string | null;
  sessionIndex: string | null;
}

/** Why an answer of a provider was not believed: a plain word for audit and log, nothing of the person. */
export type SamlRefusal =
  | 'not_readable'
  | 'not_a_response'
  | 'structure'
  | 'algorithm'
  | 'signature'
  | 'issuer'
  | 'destination'
  | 'recipient'
  | 'audience'
  | 'in_response_to'
  | 'time'
  | 'encryption'
  | 'foreign_scope'
  | 'malformed_attribute';

export type SamlAnswer =
  | {
      kind: 'accepted';
      /** The request that it answers; whoever accepts it sees to it that it is answered once. */
      requestId: string;
      assertionId: string;
      /** When the assertion could not be valid any more, clock skew included. */
      expiresAt: Date;
      identity: ReleasedIdentity;
      visit: SamlVisit;
    }
  /** A genuine answer without the person: they did not consent to the release of who they are. */
  | { kind: 'withheld'; requestId: string }
  | { kind: 'refused'; reason: SamlRefusal }
  /** Our own settings or the provider's metadata cannot be used. */
  | { kind: 'unavailable'; detail: string };

/** What came to our logout address. */
export type LogoutMessage =
  /** The provider asks us to end these visits; `answerUrl` is where the browser takes our answer. */
  | {
      kind: 'request';
      nameId: string;
      sessionIndexes: string[];
      answerUrl(): Promise<string>;
    }
  /** The provider's answer to our own request: whether it ended its side. */
  | {
      kind: 'response';
      isSuccess: boolean;
      /** What we had sent along; signed by the provider like the rest. */
      relayState: string | null;
    }
  | { kind: 'refused'; reason: SamlRefusal }
  | { kind: 'unavailable'; detail: string };

/** The requests that we sent and that wait for their answer. */
export interface RequestBook {
  /** Is called before the browser leaves, with an ID that nobody can guess. */
  save(requestId: string): Promise<void>;
  /** @returns when the request was made, or null when none of that ID waits for an answer of this university */
  waitingSince(requestId: string): Promise<Date | null>;
}

/** A university's identity provider (SAML 2.0), and our side towards it. */
export interface SamlGateway {
  /**
   * Makes a signed request (redirect binding).
   * @param relayState carries nothing; it only has to be there for providers that insist on one
   * @returns where to send the browser, or null while provider or settings cannot be used
   */
  begin(book: RequestBook, relayState: string): Promise<string | null>;
  /**
   * Judges what a browser posted in the provider's name. Changes nothing.
   * @param samlResponse base64, as posted
   * @param now for conditions; the same clock as the request's
   */
  read(samlResponse: string, book: RequestBook, now: Date): Promise<SamlAnswer>;
  /**
   * @param relayState comes back with the provider's answer
   * @returns where to send the browser so that the visit ends at the provider too; null where it offers no logout
   */
  logoutUrl(visit: SamlVisit, relayState?: string): Promise<string | null>;
  /** @param query the raw query, as the signature covers its very bytes */
  readLogout(query: string, now: Date): Promise<LogoutMessage>;
  /** Our own metadata, for the university to register. Null without a key pair. */
  metadata(): string | null;
  /** Origins that browsers are sent to, for the policy on forms. */
  origins(): string[];
}

/** All universities' providers. */
export interface SingleSignOn {
  of(university: { code: string; entityId: string; scopes: readonly string[] }): SamlGateway;
}
